import { exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { createLogger } from './log.ts';

/** What a logger writes. */
function written(run: (log: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  run(createLogger('info', { write: (line: string) => void lines.push(line) }));
  return lines.join('');
}

test('an error of a token says what is wrong with it, and not what stands in it', async () => {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  expect(await exportJWK(publicKey)).toMatchObject({ kty: 'EC' });
  const token = await new SignJWT({ email: 'ada@example.com' })
    .setProtectedHeader({ alg: 'ES256' })
    .setAudience('somebody else')
    .sign(privateKey);
  const error = await jwtVerify(token, publicKey, { audience: 'us' }).catch((one) => one);
  const line = written((log) => log.info({ err: error }, 'refused'));
  expect(line).toContain('ERR_JWT_CLAIM_VALIDATION_FAILED');
  expect(line).not.toContain('ada@example.com');
});

test('an error of the database names the constraint, and not the row', () => {
  const error = Object.assign(new Error('duplicate key value violates unique constraint'), {
    code: '23505',
    constraint: 'factors_identifier',
    detail: 'Key (identifier)=(ada@example.com) already exists.',
    where: 'COPY factors, line 1: "ada@example.com"',
    parameters: ['ada@example.com'],
  });
  const line = written((log) => log.error({ err: error }, 'unexpected error'));
  expect(JSON.parse(line).err).toMatchObject({ code: '23505', constraint: 'factors_identifier' });
  expect(line).not.toContain('ada@example.com');
});

test('the cause of an error is told by its message', () => {
  const cause = Object.assign(new Error('the cause'), { payload: { email: 'ada@example.com' } });
  const line = written((log) => log.error({ err: new Error('outside', { cause }) }, 'failed'));
  expect(line).toContain('the cause');
  expect(line).not.toContain('ada@example.com');
});
