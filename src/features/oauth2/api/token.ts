import { Type } from 'typebox';
import { OneOf } from '../../wire-schema.ts';
import { clientArguments, OAuthText } from './arguments.ts';
import { oauth2Endpoint } from './endpoints.ts';

export const tokenOperations = oauth2Endpoint({
  id: 'oauth2.token',
  method: 'POST',
  path: '/token',
  tag: 'OAuth 2.0',
  summary: 'Issue an access token to a client',
  // Further members are the request's variables of the M2M template.
  body: Type.Object({
    grant_type: OAuthText(
      '`client_credentials` for M2M clients; `authorization_code`, `refresh_token` for Connected Apps.',
    ),
    ...clientArguments,
    scope: OAuthText('Space-separated; all that the client has where absent.'),
    code: OAuthText('With `authorization_code`.'),
    redirect_uri: OAuthText('With `authorization_code`: where the code was sent to.'),
    code_verifier: OAuthText('With `authorization_code`, where the flow has a challenge.'),
    refresh_token: OAuthText('With `refresh_token`.'),
  }),
  response: {
    access_token: Type.String(),
    token_type: OneOf(['bearer']),
    expires_in: Type.Integer({ description: 'Seconds.' }),
    scope: Type.Optional(Type.String()),
    refresh_token: Type.Optional(Type.String()),
    id_token: Type.Optional(Type.String()),
  },
  handler: ({ services, environment, issuer, authorization }, { body }) =>
    services.oauth2.token({ environment, issuer, authorization, parameters: body }),
});
