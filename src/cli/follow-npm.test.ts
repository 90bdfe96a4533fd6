import { expect, test } from 'vitest';
import { isUnderNpm } from './follow-npm.ts';

test('npx and our own npm start end together with npm', () => {
  expect(isUnderNpm({ npm_lifecycle_event: 'npx' })).toBe(true);
  expect(isUnderNpm({ npm_lifecycle_event: 'start', npm_package_name: 'selvage' })).toBe(true);
});

test('a script that starts the server in the background does not end it', () => {
  expect(isUnderNpm({ npm_lifecycle_event: 'pretest', npm_package_name: 'shop' })).toBe(false);
  expect(isUnderNpm({ npm_lifecycle_event: 'start', npm_package_name: 'shop' })).toBe(false);
  expect(isUnderNpm({})).toBe(false);
});
