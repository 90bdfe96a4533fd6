import { describe, expect, test } from 'vitest';
import { renderTextMessage } from '../messages/templates/text-message.ts';
import type { EnvironmentSettings } from '../projects/environment-settings.ts';
import { autofillLine } from './autofill.ts';

const settings: Pick<EnvironmentSettings, 'sms_autofill_metadata'> = {
  sms_autofill_metadata: [
    { metadata_type: 'domain', metadata_value: 'example.com', bundle_id: 'com.example.ios' },
    { metadata_type: 'hash', metadata_value: 'FA+9qCX9VSu', bundle_id: 'com.example.android' },
  ],
};

const message = (autofill: string) =>
  renderTextMessage({
    locale: 'en',
    projectName: 'My project',
    code: '012345',
    expirationMinutes: 2,
    autofill,
  });

describe('the last line of an SMS', () => {
  test('names domain and code for iOS and WebOTP', () => {
    const line = autofillLine(settings, 'com.example.ios', '012345');
    expect(line).toBe('@example.com #012345');
    expect(message(line).split('\n').at(-1)).toBe(line);
  });

  test('is the hash of the app for Android, in at most 140 bytes', () => {
    const line = autofillLine(settings, 'com.example.android', '012345');
    expect(line).toBe('FA+9qCX9VSu');
    expect(message(line).split('\n').at(-1)).toBe(line);
    expect(Buffer.byteLength(message(line))).toBeLessThanOrEqual(140);
  });

  test.each([undefined, '', 'com.example.other'])('is not there for the app %s', (app) => {
    expect(autofillLine(settings, app, '012345')).toBe('');
    expect(message('')).not.toContain('\n');
  });
});
