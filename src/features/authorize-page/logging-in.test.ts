import { expect, test } from 'vitest';
import { apiError, type ErrorType } from '../catalogue.ts';
import type { Environment } from '../projects/environment.ts';
import { createLoggingIn, type LoggingInDependencies, LoginFailed } from './logging-in.ts';

/** What is hashed where the login with a password ends like this. */
async function hashedAt(type: ErrorType): Promise<string[]> {
  const hashed: string[] = [];
  const loggingIn = createLoggingIn({
    passwords: { authenticate: () => Promise.reject(apiError(type)) },
    hashing: {
      hash: async (_tenant: string, password: string) => {
        hashed.push(password);
        return '';
      },
    },
  } as unknown as LoggingInDependencies);
  const login = loggingIn.byPassword({ id: 'e' } as Environment, 'ada@example.com', 'secret');
  await expect(login).rejects.toThrow(LoginFailed);
  return hashed;
}

test.each(['email_not_found', 'no_user_password', 'user_lock_limit_reached'] as const)(
  'a login that ends with %s takes as long as a wrong password',
  async (type) => {
    expect(await hashedAt(type)).toEqual(['secret']);
  },
);

test('a wrong password is not hashed a second time', async () => {
  expect(await hashedAt('unauthorized_credentials')).toEqual([]);
});
