import { apiError, type ErrorType } from '../catalogue.ts';
import { readBase64, toBase64Url } from './base64.ts';

/** The member of a client's data that the rules look at (WebAuthn section 5.8.1). */
export interface ClientData {
  type: string;
  challenge: string;
  origin: string;
  topOrigin: string | undefined;
}

interface ReadCredential {
  /** base64url, whatever spelling the client used. */
  id: string;
  clientData: ClientData;
  /** Its bytes as they were signed, in base64url. */
  clientDataJson: string;
}

export interface NewCredentialJson extends ReadCredential {
  attestationObject: Uint8Array;
  transports: string[];
}

export interface AssertionJson extends ReadCredential {
  /** Both base64url. */
  authenticatorData: string;
  signature: string;
}

type Members = Record<string, unknown>;

/** Far above any real credential: an RSA key with a certificate chain takes some 8 kB. */
const MAX_LENGTH = 65_536;
/** WebAuthn section 4, Credential ID. */
const MAX_ID_BYTES = 1_023;

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** undefined where it is no JSON object. */
function parseObject(text: string): Members | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function readId({ id, rawId }: Members): string {
  // An old published sample misspells id (behaviour-core 6.3).
  const given = id ?? rawId;
  if (given === undefined || given === null) {
    throw apiError('invalid_public_key_credential_missing_id_field');
  }
  const bytes = readBase64(given);
  const invalid = 'invalid_public_key_credential_invalid_id';
  if (!bytes || bytes.length === 0 || bytes.length > MAX_ID_BYTES) throw apiError(invalid);
  if (rawId !== undefined && rawId !== null && !readBase64(rawId)?.equals(bytes)) {
    throw apiError(invalid);
  }
  return toBase64Url(bytes);
}

function readBytes(response: Members, name: string, missing: ErrorType, invalid: ErrorType) {
  const value = response[name];
  if (value === undefined || value === null) throw apiError(missing);
  const bytes = readBase64(value);
  if (!bytes || bytes.length === 0) throw apiError(invalid);
  return bytes;
}

function readClientData(bytes: Uint8Array): ClientData {
  const malformed = 'invalid_public_key_credential_malformed_client_data_json';
  let text: string;
  try {
    // WebAuthn section 7.1 step 5: UTF-8 decode, which also drops a byte order mark.
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw apiError(malformed);
  }
  const { type, challenge, origin, topOrigin } = parseObject(text) ?? {};
  if (typeof type !== 'string' || typeof challenge !== 'string' || typeof origin !== 'string') {
    throw apiError(malformed);
  }
  if (topOrigin !== undefined && typeof topOrigin !== 'string') throw apiError(malformed);
  return { type, challenge, origin, topOrigin };
}

/** What both ceremonies have: the parts before the authenticator's own. */
function readCommon(text: string): ReadCredential & { response: Members } {
  const credential = text.length <= MAX_LENGTH ? parseObject(text) : undefined;
  if (!credential) throw apiError('invalid_public_key_credential');
  const { type = 'public-key', response } = credential;
  // First: one mobile SDK sends the client data alone and gets this answer (behaviour-core 6.2).
  if (!isObject(response)) {
    throw apiError('invalid_public_key_credential_missing_response_field');
  }
  if (type !== 'public-key') throw apiError('invalid_public_key_credential');
  const id = readId(credential);
  const clientDataJson = readBytes(
    response,
    'clientDataJSON',
    'invalid_public_key_credential_missing_client_data_json_field',
    'invalid_public_key_credential_malformed_client_data_json',
  );
  return {
    id,
    clientData: readClientData(clientDataJson),
    clientDataJson: toBase64Url(clientDataJson),
    response,
  };
}

const TRANSPORT = /^[a-z-]{1,20}$/;
const MAX_TRANSPORTS = 8;

/** Hints that browsers take back; new words must not fail (WebAuthn section 5.8.4). */
function readTransports(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  const words = value.filter((one): one is string => typeof one === 'string');
  return [...new Set(words.filter((one) => TRANSPORT.test(one)))].slice(0, MAX_TRANSPORTS);
}

/** The answer of `navigator.credentials.create()`; each malformed piece has its own error. */
export function readNewCredential(text: string): NewCredentialJson {
  const { response, ...common } = readCommon(text);
  const attestationObject = readBytes(
    response,
    'attestationObject',
    'invalid_public_key_credential_missing_attestation_object_field',
    'invalid_public_key_credential_malformed_attestation_object',
  );
  return { ...common, attestationObject, transports: readTransports(response['transports']) };
}

/** The answer of `navigator.credentials.get()`. Its userHandle is not looked at (6.2). */
export function readAssertion(text: string): AssertionJson {
  const { response, ...common } = readCommon(text);
  const authenticatorData = readBytes(
    response,
    'authenticatorData',
    'invalid_public_key_credential_missing_authenticator_data_field',
    'invalid_public_key_credential_invalid_authenticator_data',
  );
  const signature = readBytes(
    response,
    'signature',
    'invalid_public_key_credential_missing_signature_field',
    'invalid_public_key_credential_invalid_signature',
  );
  return {
    ...common,
    authenticatorData: toBase64Url(authenticatorData),
    signature: toBase64Url(signature),
  };
}
