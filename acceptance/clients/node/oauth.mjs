import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { expectError, step } from './report.mjs';

const SANDBOX_USER = 'user-test-e3795c81-f849-4167-bfda-e4a6e9c280fd';
const SANDBOX_TOKEN = 'hdPVZHHX0UoRa7hJTuuPHi1vlddffSnoweRbVFf5-H8g';
const SANDBOX_UNKNOWN_TOKEN = '59cnLELtq5cFVS6uYK9f-pAWzBkhqZl8AvLhbhOvKNWw';

/** A browser that keeps cookies and follows no redirect by itself. */
function newBrowser() {
  const cookies = new Map();
  /** Where the page leads. */
  return async function visit(url, form) {
    const response = await fetch(url, {
      method: form ? 'POST' : 'GET',
      body: form && new URLSearchParams(form),
      redirect: 'manual',
      headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    assert.ok(location, `no redirect but ${response.status}: ${await response.text()}`);
    return location;
  };
}

/** A login through the stand-in for a provider, up to the app's own address. */
async function logInAt({ baseUrl, publicToken }, provider, person, parameters = {}) {
  const visit = newBrowser();
  const query = new URLSearchParams({ public_token: publicToken, ...parameters });
  let page = await visit(`${baseUrl}/v1/public/oauth/${provider}/start?${query}`);
  // The name that the server calls itself by may be another one of this machine.
  if (new URL(page).pathname.endsWith('/start')) page = await visit(page);
  const back = await visit(page, { action: 'login', email_verified: 'true', ...person });
  return new URL(await visit(back)).searchParams;
}

/** Logins through other providers, and the sandbox token. */
export async function oauth(client, { baseUrl, publicToken, address }) {
  const world = { baseUrl, publicToken };
  const email = address('oauth');
  let user = {};
  let token = '';

  await step('oauth: a login through the stand-in, with PKCE', async () => {
    const code_verifier = randomBytes(32).toString('base64url');
    const code_challenge = createHash('sha256').update(code_verifier).digest('base64url');
    const person = { email, given_name: 'Ada', family_name: 'Lovelace' };
    const back = await logInAt(world, 'google', person, { code_challenge });
    assert.equal(back.get('stytch_token_type'), 'oauth');
    assert.equal(back.get('stytch_redirect_type'), 'signup');
    token = back.get('token');
    await expectError(client.oauth.authenticate({ token }), 400, 'pkce_expected_code_verifier');
    const answer = await client.oauth.authenticate({
      token,
      code_verifier,
      session_duration_minutes: 60,
    });
    user = answer.user;
    assert.equal(answer.provider_type, 'Google');
    assert.ok(answer.provider_subject.length > 0);
    assert.ok(answer.provider_values.access_token.length > 0);
    assert.equal(answer.provider_values.id_token.split('.').length, 3);
    assert.equal(user.name.first_name, 'Ada');
    assert.deepEqual(
      user.emails.map((one) => [one.email, one.verified]),
      [[email, true]],
    );
    assert.equal(user.providers[0].oauth_user_registration_id, answer.oauth_user_registration_id);
    const [factor] = answer.user_session.authentication_factors;
    assert.equal(factor.delivery_method, 'oauth_google');
    assert.equal(factor.google_oauth_factor.provider_subject, answer.provider_subject);
  });

  await step('oauth: a used token', async () => {
    await expectError(client.oauth.authenticate({ token }), 400, 'oauth_token_not_found');
  });

  await step('oauth.attach: the next login is that of the user', async () => {
    const { oauth_attach_token } = await client.oauth.attach({
      provider: 'github',
      user_id: user.user_id,
    });
    const back = await logInAt(world, 'github', { subject: email }, { oauth_attach_token });
    assert.equal(back.get('stytch_redirect_type'), 'login');
    const answer = await client.oauth.authenticate({ token: back.get('token') });
    assert.equal(answer.user_id, user.user_id);
    assert.deepEqual(
      answer.user.providers.map((one) => one.provider_type),
      ['Google', 'Github'],
    );
    const oauth_user_registration_id = answer.oauth_user_registration_id;
    const { user: left } = await client.users.deleteOAuthRegistration({
      oauth_user_registration_id,
    });
    assert.equal(left.providers.length, 1);
  });

  await step('sandbox: OAuth token', async () => {
    const answer = await client.oauth.authenticate({ token: SANDBOX_TOKEN });
    assert.equal(answer.user_id, SANDBOX_USER);
    const unknown = { token: SANDBOX_UNKNOWN_TOKEN };
    await expectError(client.oauth.authenticate(unknown), 400, 'oauth_token_not_found');
  });
}
