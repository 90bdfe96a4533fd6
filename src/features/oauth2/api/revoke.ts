import { Type } from 'typebox';
import { clientArguments, OAuthText } from './arguments.ts';
import { oauth2Endpoint } from './endpoints.ts';

/** RFC 7009: the answer does not tell whether there was such a token. */
export const revokeOperations = oauth2Endpoint({
  id: 'oauth2.revoke',
  method: 'POST',
  path: '/revoke',
  tag: 'OAuth 2.0',
  summary: 'Take a token back',
  body: Type.Object({
    token: OAuthText('Access or refresh token.'),
    token_type_hint: OAuthText('`access_token` or `refresh_token`.'),
    ...clientArguments,
  }),
  response: {},
  async handler({ services, environment, issuer, authorization }, { body }) {
    await services.oauth2.revoke({ environment, issuer, authorization, parameters: body });
    return {};
  },
});
