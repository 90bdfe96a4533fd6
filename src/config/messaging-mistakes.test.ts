import { expect, test } from 'vitest';
import { type ConfigError, loadConfig } from './load-config.ts';

const account = {
  SELVAGE_TWILIO_ACCOUNT_SID: `AC${'a'.repeat(32)}`,
  SELVAGE_TWILIO_AUTH_TOKEN: 'token',
};

function mistakesOf(environment: Record<string, string>): readonly string[] {
  try {
    loadConfig(environment);
  } catch (error) {
    return (error as ConfigError).mistakes;
  }
  return [];
}

test.each([
  [{}],
  [{ ...account, SELVAGE_TWILIO_FROM: '+15005550006' }],
  [{ ...account, SELVAGE_TWILIO_FROM: 'My Shop' }],
  [{ ...account, SELVAGE_TWILIO_MESSAGING_SERVICE_SID: `MG${'b'.repeat(32)}` }],
  [{ ...account, SELVAGE_TWILIO_WHATSAPP_FROM: '+14155238886' }],
  [
    {
      SELVAGE_SMS_WEBHOOK_URL: 'https://example.com/sms/',
      SELVAGE_SMS_WEBHOOK_SECRET: 'x'.repeat(16),
    },
  ],
])('%j is complete', (environment) => {
  expect(mistakesOf(environment)).toEqual([]);
});

test.each([
  [{ SELVAGE_TWILIO_ACCOUNT_SID: account.SELVAGE_TWILIO_ACCOUNT_SID }, 'AUTH_TOKEN'],
  [account, 'needs a sender'],
  [
    {
      ...account,
      SELVAGE_TWILIO_FROM: '+15005550006',
      SELVAGE_TWILIO_MESSAGING_SERVICE_SID: `MG${'b'.repeat(32)}`,
    },
    'exclude each other',
  ],
  [{ ...account, SELVAGE_TWILIO_FROM: 'A name that is too long' }, 'SELVAGE_TWILIO_FROM must be'],
  [{ SELVAGE_MAIL_WEBHOOK_URL: 'https://example.com' }, 'SELVAGE_MAIL_WEBHOOK_SECRET'],
  [
    { SELVAGE_SMS_WEBHOOK_URL: 'https://example.com', SELVAGE_SMS_WEBHOOK_SECRET: 'short' },
    'at least 16',
  ],
])('%j is told', (environment, mistake) => {
  expect(mistakesOf(environment).join()).toContain(mistake);
});

test('the path of a webhook keeps its slash, that of an API loses it', () => {
  const config = loadConfig({
    SELVAGE_SMS_WEBHOOK_URL: 'https://example.com/sms/',
    SELVAGE_SMS_WEBHOOK_SECRET: 'x'.repeat(16),
    SELVAGE_TWILIO_BASE_URL: 'https://example.com/',
  });
  expect(config.smsWebhookUrl).toBe('https://example.com/sms/');
  expect(config.twilioBaseUrl).toBe('https://example.com');
});
