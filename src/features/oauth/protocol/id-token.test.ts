import { createHmac, randomUUID } from 'node:crypto';
import { UnsecuredJWT } from 'jose';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createSigner, standardTimes, type TestSigner } from '../../../testing/oauth/id-tokens.ts';
import { flow, type ProviderWorld, providerWorld } from '../../../testing/oauth/provider-login.ts';
import type { ProviderAnswers } from '../../../testing/oauth/provider-server.ts';

const KEYS = 'GET https://www.googleapis.com/oauth2/v3/certs';
const TOKEN = 'POST https://oauth2.googleapis.com/token';
const good = {
  iss: 'https://accounts.google.com',
  aud: 'client-1',
  sub: '1',
  nonce: flow.nonce,
  email: 'ada@example.com',
};

let signer: TestSigner;
let stranger: TestSigner;
let world: ProviderWorld;
beforeAll(async () => {
  signer = await createSigner();
  stranger = await createSigner();
});
afterEach(() => world.close());

/** A login at Google with this ID token. */
async function loginWith(id_token: unknown, answers: ProviderAnswers = {}, limits: object = {}) {
  world = await providerWorld(
    'google',
    {},
    {
      [TOKEN]: { body: { access_token: 'a1', token_type: 'Bearer', id_token } },
      [KEYS]: { body: signer.jwks },
      ...answers,
    },
    limits,
  );
  return world.login();
}

const claims = (changes: object = {}) => ({ ...good, ...standardTimes(), ...changes });
const seconds = Math.floor(Date.now() / 1_000);

describe('an ID token', () => {
  test('that is in order logs in', async () => {
    expect((await loginWith(await signer.sign(claims()))).subject).toBe('1');
  });

  test.each<[string, object, string | undefined]>([
    ['of another issuer', { iss: 'https://evil.example' }, undefined],
    ['of no issuer', { iss: undefined }, undefined],
    ['for another client', { aud: 'client-2' }, 'id_token_incorrect_audience'],
    ['for nobody', { aud: undefined }, 'id_token_incorrect_audience'],
    [
      'for several, issued to another',
      { aud: ['client-1', 'x'], azp: 'x' },
      'id_token_incorrect_audience',
    ],
    ['of another flow', { nonce: 'other' }, 'id_token_nonce_invalid'],
    ['of no flow', { nonce: undefined }, 'id_token_nonce_invalid'],
    ['with a nonce that is no text', { nonce: [flow.nonce] }, 'id_token_nonce_invalid'],
    ['that has expired', { exp: seconds - 120, iat: seconds - 400 }, 'id_token_expired'],
    ['that never expires', { exp: undefined }, undefined],
    ['that is not valid yet', { nbf: seconds + 600 }, undefined],
    ['from the future', { iat: seconds + 600, exp: seconds + 900 }, undefined],
    ['that is days old', { iat: seconds - 200_000 }, 'id_token_expired'],
    ['without a time', { iat: undefined }, undefined],
    ['about nobody', { sub: undefined }, undefined],
  ])('%s is refused', async (_what, changes, detail) => {
    const attempt = loginWith(await signer.sign(claims(changes)));
    await expect(attempt).rejects.toMatchObject({
      kind: 'invalid_token',
      stage: 'identity',
      detail,
    });
  });

  test('about nobody in particular is refused', async () => {
    const attempt = loginWith(await signer.sign(claims({ sub: ' ' })));
    await expect(attempt).rejects.toMatchObject({ kind: 'provider_error', stage: 'identity' });
  });

  test('for several clients, issued to us, is taken', async () => {
    const token = await signer.sign(claims({ aud: ['x', 'client-1'], azp: 'client-1' }));
    expect((await loginWith(token)).subject).toBe('1');
  });

  test.each<[string, () => unknown]>([
    ['that nobody signed', () => new UnsecuredJWT(claims()).encode()],
    ['signed with the published key as a shared secret', hmacToken],
    ['signed by somebody else', () => stranger.sign(claims())],
    ['under a key id that is not published', () => signer.sign(claims(), { kid: randomUUID() })],
    ['that is an access token', () => signer.sign(claims(), { typ: 'at+jwt' })],
    ['that is a logout token', () => signer.sign(claims(), { typ: 'logout+jwt' })],
    ['whose claims were changed', changedToken],
    ['that is garbage', () => 'a.b.c'],
    ['that is no text', () => ({ sub: '1' })],
    ['that is encrypted', () => 'a.b.c.d.e'],
  ])('%s is refused', async (_what, make) => {
    const attempt = loginWith(await make());
    await expect(attempt).rejects.toMatchObject({ kind: 'invalid_token' });
  });

  test.each<[string, ProviderAnswers[string], string]>([
    ['are gone', { status: 500, body: 'no' }, 'invalid_token'],
    ['are no JSON', { body: '<html>' }, 'invalid_token'],
    ['are no key set', { body: { keys: 'x' } }, 'invalid_token'],
    ['never come', () => 'silence', 'unreachable'],
    ['have no end', { body: { keys: [], x: 'x'.repeat(100_000) } }, 'provider_error'],
    [
      'lie elsewhere',
      { status: 302, headers: { location: 'https://evil.example/' }, body: '' },
      'invalid_token',
    ],
  ])('is refused where the keys %s', async (_what, answer, kind) => {
    const limits = { timeoutMs: 300, maxBytes: 50_000 };
    const attempt = loginWith(await signer.sign(claims()), { [KEYS]: answer }, limits);
    await expect(attempt).rejects.toMatchObject({ kind, stage: 'identity' });
  });

  test('is judged by real time, as the clock gives it', async () => {
    const now = Date.now() + 3_600_000;
    const clock = { now: () => now };
    await expect(loginWith(await signer.sign(claims()), {}, { clock })).rejects.toMatchObject({
      detail: 'id_token_expired',
    });
    await world.close();
    const token = await signer.sign(claims(standardTimes(now)));
    expect((await loginWith(token, {}, { clock })).subject).toBe('1');
  });

  test('keys are read once, and made-up key ids do not make us ask again and again', async () => {
    let token = await signer.sign(claims());
    world = await providerWorld(
      'google',
      {},
      {
        [TOKEN]: () => ({ body: { access_token: 'a1', token_type: 'Bearer', id_token: token } }),
        [KEYS]: { body: signer.jwks },
      },
    );
    await world.login();
    await world.login();
    for (let tries = 0; tries < 5; tries += 1) {
      token = await stranger.sign(claims(), { kid: randomUUID() });
      await expect(world.login()).rejects.toMatchObject({ kind: 'invalid_token' });
    }
    expect(world.seen.filter(({ target }) => target === KEYS)).toHaveLength(1);
  });
});

const part = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

function hmacToken(): string {
  const [jwk] = signer.jwks.keys;
  const signed = `${part({ alg: 'HS256', kid: 'key-1', typ: 'JWT' })}.${part(claims())}`;
  const signature = createHmac('sha256', JSON.stringify(jwk)).update(signed).digest('base64url');
  return `${signed}.${signature}`;
}

async function changedToken(): Promise<string> {
  const [header, , signature] = (await signer.sign(claims())).split('.');
  return `${header}.${part(claims({ sub: '2' }))}.${signature}`;
}
