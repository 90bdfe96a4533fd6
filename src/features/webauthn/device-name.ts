/** The first that fits: a phone's user agent names its desktop relative too. */
const SYSTEMS: readonly [RegExp, string][] = [
  [/iPhone|iPod/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/CrOS/, 'Chrome OS'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'Mac OS'],
  [/Linux|X11/, 'Linux'],
];

const UNKNOWN = 'Passkey';

/** What a registration is called until somebody names it: the system it was made on. */
export const deviceName = (userAgent: string): string =>
  SYSTEMS.find(([pattern]) => pattern.test(userAgent))?.[1] ?? UNKNOWN;
