import type { FastifyInstance } from 'fastify';
import type { Channel } from '../../platform/messaging/provider.ts';
import { isFromTwilio } from '../../platform/messaging/twilio-signature.ts';
import type { Suppressions } from './suppressions.ts';

export const TWILIO_INBOUND_PATH = '/selvage/v1/twilio/inbound';

/** What opts in again at Twilio by itself; whoever has set up other words there gets `OptOutType`. */
const START = new Set(['START', 'UNSTOP', 'YES']);

/** Who wants messages again; undefined where a message says something else. */
export function resubscribed(
  form: URLSearchParams,
): { channel: Channel; recipient: string } | undefined {
  const type = form.get('OptOutType');
  const isStart =
    type === null
      ? START.has((form.get('Body') ?? '').trim().toUpperCase())
      : type.toUpperCase() === 'START';
  const [, whatsapp, recipient] =
    /^(whatsapp:)?(\+[1-9]\d{6,14})$/.exec(form.get('From') ?? '') ?? [];
  if (!isStart || recipient === undefined) return undefined;
  return { channel: whatsapp ? 'whatsapp' : 'sms', recipient };
}

/**
 * Where Twilio tells of texts that come in: START makes a number reachable again. A STOP needs
 * nothing: Twilio refuses the next message, and that is remembered. It tells no project, so a
 * number is reachable again in all of them.
 */
export function registerTwilioInbound(
  app: FastifyInstance,
  options: { authToken: string | undefined; publicUrl: string; suppressions: Suppressions },
): void {
  const { authToken, publicUrl, suppressions } = options;
  if (authToken === undefined) return;
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) =>
      done(null, new URLSearchParams(body as string)),
    );
    scope.route({
      method: 'POST',
      url: TWILIO_INBOUND_PATH,
      config: { operationId: 'messages.twilio_inbound' },
      async handler(request, reply) {
        const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
        const url = `${publicUrl}${request.raw.url ?? ''}`;
        if (!isFromTwilio(authToken, url, form, request.headers['x-twilio-signature'])) {
          return reply.code(403).type('text/plain; charset=utf-8').send('Forbidden');
        }
        const who = resubscribed(form);
        if (who) await suppressions.lift(who);
        // An answer without a message; Twilio itself tells the sender what became of a START.
        return reply.type('text/xml; charset=utf-8').send('<Response/>');
      },
    });
  });
}
