import type { TestApp } from '../test-app.ts';
import type { Ids } from './world.ts';

type Call = (path: string, body: object) => Promise<Record<string, never>>;

const CLIENTS = '/v1/connected_apps/clients';
const REDIRECT = 'https://app.example.com/callback';

/** Apps that a user granted access to, with an access token, and one whose secret is replaced. */
export async function populateConnectedApps(
  app: TestApp,
  projectId: string,
  call: Call,
  who: { name: string; session_token: unknown },
): Promise<Ids> {
  const make = async () => {
    const body = {
      client_type: 'first_party',
      redirect_urls: [REDIRECT],
      post_logout_redirect_urls: [REDIRECT],
      full_access_allowed: true,
    };
    const made = await call(CLIENTS, body);
    return made.connected_app as unknown as { client_id: string; client_secret: string };
  };
  const { client_id, client_secret } = await make();
  const rotating = await make();
  await call(`${CLIENTS}/${rotating.client_id}/secrets/rotate/start`, {});
  const authorized = await call('/v1/idp/oauth/authorize', {
    client_id,
    redirect_uri: REDIRECT,
    response_type: 'code',
    scopes: ['openid', 'full_access'],
    consent_granted: true,
    session_token: who.session_token,
  });
  const tokens = await app.callAs(undefined, 'POST', `/v1/public/${projectId}/oauth2/token`, {
    grant_type: 'authorization_code',
    code: authorized.authorization_code,
    redirect_uri: REDIRECT,
    client_id,
    client_secret,
  });
  return {
    app_client_id: client_id,
    connected_app_id: client_id,
    rotating_app_client_id: rotating.client_id,
    // Whoever has it may read: the attacker is not told the other tenant's as such.
    [who.name === 'victim' ? 'victim_app_access_token' : 'app_access_token']:
      tokens.body.access_token,
    redirect_uri: REDIRECT,
    post_logout_redirect_uri: REDIRECT,
    response_type: 'code',
  };
}
