import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { sessionSelector } from '../../sessions/wire.ts';
import { withError } from '../../wire-schema.ts';

export const attachOAuth = operation({
  id: 'oauth.attach',
  method: 'POST',
  path: '/v1/oauth/attach',
  caller: 'project',
  tag: 'OAuth',
  summary: 'Make the next OAuth login of a provider one of a user that is there already',
  confirms: true,
  body: Type.Object({
    provider: withError(
      'invalid_oauth_provider',
      Type.String({ description: 'As in the start URL: google, github ...' }),
    ),
    user_id: Type.Optional(Type.String({ description: 'Our id or your external_id.' })),
    ...sessionSelector,
  }),
  response: {
    oauth_attach_token: Type.String({ description: 'For one start of the provider.' }),
  },
  async handler({ environment, services }, { body }) {
    return { oauth_attach_token: await services.oauth.attach(environment, body) };
  },
});
