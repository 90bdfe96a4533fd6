import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { userWireId } from '../../users/present-user.ts';
import { Attributes } from '../../users/wire.ts';
import { withError } from '../../wire-schema.ts';
import { ExpirationMinutes } from './arguments.ts';

export const createMagicLink = operation({
  id: 'magic_links.create',
  method: 'POST',
  path: '/v1/magic_links',
  caller: 'project',
  tag: 'Magic links',
  summary: 'Make the token of an embeddable link; nothing is sent',
  confirms: true,
  body: Type.Object({
    user_id: withError('invalid_user_id', Type.String()),
    expiration_minutes: Type.Optional(ExpirationMinutes()),
    attributes: Type.Optional(Attributes),
  }),
  response: { user_id: Type.String(), token: Type.String() },
  async handler({ environment, services }, { body }) {
    const { user, token } = await services.magicLinks.create(environment, body);
    return { user_id: userWireId(environment.kind, user.id), token };
  },
});
