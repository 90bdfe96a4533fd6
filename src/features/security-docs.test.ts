import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);

test('each test that docs/security.md names is there', () => {
  const text = readFileSync(new URL('docs/security.md', root), 'utf8');
  const named = [...text.matchAll(/`([\w./-]+\.test\.ts)`/g)].map(([, path = '']) => path);
  expect(named.length).toBeGreaterThan(50);
  const places = (path: string) => [new URL(`src/${path}`, root), new URL(path, root)];
  expect(named.filter((path) => !places(path).some((place) => existsSync(place)))).toEqual([]);
});
