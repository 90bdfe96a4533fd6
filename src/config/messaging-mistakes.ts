import type { Config } from './settings.ts';

/**
 * Settings of providers that make no sense without each other. A member that is not there at all
 * has a mistake of its own, which is told already.
 */
export function messagingMistakes(config: Config): string[] {
  const mistakes: string[] = [];
  const set = (name: keyof Config) => config[name] !== undefined;
  const missing = (name: keyof Config) => name in config && config[name] === undefined;

  if (set('twilioAccountSid')) {
    if (missing('twilioAuthToken')) {
      mistakes.push('SELVAGE_TWILIO_ACCOUNT_SID needs SELVAGE_TWILIO_AUTH_TOKEN');
    }
    if (missing('twilioFrom') && missing('twilioMessagingServiceSid')) {
      if (missing('twilioWhatsappFrom')) {
        mistakes.push(
          'SELVAGE_TWILIO_ACCOUNT_SID needs a sender: SELVAGE_TWILIO_FROM, SELVAGE_TWILIO_MESSAGING_SERVICE_SID or SELVAGE_TWILIO_WHATSAPP_FROM',
        );
      }
    } else if (set('twilioFrom') && set('twilioMessagingServiceSid')) {
      mistakes.push(
        'SELVAGE_TWILIO_FROM and SELVAGE_TWILIO_MESSAGING_SERVICE_SID exclude each other',
      );
    }
  }
  for (const channel of ['sms', 'whatsapp', 'mail'] as const) {
    if (set(`${channel}WebhookUrl`) && missing(`${channel}WebhookSecret`)) {
      const name = channel.toUpperCase();
      mistakes.push(`SELVAGE_${name}_WEBHOOK_URL needs SELVAGE_${name}_WEBHOOK_SECRET`);
    }
  }
  return mistakes;
}
