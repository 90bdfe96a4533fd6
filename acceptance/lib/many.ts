/** Calls `work` with 0 to `count - 1`, at most `at` of them at a time. */
export async function many(
  count: number,
  at: number,
  work: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < count; index = next++) await work(index);
  };
  await Promise.all(Array.from({ length: at }, worker));
}
