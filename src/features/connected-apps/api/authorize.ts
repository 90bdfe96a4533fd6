import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { presentUser, userWireId } from '../../users/present-user.ts';
import { User } from '../../users/wire.ts';
import { named, withError } from '../../wire-schema.ts';
import { presentPublicClient } from '../present-client.ts';
import { ConnectedAppPublic } from '../wire.ts';

const optional = Type.Optional;
const MAX_STATE = 4_096;

/** What both steps take; the reference is behaviour-platform 3. */
const authorizeArguments = {
  client_id: Type.String(),
  redirect_uri: Type.String(),
  // The SDKs' own pages fill these two in; clients leave them out (behaviour-platform 3).
  response_type: optional(Type.String({ description: 'Always `code`, also where it is absent.' })),
  scopes: optional(
    Type.Array(Type.String(), { description: 'None at all is `openid profile email`.' }),
  ),
  prompt: optional(Type.String({ description: 'Space separated; `consent` asks again.' })),
  user_id: optional(
    Type.String({ description: 'Of the user who authorizes; or one of the session arguments.' }),
  ),
  session_token: optional(Type.String()),
  session_jwt: optional(Type.String()),
};

/** A request with what may be left out of it. */
const complete = <T extends { response_type?: string; scopes?: string[] }>(body: T) => ({
  ...body,
  response_type: body.response_type ?? 'code',
  scopes: body.scopes ?? [],
});

const ScopeResult = named(
  'ScopeResult',
  Type.Object({
    scope: Type.String(),
    description: Type.String(),
    is_grantable: Type.Boolean({ description: 'Whether the roles of the user cover the scope.' }),
  }),
);

const startAuthorization = operation({
  id: 'idp.oauth.authorize_start',
  audit: { record: 'refusals' },
  method: 'POST',
  path: '/v1/idp/oauth/authorize/start',
  caller: 'project',
  tag: 'Identity provider',
  summary: 'Check an authorization request and learn what to ask the user',
  body: Type.Object(authorizeArguments),
  response: {
    user_id: Type.String(),
    user: User,
    client: ConnectedAppPublic,
    consent_required: Type.Boolean(),
    scope_results: Type.Array(ScopeResult),
  },
  async handler({ environment, services }, { body }) {
    const { authorizing } = services.connectedApps;
    const started = await authorizing.start(environment, complete(body));
    return {
      user_id: userWireId(environment.kind, started.user.id),
      user: presentUser(environment.kind, started.user, environment.now()),
      client: presentPublicClient(environment.kind, started.client),
      consent_required: started.consentRequired,
      scope_results: started.scopeResults,
    };
  },
});

const submitAuthorization = operation({
  id: 'idp.oauth.authorize',
  method: 'POST',
  path: '/v1/idp/oauth/authorize',
  caller: 'project',
  tag: 'Identity provider',
  summary: 'Complete an authorization request; the answer says where to send the browser',
  body: Type.Object({
    // Go's SDK leaves out what is false: without it the user has not agreed.
    consent_granted: optional(Type.Boolean({ description: 'Absent is false.' })),
    ...authorizeArguments,
    state: optional(Type.String({ maxLength: MAX_STATE })),
    nonce: optional(Type.String({ maxLength: MAX_STATE })),
    code_challenge: optional(
      withError('invalid_pkce_code_challenge', Type.String({ description: 'S256.' })),
    ),
    resources: optional(Type.Array(Type.String(), { description: 'RFC 8707.' })),
  }),
  response: {
    redirect_uri: Type.String({ description: 'With `code`, or with `error` where it is refused.' }),
    authorization_code: optional(Type.String()),
  },
  async handler({ environment, services }, { body }) {
    const { authorizing } = services.connectedApps;
    const { consent_granted = false } = body;
    const request = { ...complete(body), consent_granted };
    const { redirectUri, code } = await authorizing.submit(environment, request);
    return {
      redirect_uri: redirectUri,
      ...(code !== undefined && { authorization_code: code }),
    };
  },
});

export const authorizeOperations = [startAuthorization, submitAuthorization];
