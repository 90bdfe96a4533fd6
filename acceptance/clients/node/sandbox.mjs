import assert from 'node:assert/strict';
import { expectError, step } from './report.mjs';

const SANDBOX_EMAIL = 'sandbox@stytch.com';
const SANDBOX_USER = 'user-test-e3795c81-f849-4167-bfda-e4a6e9c280fd';
const SANDBOX_SESSION_TOKEN = 'WJtR5BCy38Szd5AfoDpf0iqFKEt4EE5JhjlWUY7l3FtY';

/** The fixed values that test suites of applications rely on. */
export async function sandbox(client, inbox) {
  await step('sandbox: magic link', async () => {
    const token = 'DOYoip3rvIMMW5lgItikFK-Ak1CfMsgjuiCyI7uuU94=';
    const plain = await client.magicLinks.authenticate({ token });
    assert.equal(plain.user_id, SANDBOX_USER);
    assert.equal(plain.session, null);
    const long = await client.magicLinks.authenticate({ token, session_duration_minutes: 60 });
    assert.equal(long.session_token, SANDBOX_SESSION_TOKEN);
    assert.equal(long.session.authentication_factors[0].email_factor.email_address, SANDBOX_EMAIL);
  });

  await step('sandbox: used and unknown magic link', async () => {
    const used = { token: '3pzjQpgksDlGKWEwUq2Up--hCHC_0oamfLHyfspKDFU=' };
    await expectError(client.magicLinks.authenticate(used), 401, 'unable_to_auth_magic_link');
    const unknown = { token: 'CprTtwhnRNiMBiUS2jSLcWYrfuO2POeBNdo5HhW6qTM=' };
    await expectError(client.magicLinks.authenticate(unknown), 404, 'magic_link_not_found');
  });

  await step('sandbox: session', async () => {
    const answer = await client.sessions.authenticate({ session_token: SANDBOX_SESSION_TOKEN });
    assert.equal(answer.session_token, SANDBOX_SESSION_TOKEN);
    assert.equal(answer.session.user_id, SANDBOX_USER);
    assert.equal(answer.session.started_at, '2021-08-28T00:41:58.935673Z');
    const local = await client.sessions.authenticateJwtLocal({ session_jwt: answer.session_jwt });
    assert.equal(local.user_id, SANDBOX_USER);
    const unknown = { session_token: '59cnLELtq5cFVS6uYK9f-pAWzBkhqZl8AvLhbhOvKNWw' };
    await expectError(client.sessions.authenticate(unknown), 404, 'session_not_found');
  });

  await step('sandbox: email is not sent', async () => {
    const sent = await client.magicLinks.email.loginOrCreate({
      email: SANDBOX_EMAIL,
      login_magic_link_url: 'http://localhost:8000/login',
      signup_magic_link_url: 'http://localhost:8000/signup',
    });
    assert.equal(sent.user_id, SANDBOX_USER);
    assert.deepEqual(await inbox.messagesTo(SANDBOX_EMAIL), []);
  });
}
