/**
 * Runs the work of a hook that seldom has to wait: with a promise for each request, Fastify's
 * other way, the waiting would cost more than the work.
 */
export function runHook(
  work: () => Promise<void> | undefined,
  done: (error?: Error) => void,
): void {
  let waiting: Promise<void> | undefined;
  try {
    waiting = work();
  } catch (error) {
    // A refusal has time until Node has read the bytes at hand: if they turn out to be no HTTP,
    // that is the one answer.
    queueMicrotask(() => done(error as Error));
    return;
  }
  // Not inside of `try`: `done` goes on with the request, whose errors are not this hook's.
  if (waiting) waiting.then(() => done(), done);
  else done();
}
