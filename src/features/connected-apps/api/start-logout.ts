import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { sessionSelector } from '../../sessions/wire.ts';

/**
 * For pages that do not use the web SDK; the SDK's own call has no backend twin in the reference
 * (behaviour-platform 6.4). It ends nothing: the page does, once it may.
 */
export const startLogout = operation({
  id: 'idp.oauth.logout_start',
  method: 'POST',
  path: '/v1/idp/oauth/logout/start',
  caller: 'project',
  tag: 'Identity provider',
  summary: 'Check a logout request of a Connected App and learn whether to ask the user',
  body: Type.Object({
    client_id: Type.String(),
    post_logout_redirect_uri: Type.String(),
    state: Type.Optional(Type.String({ maxLength: 4096 })),
    id_token_hint: Type.Optional(Type.String()),
    ...sessionSelector,
  }),
  response: {
    redirect_uri: Type.String(),
    consent_required: Type.Boolean(),
  },
  async handler({ environment, services }, { body }) {
    const live = await services.sessions.loadOptional(environment, body);
    const started = await services.connectedApps.startLogout(environment, body, live?.user.id);
    return { redirect_uri: started.redirectUri, consent_required: started.consentRequired };
  },
});
