import { createHash, randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import type { Answer, TestApp } from './test-app.ts';

export const REDIRECT = 'https://app.example.com/callback';

/** A Connected App with one redirect URL, as the create call answered it. */
export async function makeConnectedApp(
  app: TestApp,
  client_type: string,
  fields: object = {},
): Promise<Answer['body']> {
  const body = { client_type, redirect_urls: [REDIRECT], ...fields };
  const answer = await app.call('POST', '/v1/connected_apps/clients', body);
  expect(answer.body).toMatchObject({ status_code: 200 });
  return answer.body.connected_app;
}

export async function makeUser(app: TestApp, fields: object = {}): Promise<string> {
  const email = `user-${randomBytes(6).toString('hex')}@example.com`;
  const answer = await app.call('POST', '/v1/users', { email, ...fields });
  expect(answer.body).toMatchObject({ user_id: expect.any(String) });
  return answer.body.user_id;
}

/** RFC 7636, S256. */
export function pkcePair(): { code_verifier: string; code_challenge: string } {
  const code_verifier = randomBytes(32).toString('base64url');
  const code_challenge = createHash('sha256').update(code_verifier).digest('base64url');
  return { code_verifier, code_challenge };
}

/** Submits an authorization that the user agrees to. */
export const submit = (app: TestApp, client_id: string, request: object): Promise<Answer> =>
  app.call('POST', '/v1/idp/oauth/authorize', {
    client_id,
    redirect_uri: REDIRECT,
    response_type: 'code',
    scopes: ['openid'],
    consent_granted: true,
    ...request,
  });

/** The code of an authorization that succeeds. */
export async function authorize(app: TestApp, client_id: string, request: object): Promise<string> {
  const answer = await submit(app, client_id, request);
  expect(answer.body).toMatchObject({ status_code: 200, authorization_code: expect.any(String) });
  return answer.body.authorization_code;
}

/** The parameters that a redirect carries. */
export const redirected = ({ body }: Answer): Record<string, string> =>
  Object.fromEntries(new URL(body.redirect_uri).searchParams);
