/** Base58 with Bitcoin's alphabet, as Solana writes addresses and signatures. */
const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

const VALUES = new Map([...ALPHABET].map((character, value) => [character, value]));

/**
 * The bytes of the text, if they are `length` many; else undefined. Reading takes the square of the
 * length, so texts that cannot be it are not read at all.
 */
export function decodeBase58(text: string, length: number): Uint8Array | undefined {
  // A byte takes at most log 256 / log 58 = 1.37 characters.
  if (text.length < length || text.length > Math.ceil(length * 1.37)) return undefined;
  const bytes = new Uint8Array(length);
  for (const character of text) {
    let carry = VALUES.get(character);
    if (carry === undefined) return undefined;
    for (let index = length - 1; index >= 0; index -= 1) {
      carry += (bytes[index] ?? 0) * 58;
      bytes[index] = carry & 0xff;
      carry >>= 8;
    }
    if (carry > 0) return undefined;
  }
  // Each leading zero byte is one `1`, so that every text has one meaning.
  const ones = text.length - text.replace(/^1+/, '').length;
  const zeros = bytes.findIndex((byte) => byte !== 0);
  return ones === (zeros < 0 ? length : zeros) ? bytes : undefined;
}
