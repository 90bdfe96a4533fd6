import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { apiError } from '../../catalogue.ts';
import { named, OneOf, Timestamp, withError } from '../../wire-schema.ts';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 1_000;

const Message = named(
  'Message',
  Type.Object({
    message_id: Type.String(),
    channel: OneOf(['email', 'sms', 'whatsapp']),
    to: Type.String(),
    kind: Type.String({ description: 'login, signup, invite ...' }),
    subject: Type.String(),
    text: Type.String(),
    html: Type.String(),
    created_at: Timestamp(),
    link: Type.String({ description: 'The link of the mail; empty where it has none.' }),
    token: Type.String({ description: 'The token inside the link.' }),
    code: Type.String({ description: 'The one-time code; empty where it has none.' }),
  }),
);

function readLimit(text: string | undefined): number {
  if (text === undefined) return DEFAULT_LIMIT;
  const limit = Number(text);
  if (!/^\d+$/.test(text) || limit < 1 || limit > MAX_LIMIT) throw apiError('invalid_argument');
  return limit;
}

export const listMessages = operation({
  id: 'messages.list',
  method: 'GET',
  path: '/selvage/v1/messages',
  caller: 'test-project',
  tag: 'Testing',
  summary: 'The inbox of this TEST environment, newest first',
  query: Type.Object({
    to: Type.Optional(Type.String()),
    channel: Type.Optional(withError('invalid_argument', OneOf(['email', 'sms', 'whatsapp']))),
    limit: Type.Optional(Type.String({ pattern: '^[0-9]+$', description: '1 to 1000' })),
  }),
  response: { messages: Type.Array(Message) },
  async handler({ environment, services }, { query }) {
    const filter = { to: query.to, channel: query.channel, limit: readLimit(query.limit) };
    return { messages: await services.messages.inbox(environment, filter) };
  },
});
