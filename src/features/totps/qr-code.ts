/** Sides of the picture in pixels. */
const SIZE = 200;
/** With a space after the comma (behaviour-core 5): clients that compare it exist. */
const PREFIX = 'data:image/png;base64, ';

export interface Enrolment {
  /** Shown by the app above the code: the project's name. */
  issuer: string;
  /** Whose code it is. */
  account: string;
  /** Base32. */
  secret: string;
}

/** Of a percent-encoded part: a picture holds some 2,900 characters, and a phone reads fewer. */
const MAX_PART = 250;

/** As much of the text as fits, whole characters only. */
function encoded(text: string): string {
  let part = '';
  for (const character of text) {
    const next = part + encodeURIComponent(character);
    if (next.length > MAX_PART) break;
    part = next;
  }
  return part;
}

/**
 * `otpauth://totp/<issuer>:<account>?...`, the key URI format that authenticator apps read. What
 * they take for granted (SHA-1, six digits, 30 seconds) is left out: the picture stays coarse.
 */
export function keyUri({ issuer, account, secret }: Enrolment): string {
  const [from, whose] = [encoded(issuer), encoded(account)];
  return `otpauth://totp/${from}:${whose}?secret=${secret}&issuer=${from}`;
}

/** The key URI as a picture to scan: the data URL of a PNG. */
export async function qrCode(enrolment: Enrolment): Promise<string> {
  // A screen does not get scratched: the lowest correction gives the largest modules.
  const options = { type: 'png', width: SIZE, errorCorrectionLevel: 'L' } as const;
  // Loaded by the first picture: a server without authenticator apps need not hold it.
  const { toBuffer } = await import('qrcode');
  const png = await toBuffer(keyUri(enrolment), options);
  return PREFIX + png.toString('base64');
}
