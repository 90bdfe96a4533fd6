import type { Config } from '../../config/settings.ts';
import type { Clock } from '../../platform/clock.ts';
import { createOutgoing, type Outgoing } from '../../platform/http/outgoing.ts';
import { createSmtpTransport } from '../../platform/mail/smtp.ts';
import { createMail } from '../../platform/messaging/mail.ts';
import type { Channel, DeliveryProvider } from '../../platform/messaging/provider.ts';
import { createTwilio } from '../../platform/messaging/twilio.ts';
import { createWebhook } from '../../platform/messaging/webhook.ts';

export type Providers = Partial<Record<Channel, DeliveryProvider>>;

/** From the call of a provider to the last byte of its answer. */
const PATIENCE_MS = 10_000;

type Make = (effects: { clock: Clock; outgoing: Outgoing }) => DeliveryProvider;

const webhook = (url: string | undefined, secret: string | undefined): Make | undefined =>
  url === undefined
    ? undefined
    : ({ clock, outgoing }) => createWebhook({ url, secret: secret ?? '', clock, outgoing });

function twilio(config: Config, channel: 'sms' | 'whatsapp'): Make | undefined {
  const { twilioAccountSid: accountSid, twilioAuthToken: authToken } = config;
  const { twilioFrom: from, twilioMessagingServiceSid: messagingServiceSid } = config;
  const { twilioWhatsappFrom: whatsappFrom } = config;
  const hasSender =
    channel === 'whatsapp'
      ? whatsappFrom !== undefined
      : from !== undefined || messagingServiceSid !== undefined;
  if (accountSid === undefined || authToken === undefined || !hasSender) return undefined;
  return ({ outgoing }) =>
    createTwilio({
      accountSid,
      authToken,
      baseUrl: config.twilioBaseUrl ?? '',
      from,
      messagingServiceSid,
      whatsappFrom,
      whatsappContentSid: config.twilioWhatsappContentSid,
      outgoing,
    });
}

function smtp(url: string | undefined): Make | undefined {
  return url === undefined ? undefined : () => createMail(createSmtpTransport({ url }));
}

/** What delivers each channel: a webhook before everything else, then Twilio or SMTP. */
const makers = (config: Config): Partial<Record<Channel, Make | undefined>> => ({
  email: webhook(config.mailWebhookUrl, config.mailWebhookSecret) ?? smtp(config.smtpUrl),
  sms: webhook(config.smsWebhookUrl, config.smsWebhookSecret) ?? twilio(config, 'sms'),
  whatsapp:
    webhook(config.whatsappWebhookUrl, config.whatsappWebhookSecret) ?? twilio(config, 'whatsapp'),
});

/** Whether a provider of the channel is configured; makes none. */
export function deliverability(config: Config): (channel: Channel) => boolean {
  const made = makers(config);
  return (channel) => made[channel] !== undefined;
}

export function createProviders(config: Config, clock: Clock): Providers {
  // Where they are is the operator's decision, who may have them in the same network.
  const outgoing = createOutgoing({ allowPrivate: true, timeoutMs: PATIENCE_MS });
  return Object.fromEntries(
    Object.entries(makers(config)).flatMap(([channel, make]) =>
      make ? [[channel, make({ clock, outgoing })]] : [],
    ),
  );
}
