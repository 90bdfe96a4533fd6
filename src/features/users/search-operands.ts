import { listParameter, substringParameter } from '../../platform/db/dialect.ts';
import type { Engine } from '../../platform/db/executor.ts';
import type { FactorKind } from '../../platform/db/schema.ts';
import { apiError, type ErrorType } from '../catalogue.ts';
import { readId } from '../ids.ts';
import type { Environment } from '../projects/environment.ts';
import { factorIdKind } from './factor.ts';
import { readUserId } from './identifiers.ts';
import * as condition from './search-conditions.ts';
import { readBoolean, readFuzzyText, readInstant, readText, readTexts } from './search-values.ts';
import type { SearchOperand } from './user-search.store.ts';

/** A validated operand. */
export interface Operand extends SearchOperand {
  /** The value in one form however it was written; it binds cursors to their query. */
  value: unknown;
  /** Operands that hold a span of time, both ends exclusive. */
  created?: { after: number; before: number };
}

/** Reads the filter_value of one filter, or throws its catalogue errors. */
type Filter = (
  environment: Environment,
  value: unknown,
) => Omit<Operand, 'key'> & {
  /** Tells apart the conditions of one filter. */
  variant?: string;
};

const noParameters = () => ({});

function list(matching: condition.ListCondition, given: string[], variant = '') {
  const values = [...new Set(given)];
  const [one] = values;
  const single = values.length === 1;
  return {
    condition: single ? matching.one : matching.list,
    variant: `${variant}${single ? '=' : ''}`,
    value: values,
    most: values.length,
    parameters: (engine: Engine) => (single ? { one } : { list: listParameter(engine, values) }),
  };
}

const text = (matching: condition.Condition, value: string) => ({
  condition: matching,
  value,
  parameters: (engine: Engine) => ({ text: substringParameter(engine, value) }),
});

const flag = (yes: condition.Condition, no: condition.Condition, missing: ErrorType): Filter => {
  return (_environment, given) => {
    const value = readBoolean(given, missing);
    return {
      condition: value ? yes : no,
      variant: String(value),
      value,
      parameters: noParameters,
    };
  };
};

const verified = (kind: FactorKind, missing: ErrorType): Filter =>
  flag(condition.factorVerified(kind, true), condition.factorVerified(kind, false), missing);

function factorIds(kind: FactorKind, missing: ErrorType, malformed: ErrorType): Filter {
  const matching = condition.factorById(kind);
  return (environment, given) => {
    const ids = readTexts(given, missing).map((id) =>
      readId(environment, factorIdKind[kind], id, malformed),
    );
    return list(matching, ids);
  };
}

function identifiers(
  kind: FactorKind,
  missing: ErrorType,
  fold: (identifier: string) => string,
): Filter {
  const matching = condition.factorByIdentifier(kind);
  return (_environment, given) => list(matching, readTexts(given, missing).map(fold));
}

function fuzzy(matching: condition.Condition, missing: ErrorType, tooShort: ErrorType): Filter {
  return (_environment, given) => text(matching, readFuzzyText(given, missing, tooShort));
}

const createdBetween = (after: number, before: number) => ({
  condition: condition.userCreatedBetween,
  value: [after, before],
  created: { after, before },
  parameters: () => ({ after, before }),
});

const EARLIEST = -8_640_000_000_000_000;
const LATEST = 8_640_000_000_000_000;

const foldEmail = (address: string): string => address.trim().toLowerCase();

/** Ethereum's hexadecimal addresses differ in case by a checksum only (EIP-55); Solana's do not. */
const foldWalletAddress = (address: string): string =>
  /^0x[0-9a-f]{40}$/i.test(address) ? address.toLowerCase() : address;

/** The providers of `oauth_provider` (behaviour-messaging-oauth 3): the realm of oauth factors. */
const oauthProviders = new Set([
  'amazon',
  'apple',
  'bitbucket',
  'coinbase',
  'discord',
  'facebook',
  'figma',
  'github',
  'gitlab',
  'google',
  'linkedin',
  'microsoft',
  'salesforce',
  'slack',
  'snapchat',
  'tiktok',
  'twitch',
  'twitter',
  'yahoo',
]);

/** Every filter of `users/search` (behaviour-core 1.9, errors-and-conventions 3.4 and 4.3). */
const filters: Record<string, Filter> = {
  created_at_greater_than: (_environment, given) =>
    createdBetween(readInstant(given, 'user_search_missing_created_at_greater_than'), LATEST),

  created_at_less_than: (_environment, given) =>
    createdBetween(EARLIEST, readInstant(given, 'user_search_missing_created_at_less_than')),

  created_at_between: (_environment, given) => {
    if (given === null || given === '') throw apiError('user_search_missing_filter_value');
    if (typeof given !== 'object' || Array.isArray(given)) {
      throw apiError('user_search_expected_object');
    }
    const { greater_than = null, less_than = null } = given as Record<string, unknown>;
    return createdBetween(
      readInstant(greater_than, 'user_search_missing_greater_than'),
      readInstant(less_than, 'user_search_missing_less_than'),
    );
  },

  user_id: (environment, given) => {
    const selectors = readTexts(given, 'user_search_missing_user_ids').map((id) =>
      readUserId(environment, id),
    );
    const ids = selectors.flatMap((one) => (one.by === 'id' ? [one.id] : []));
    if (ids.length === selectors.length) {
      return list(condition.userById, ids, 'id');
    }
    if (ids.length > 0) throw apiError('user_search_cannot_mix_internal_and_external_user_ids');
    const externalIds = selectors.flatMap((one) =>
      one.by === 'external_id' ? [one.externalId] : [],
    );
    return list(condition.userByExternalId, externalIds, 'external_id');
  },

  full_name_fuzzy: fuzzy(
    condition.userNameContains,
    'user_search_missing_full_name_fuzzy',
    'user_search_full_name_fuzzy_too_short',
  ),

  status: (_environment, given) => {
    const value = readText(given, 'user_search_missing_status');
    if (value !== 'active' && value !== 'pending') {
      throw apiError('user_search_invalid_status_filter');
    }
    const active = value === 'active';
    return {
      condition: active ? condition.userIsActive : condition.userIsPending,
      variant: value,
      value,
      parameters: noParameters,
    };
  },

  email_address: identifiers('email', 'user_search_missing_email_addresses', foldEmail),
  email_address_fuzzy: fuzzy(
    condition.factorContains('email'),
    'user_search_missing_email_address_fuzzy',
    'user_search_email_address_fuzzy_too_short',
  ),
  email_id: factorIds('email', 'user_search_missing_email_ids', 'invalid_email_id'),
  email_verified: verified('email', 'user_search_missing_email_verified'),
  email_domain: (_environment, given) => {
    const one = typeof given === 'string' && given !== '' ? [given] : given;
    const domains = readTexts(one, 'user_search_missing_email_domain');
    return list(
      condition.factorByRealm('email'),
      domains.map((domain) => domain.trim().toLowerCase()),
    );
  },

  phone_number: identifiers(
    'phone_number',
    'user_search_missing_phone_numbers',
    (number) => number,
  ),
  phone_number_fuzzy: fuzzy(
    condition.factorContains('phone_number'),
    'user_search_missing_phone_number_fuzzy',
    'user_search_phone_number_fuzzy_too_short',
  ),
  // The catalogue has no invalid_phone_id.
  phone_id: factorIds('phone_number', 'user_search_missing_phone_ids', 'invalid_id'),
  phone_verified: verified('phone_number', 'user_search_missing_phone_verified'),

  oauth_provider: (_environment, given) => {
    const providers = readTexts(given, 'user_search_missing_oauth_providers');
    if (!providers.every((provider) => oauthProviders.has(provider))) {
      throw apiError('user_search_invalid_oauth_provider_filter');
    }
    return list(condition.factorByRealm('oauth'), providers);
  },

  webauthn_registration_id: factorIds(
    'webauthn_registration',
    'user_search_missing_webauthn_registration_ids',
    'invalid_webauthn_registration_id',
  ),
  webauthn_registration_verified: verified(
    'webauthn_registration',
    'user_search_missing_webauthn_verified',
  ),

  biometric_registration_id: factorIds(
    'biometric_registration',
    'user_search_missing_biometric_registration_ids',
    'invalid_biometric_registration_id',
  ),
  biometric_registration_verified: verified(
    'biometric_registration',
    'user_search_missing_biometric_verified',
  ),

  totp_id: factorIds('totp', 'user_search_missing_totp_ids', 'invalid_totp_id'),
  totp_verified: verified('totp', 'user_search_missing_totp_verified'),

  crypto_wallet_id: factorIds(
    'crypto_wallet',
    'user_search_missing_crypto_wallet_id',
    'invalid_crypto_wallet_id',
  ),
  crypto_wallet_address: identifiers(
    'crypto_wallet',
    'user_search_missing_crypto_wallet_address',
    foldWalletAddress,
  ),
  crypto_wallet_verified: verified('crypto_wallet', 'user_search_missing_crypto_wallet_verified'),

  password_exists: flag(
    condition.factorExists('password'),
    condition.negated(condition.factorExists('password')),
    'user_search_missing_password',
  ),
};

export const filterNames: readonly string[] = Object.keys(filters);

/**
 * A member that is absent is `missing_filter_value`; one that is null or empty is the error of
 * its filter.
 */
export function readOperand(environment: Environment, given: unknown): Operand {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw apiError('bad_request');
  }
  const { filter_name: name = null, filter_value: value } = given as Record<string, unknown>;
  if (name === null || name === '') throw apiError('user_search_missing_filter_name');
  if (typeof name !== 'string') throw apiError('user_search_filter_name_must_be_string');
  const filter = Object.hasOwn(filters, name) ? filters[name] : undefined;
  if (!filter) {
    throw apiError('user_search_filter_name_not_recognized', {
      message: `The filter_name of a search operand was not recognized, should be one of ${filterNames.join(', ')}.`,
    });
  }
  if (value === undefined) throw apiError('user_search_missing_filter_value');
  const operand = filter(environment, value);
  const { variant } = operand;
  return Object.assign(operand, { key: variant ? `${name}:${variant}` : name });
}
