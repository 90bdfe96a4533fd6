/** mulberry32: the same inputs in every run. */
export function generator(seed: number) {
  let state = seed;
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (n: number): number => Math.floor(random() * n);
  const pick = <T>(values: readonly T[]): T => values[below(values.length)] as T;
  return { below, pick };
}

export type Generator = ReturnType<typeof generator>;

/** Bytes that mean much in CBOR: heads with lengths, breaks, tags, floats, simple values. */
const TELLING = [
  0x00, 0x18, 0x1b, 0x20, 0x3b, 0x40, 0x58, 0x5a, 0x5b, 0x5f, 0x60, 0x7f, 0x80, 0x9a, 0x9b, 0x9f,
  0xa0, 0xa1, 0xb9, 0xbb, 0xbf, 0xc0, 0xd8, 0xf6, 0xf7, 0xf9, 0xfa, 0xfb, 0xff,
];

/** The same bytes with one to four wounds: changed, cut, doubled, put in. */
export function wound({ below, pick }: Generator, bytes: Buffer): Buffer {
  let wounded = Buffer.from(bytes);
  for (let wounds = 1 + below(4); wounds > 0 && wounded.length > 0; wounds -= 1) {
    const at = below(wounded.length);
    const value = below(2) === 0 ? pick(TELLING) : below(256);
    const rest = wounded.subarray(at);
    switch (below(6)) {
      case 0:
        wounded = Buffer.from(wounded.subarray(0, at));
        break;
      case 1:
        wounded = Buffer.concat([wounded.subarray(0, at), Buffer.of(value), rest]);
        break;
      case 2:
        wounded = Buffer.concat([wounded.subarray(0, at), rest.subarray(1 + below(8))]);
        break;
      case 3:
        wounded = Buffer.concat([wounded, wounded.subarray(at, at + below(40))]);
        break;
      default:
        wounded.writeUInt8(value, at);
    }
  }
  return wounded;
}
