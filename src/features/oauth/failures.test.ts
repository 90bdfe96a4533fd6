import { expect, test } from 'vitest';
import { refusalOf, startRefusalOf } from './failures.ts';
import { ProviderFailure, type ProviderFailureOptions } from './provider-client.ts';

const failure = (options: Partial<ProviderFailureOptions>) =>
  new ProviderFailure({
    kind: 'provider_error',
    stage: 'callback',
    provider: 'google',
    description: 'said no',
    ...options,
  });

test.each<[Partial<ProviderFailureOptions>, string]>([
  [{ kind: 'denied', code: 'access_denied' }, 'oauth_flow_callback_error'],
  [{ code: 'invalid_scope' }, 'oauth_invalid_scope_requested'],
  [{ code: 'unauthorized_client' }, 'oauth_app_not_authorized'],
  [{ stage: 'token', code: 'invalid_grant' }, 'oauth_auth_code_error'],
  [{ stage: 'token', code: 'invalid_client' }, 'oauth_token_exchange_invalid_client'],
  [{ stage: 'token', kind: 'unreachable' }, 'oauth_auth_code_error'],
  [
    { stage: 'token', code: 'invalid_client', detail: 'microsoft_expired_secret' },
    'oauth_token_exchange_microsoft_expired_secret',
  ],
  [{ stage: 'identity', kind: 'invalid_token' }, 'oauth_auth_code_error'],
  [{ stage: 'identity', kind: 'unreachable' }, 'oauth_flow_callback_error'],
  [{ stage: 'identity', detail: 'twitter_403' }, 'twitter_403'],
  [{ stage: 'settings', kind: 'not_configured' }, 'oauth_config_not_found'],
  [
    { stage: 'settings', kind: 'not_configured', provider: 'apple' },
    'apple_oauth_config_not_found',
  ],
])('%o is told as %s', (options, type) => {
  expect(refusalOf(failure(options)).type).toBe(type);
});

test('what the provider called it is told too', () => {
  expect(refusalOf(failure({ code: 'access_denied' })).details).toEqual({
    oauth_error: 'access_denied',
    description: 'said no',
  });
  expect(refusalOf(failure({})).details).toBeUndefined();
});

test('a provider that cannot be reached before the browser leaves is no fault of the browser', () => {
  expect(startRefusalOf(failure({ kind: 'unreachable', stage: 'settings' })).type).toBe(
    'oauth_creating_redirect_url_error',
  );
  expect(startRefusalOf(failure({ kind: 'not_configured', stage: 'settings' })).type).toBe(
    'oauth_config_not_found',
  );
});

test('anything else is thrown on', () => {
  expect(() => refusalOf(new RangeError('bug'))).toThrow(RangeError);
});
