import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { expectError, step } from './report.mjs';

const REDIRECT = 'https://app.example.com/callback';
const SCOPES = ['openid', 'full_access'];

/** Apps that users let in: authorization, tokens, the way back to a session. */
export async function apps(client, { base_url, project_id, address }) {
  let app = {};
  let user_id = '';
  let session = {};
  let access_token = '';

  const credentials = () => ({ client_id: app.client_id, client_secret: app.client_secret });

  await step('connected_apps: a user authorizes an app', async () => {
    const { connected_app } = await client.connectedApp.clients.create({
      client_type: 'first_party',
      client_name: 'Notes',
      redirect_urls: [REDIRECT],
      full_access_allowed: true,
      access_token_template_content: '{"plan": {{ user.trusted_metadata.plan }}}',
    });
    app = connected_app;
    assert.match(app.client_id, /^connected-app-test-/);
    assert.equal(app.id_token_template_content, '');
    const made = await client.users.create({
      email: address('apps'),
      trusted_metadata: { plan: 'gold' },
    });
    user_id = made.user_id;
    const { token } = await client.magicLinks.create({ user_id });
    session = await client.magicLinks.authenticate({ token, session_duration_minutes: 60 });
    const code_verifier = randomBytes(32).toString('base64url');
    const request = {
      client_id: app.client_id,
      redirect_uri: REDIRECT,
      response_type: 'code',
      scopes: SCOPES,
      session_token: session.session_token,
    };
    const started = await client.idp.oauth.authorizeStart(request);
    assert.equal(started.user_id, user_id);
    assert.equal(started.client.client_name, 'Notes');
    assert.equal(started.consent_required, false);
    assert.deepEqual(
      started.scope_results.map(({ scope, is_grantable }) => [scope, is_grantable]),
      SCOPES.map((scope) => [scope, true]),
    );
    const authorized = await client.idp.oauth.authorize({
      ...request,
      consent_granted: false,
      state: 's-1',
      code_challenge: createHash('sha256').update(code_verifier).digest('base64url'),
    });
    const back = new URL(authorized.redirect_uri).searchParams;
    assert.equal(back.get('code'), authorized.authorization_code);
    assert.equal(back.get('state'), 's-1');
    // The app's own call.
    const answer = await fetch(`${base_url}/v1/public/${project_id}/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({
        ...credentials(),
        grant_type: 'authorization_code',
        code: authorized.authorization_code,
        redirect_uri: REDIRECT,
        code_verifier,
      }),
    });
    const tokens = await answer.json();
    assert.equal(tokens.scope, SCOPES.join(' '));
    assert.equal(typeof tokens.id_token, 'string');
    access_token = tokens.access_token;
  });

  await step('connected_apps: an access token introspected and checked locally', async () => {
    const asked = await client.idp.introspectTokenNetwork({
      token: access_token,
      ...credentials(),
    });
    const local = await client.idp.introspectTokenLocal(access_token);
    for (const claims of [asked, local]) {
      assert.equal(claims.subject, user_id);
      assert.equal(claims.scope, SCOPES.join(' '));
      assert.deepEqual(claims.audience, [project_id]);
      assert.equal(claims.custom_claims.plan, 'gold');
      assert.equal(claims.token_type, 'access_token');
    }
    const tampered = `${access_token.slice(0, -8)}AAAAAAAA`;
    await assert.rejects(client.idp.introspectTokenLocal(tampered));
    const refused = client.idp.introspectTokenNetwork({ token: tampered, ...credentials() });
    await assert.rejects(refused, { code: 'token_invalid' });
  });

  await step('sessions.exchange_access_token', async () => {
    const request = { access_token, session_duration_minutes: 60 };
    const exchanged = await client.sessions.exchangeAccessToken(request);
    assert.equal(exchanged.user_id, user_id);
    assert.equal(exchanged.session.session_id, session.session.session_id);
    assert.notEqual(exchanged.session_token, session.session_token);
    const factor = exchanged.session.authentication_factors.at(-1);
    assert.equal(factor.delivery_method, 'oauth_access_token_exchange');
    assert.equal(factor.oauth_access_token_exchange_factor.client_id, app.client_id);
    const again = client.sessions.exchangeAccessToken(request);
    await expectError(again, 404, 'idp_access_token_could_not_be_exchanged');
  });

  await step('users.connected_apps and revoke', async () => {
    const { connected_apps } = await client.users.connectedApps({ user_id });
    assert.equal(connected_apps.length, 1);
    assert.equal(connected_apps[0].connected_app_id, app.client_id);
    assert.equal(connected_apps[0].scopes_granted, SCOPES.join(' '));
    await client.users.revoke({ user_id, connected_app_id: app.client_id });
    assert.deepEqual((await client.users.connectedApps({ user_id })).connected_apps, []);
    const revoked = client.idp.introspectTokenNetwork({ token: access_token, ...credentials() });
    await assert.rejects(revoked, { code: 'token_invalid' });
  });
}
