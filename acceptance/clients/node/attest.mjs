import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { expectError, step } from './report.mjs';

/** Logins by the tokens of another system. */
export async function attest(client) {
  const { trusted } = JSON.parse(readFileSync(process.env.SELVAGE_CLIENT_WORLD, 'utf8'));
  const { profile_id, email, subject } = trusted;
  let user_id = '';

  await step('sessions.attest: a new user', async () => {
    const answer = await client.sessions.attest({
      profile_id,
      token: trusted.token,
      session_duration_minutes: 60,
    });
    ({ user_id } = answer);
    assert.equal(answer.user.emails[0].email, email);
    assert.equal(answer.user.external_id, subject);
    assert.deepEqual(answer.user.roles, ['stytch_user', 'editor']);
    const [factor] = answer.session.authentication_factors;
    assert.equal(factor.type, 'trusted_auth_token');
    assert.equal(factor.delivery_method, 'trusted_token_exchange');
    assert.ok(factor.trusted_auth_token_factor.token_id.length > 0);
    const { session_jwt } = answer;
    assert.equal((await client.sessions.authenticateJwtLocal({ session_jwt })).user_id, user_id);
  });

  await step('sessions.attest: a factor of a session', async () => {
    const { token } = await client.magicLinks.create({ user_id });
    const login = await client.magicLinks.authenticate({ token, session_duration_minutes: 60 });
    const { session_token } = login;
    const answer = await client.sessions.attest({
      profile_id,
      token: trusted.second_token,
      session_token,
    });
    assert.equal(answer.session_token, session_token);
    assert.deepEqual(
      answer.session.authentication_factors.map((factor) => factor.type),
      ['magic_link', 'trusted_auth_token'],
    );
  });

  await step('sessions.attest: refused tokens', async () => {
    const refused = (token) => client.sessions.attest({ profile_id, token });
    await expectError(refused(trusted.of_another_key), 400, 'invalid_trusted_auth_token');
    await expectError(refused(trusted.expired), 400, 'invalid_trusted_auth_token');
    await expectError(refused(trusted.of_another_issuer), 401, 'jwt_invalid_issuer');
    await expectError(refused(trusted.of_another_audience), 401, 'jwt_invalid_audience');
    const unknown = { profile_id: `${profile_id.slice(0, -4)}0000`, token: trusted.token };
    await expectError(client.sessions.attest(unknown), 404, 'trusted_token_profile_not_found');
  });
}
