import { Type } from 'typebox';
import { clientArguments, OAuthText } from './arguments.ts';
import { oauth2Endpoint } from './endpoints.ts';

/** RFC 7662. Whatever is not active for the calling client reads the same. */
export const introspectOperations = oauth2Endpoint({
  id: 'oauth2.introspect',
  audit: { record: 'refusals' },
  method: 'POST',
  path: '/introspect',
  tag: 'OAuth 2.0',
  summary: 'Ask whether a token is active, and what it says',
  body: Type.Object({
    token: OAuthText('Access or refresh token.'),
    token_type_hint: OAuthText('`access_token` or `refresh_token`.'),
    ...clientArguments,
  }),
  // Custom claims stand beside these.
  openResponse: true,
  response: {
    active: Type.Boolean(),
    sub: Type.Optional(Type.String()),
    scope: Type.Optional(Type.String()),
    aud: Type.Optional(Type.Array(Type.String())),
    iss: Type.Optional(Type.String()),
    iat: Type.Optional(Type.Integer()),
    nbf: Type.Optional(Type.Integer()),
    exp: Type.Optional(Type.Integer()),
    client_id: Type.Optional(Type.String()),
    token_type: Type.Optional(Type.String()),
  },
  async handler({ services, environment, issuer, authorization }, { body }) {
    const call = { environment, issuer, authorization, parameters: body };
    const token = await services.oauth2.introspect(call);
    return { ...token, active: token !== undefined };
  },
});
