import { describe, expect, test } from 'vitest';
import { ConfigError, loadConfig, unknownSettings } from './load-config.ts';
import { settings } from './settings.ts';

function mistakesOf(
  environment: Record<string, string>,
  flags: Record<string, string> = {},
): readonly string[] {
  try {
    loadConfig(environment, flags);
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
  return [];
}

test('without anything every setting has its default', () => {
  const config = loadConfig({});
  for (const [key, setting] of Object.entries(settings)) {
    expect(config[key as keyof typeof config]).toBe(setting.fallback);
  }
  expect(config).toMatchObject({ port: 7700, host: '127.0.0.1', dataDir: './.selvage' });
});

test('a flag wins over the variable, the variable over the default', () => {
  expect(loadConfig({ SELVAGE_PORT: '1' }, { port: '2' }).port).toBe(2);
  expect(loadConfig({ SELVAGE_PORT: '1' }).port).toBe(1);
});

test('an empty variable counts as absent', () => {
  expect(loadConfig({ SELVAGE_PORT: '', SELVAGE_PUBLIC_URL: '' })).toMatchObject({
    port: 7700,
    publicUrl: undefined,
  });
});

test('every default of a setting is a value that it takes', () => {
  for (const { env, fallback, parse } of Object.values(settings)) {
    if (fallback !== undefined) expect(parse(String(fallback)), env).toBe(fallback);
  }
});

test('a URL loses its last slash, so that paths can be added', () => {
  expect(loadConfig({ SELVAGE_PUBLIC_URL: 'https://id.example.com/' }).publicUrl).toBe(
    'https://id.example.com',
  );
});

describe('mistakes', () => {
  test('are told all at once, each by the name that was used', () => {
    const environment = {
      SELVAGE_LOG_LEVEL: 'loud',
      SELVAGE_ALLOW_PRIVATE_OUTGOING: 'perhaps',
      SELVAGE_MAIL_FROM_ADDRESS: 'nobody',
    };
    const flags = { port: '65536', 'public-url': 'ftp://a', workers: '2' };
    expect(mistakesOf(environment, flags)).toEqual([
      '--port must be a whole number from 0 to 65535',
      '--public-url must be a URL that starts with http:// or https://',
      'SELVAGE_LOG_LEVEL must be one of fatal, error, warn, info, debug, silent',
      'SELVAGE_MAIL_FROM_ADDRESS must be a mail address',
      'SELVAGE_ALLOW_PRIVATE_OUTGOING must be true or false',
      '--workers above 1 needs PostgreSQL: set --database-url',
    ]);
  });

  test('never show a secret value', () => {
    const url = 'mysql://user:hunter2@host/db';
    const environment = { SELVAGE_DATABASE_URL: url, SELVAGE_SMTP_URL: url, SELVAGE_WORKERS: '2' };
    const mistakes = mistakesOf(environment);
    expect(mistakes).toHaveLength(2);
    expect(mistakes.join()).not.toContain('hunter2');
  });

  test.each(['1.5', '-1', '1e3', ' 80', 'x'])('%s is no port', (port) => {
    expect(mistakesOf({}, { port })).toHaveLength(1);
  });
});

test('a variable that only looks like a setting is named', () => {
  const environment = { SELVAGE_PROT: '80', SELVAGE_PORT: '80', HOME: '/' };
  expect(unknownSettings(environment)).toEqual(['SELVAGE_PROT']);
});
