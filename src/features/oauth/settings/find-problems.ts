import { createPrivateKey } from 'node:crypto';
import type { ProviderEntry } from '../providers/entry.ts';
import type { EndpointOverrides, ProviderSettings } from './provider-settings.ts';
import type { SettingField } from './setting-field.ts';
import { valuesOf } from './setting-values.ts';

/** Something about one thing that an operator entered, or did not. */
export interface Problem {
  /** A setting, or `endpoints.token_endpoint`. */
  field: string;
  /** `must be ...`: goes on where the name of the field ends. */
  message: string;
}

const MAX_URL = 2_048;

function isEcKey(pem: string): boolean {
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
  } catch {
    return false;
  }
}

function problemWith({ name, pattern, hint = 'is malformed' }: SettingField, value: string) {
  if (name === 'private_key') {
    return isEcKey(value) ? undefined : 'must be a private key of the curve P-256 in PEM (PKCS #8)';
  }
  return pattern && !pattern.test(value) ? hint : undefined;
}

function fieldProblems(field: SettingField, settings: ProviderSettings): Problem[] {
  const { name, label, required } = field;
  const values = valuesOf(settings, name);
  if (required && values.length === 0) {
    return [{ field: name, message: `is missing: ${label}` }];
  }
  return values.flatMap((value) => {
    const message = problemWith(field, value);
    return message === undefined ? [] : [{ field: name, message }];
  });
}

const isWebUrl = (text: string): boolean =>
  text.length <= MAX_URL && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);

const endpointProblems = (endpoints: EndpointOverrides): Problem[] =>
  Object.entries(endpoints).flatMap(([name, url]) =>
    isWebUrl(url) ? [] : [{ field: `endpoints.${name}`, message: 'must be an http or https URL' }],
  );

/** What keeps a provider from working at all, as far as it can be seen without asking it. */
export const findProblems = (entry: ProviderEntry, settings: ProviderSettings): Problem[] => [
  ...entry.fields.flatMap((field) => fieldProblems(field, settings)),
  ...endpointProblems(settings.endpoints),
];

/** What looks like a mistake, though the provider may have changed its ways. */
export const findDoubts = (entry: ProviderEntry, settings: ProviderSettings): Problem[] =>
  entry.fields.flatMap(({ name, suspicious }) =>
    valuesOf(settings, name)
      .filter((value) => suspicious && !suspicious.pattern.test(value))
      .map(() => ({ field: name, message: suspicious?.hint ?? '' })),
  );
