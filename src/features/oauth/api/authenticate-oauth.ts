import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import type { Environment } from '../../projects/environment.ts';
import { Session, sessionArguments, sessionResponse } from '../../sessions/wire.ts';
import { factorWireId, presentUser } from '../../users/present-user.ts';
import { User } from '../../users/wire.ts';
import { Nullable, named, Timestamp, withError } from '../../wire-schema.ts';
import type { OAuthLogin } from '../oauth.service.ts';

const text = (description: string) => Type.String({ description });

const ProviderValues = named(
  'OAuthProviderValues',
  Type.Object({
    access_token: text("Of the provider's API; empty where there is none, like all here."),
    refresh_token: text('For a new access token.'),
    id_token: text('The JWT of an OpenID provider.'),
    scopes: Type.Array(Type.String()),
    expires_at: Type.Optional(Timestamp()),
  }),
);

function present(environment: Environment, login: OAuthLogin) {
  const { registration, resetSessions, providerValues } = login;
  const user = presentUser(environment.kind, login.user, environment.now());
  return {
    user_id: user.user_id,
    provider_subject: registration.data.provider_subject,
    provider_type: registration.data.provider_type,
    oauth_user_registration_id: factorWireId(environment.kind, registration),
    provider_values: providerValues,
    user,
    reset_sessions: resetSessions,
    user_session: login.session,
    session_token: login.session_token,
    session_jwt: login.session_jwt,
    user_device: login.user_device,
  };
}

const { session_token, session_jwt, user_device } = sessionResponse;

export const authenticateOAuth = operation({
  id: 'oauth.authenticate',
  method: 'POST',
  path: '/v1/oauth/authenticate',
  caller: 'project',
  tag: 'OAuth',
  summary: 'Use up the token of an OAuth login: log its user in',
  confirms: true,
  body: Type.Object({
    token: withError('invalid_token', Type.String()),
    ...sessionArguments,
    code_verifier: Type.Optional(Type.String()),
  }),
  response: {
    user_id: Type.String(),
    provider_subject: text("The account's id at the provider."),
    provider_type: text('Google, Github ...'),
    oauth_user_registration_id: Type.String(),
    provider_values: ProviderValues,
    user: User,
    reset_sessions: Type.Boolean(),
    user_session: Nullable(Session),
    session_token,
    session_jwt,
    user_device,
  },
  async handler({ environment, services }, { body }) {
    const sandbox = await services.sandbox.oauth(environment, body.token, body);
    return sandbox ?? present(environment, await services.oauth.authenticate(environment, body));
  },
});
