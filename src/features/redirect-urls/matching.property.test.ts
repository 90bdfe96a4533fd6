import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ApiError } from '../../platform/errors/api-error.ts';
import { type RegisteredUrl, resolveRedirectUrl } from './matching.ts';
import { magicLinkUrlErrors } from './parameter-errors.ts';

const urls = [
  'http://localhost:3000/authenticate',
  'https://app.example.com/cb?next={}',
  'https://example.com/cb?a=1&b=2',
  'myapp://callback',
];
const registered: RegisteredUrl[] = urls.map((url) => ({
  url,
  validTypes: [{ type: 'LOGIN', isDefault: false }],
}));

/** The URL, or undefined where a catalogue error refuses it; any other error fails the test. */
const resolve = (given: string, rows = registered): string | undefined => {
  try {
    return resolveRedirectUrl(rows, 'LOGIN', given, magicLinkUrlErrors.LOGIN);
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
};

/** Characters that make parsers disagree, and pieces that attackers put together. */
const piece = fc.constantFrom(
  ...['/', '\\', '@', ':', '?', '#', '.', '*', '%', '&', '=', '{}', ' ', '\t', '\n', '\u0000'],
  ...['%00', '%2e', '%2f', '%5c', '%40', '..', '//', 'www.', 'evil.example', '\u3002', '\uff0f'],
  ...['http:', 'https://', 'javascript:', 'app.example.com', 'localhost:3000', 'cb', 'x'],
);

/** A registered URL with pieces put in, in place of what stood there. */
const tampered = fc
  .tuple(
    fc.constantFrom(...urls),
    fc.array(fc.tuple(fc.nat(60), fc.nat(4), piece), { minLength: 1, maxLength: 4 }),
  )
  .map(([url, edits]) =>
    edits.reduce((text, [at, cut, put]) => text.slice(0, at) + put + text.slice(at + cut), url),
  );

const withoutWww = (host: string): string => host.replace(/^www\./, '');

const target = (url: URL): string =>
  [url.protocol, withoutWww(url.host), url.pathname, [...url.searchParams.keys()].sort()].join(' ');
const targets = urls.map((url) => target(new URL(url)));

describe('a URL that is not registered never matches', () => {
  test.each([
    ['tampered', tampered],
    ['assembled', fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''))],
    ['random', fc.string({ unit: 'binary', maxLength: 100 })],
    ['web', fc.webUrl({ withQueryParameters: true, withFragments: true })],
  ])('%s: what passes is what the browser reads as a registered place', (_name, given) => {
    fc.assert(
      fc.property(given, (text) => {
        fc.pre(text !== '');
        const result = resolve(text);
        if (result === undefined) return;
        expect(result).toBe(text);
        const seen = new URL(text);
        expect(targets).toContain(target(seen));
        expect([seen.username, seen.password, seen.hash]).toEqual(['', '', '']);
      }),
      { numRuns: 2000 },
    );
  });

  test('a wildcard stays within its domain and its depth', () => {
    const rows: RegisteredUrl[] = [
      {
        url: 'https://pr-*.preview.example.com/cb',
        validTypes: [{ type: 'LOGIN', isDefault: false }],
      },
    ];
    const label = fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(label, label, (inside, after) => {
        for (const text of [
          `https://pr-${inside}.preview.example.com/cb`,
          `https://pr-${inside}.preview.example.com${after}/cb`,
          `https://pr-${inside}`,
        ]) {
          if (resolve(text, rows) === undefined) continue;
          expect(new URL(text).host).toMatch(/^pr-[^.]+\.preview\.example\.com$/);
          expect(new URL(text).pathname).toBe('/cb');
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('every registered URL without placeholder matches itself', () => {
    const host = fc.domain().filter((name) => !name.startsWith('www.'));
    fc.assert(
      fc.property(
        host,
        fc.nat({ max: 65_535 }),
        fc.stringMatching(/^[a-z0-9/]{0,20}$/),
        (h, p, path) => {
          const url = `https://${h}:${p}/${path}`;
          const rows: RegisteredUrl[] = [
            { url, validTypes: [{ type: 'LOGIN', isDefault: false }] },
          ];
          expect(resolve(url, rows)).toBe(url);
          expect(resolve(`https://www.${h}:${p}/${path}`, rows)).toBeDefined();
          expect(resolve(`${url}/x`, rows)).toBeUndefined();
        },
      ),
    );
  });
});
