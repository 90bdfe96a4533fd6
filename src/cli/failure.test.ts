import { expect, test } from 'vitest';
import { ConfigError } from '../config/load-config.ts';
import { SeedError } from '../config/read-seed.ts';
import { expectedError } from '../platform/errors/expected-error.ts';
import { failureText } from './failure.ts';
import { listenError } from './listen.ts';

const withCode = (code: string) => Object.assign(new Error(code), { code });

test('what an operator can mend is told without a stack', () => {
  const errors = [
    new ConfigError(['--port must be a number']),
    new SeedError(['seed.yaml:1:1: must be an object']),
    expectedError('The data folder x cannot be written: permission denied.'),
    listenError(withCode('EADDRINUSE'), '127.0.0.1', 7700),
    listenError(withCode('EADDRNOTAVAIL'), '192.0.2.1', 7700),
    listenError(withCode('EACCES'), '127.0.0.1', 80),
    Object.assign(withCode('42501'), { severity: 'ERROR' }),
    withCode('SQLITE_FULL'),
  ];
  for (const error of errors) expect(failureText(error)).not.toMatch(/\n\s+at /);
  expect(failureText(errors[3])).toBe(
    'Port 7700 of 127.0.0.1 is in use: stop what listens there or choose another with --port.',
  );
});

test('what nobody expected keeps its stack', () => {
  expect(failureText(new Error('odd'))).toMatch(/odd\n\s+at /);
  expect(failureText('thrown text')).toBe('thrown text');
});
