import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ApiError } from '../../platform/errors/api-error.ts';
import { type Cbor, cbor } from '../../testing/webauthn/cbor.ts';
import { newKeyPair } from '../../testing/webauthn/key-pair.ts';
import {
  type Creation,
  softwareAuthenticator,
} from '../../testing/webauthn/software-authenticator.ts';
import { readAssertion, readNewCredential } from './read-credential.ts';
import { assertReadable } from './verify-assertion.ts';
import { verifyRegistration } from './verify-registration.ts';

const DOMAIN = 'example.com';
const challenge = randomBytes(33).toString('base64url');
const creation = JSON.stringify({ challenge, rp: { id: DOMAIN } });
const request = JSON.stringify({ challenge, rpId: DOMAIN });
const authenticator = softwareAuthenticator();
const base64url = (bytes: Buffer | string) => Buffer.from(bytes).toString('base64url');

/** The error of a registration without the part that the names have in common, or `accepted`. */
async function outcome(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
    return 'accepted';
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return error.type.replace('invalid_public_key_credential_', '');
  }
}

const ofRegistration = (text: string) =>
  outcome(() => Promise.resolve().then(() => verifyRegistration(readNewCredential(text), DOMAIN)));
const ofLogin = (text: string) =>
  outcome(() => Promise.resolve().then(() => assertReadable(readAssertion(text))));

type Json = Record<string, unknown> & { response: Record<string, unknown> };

/** The text of a good credential with a part changed; `undefined` takes the part out. */
function changed(text: string, change: object, response: object = {}): string {
  const json = JSON.parse(text) as Json;
  return JSON.stringify({ ...json, response: { ...json.response, ...response }, ...change });
}

const good = authenticator.create(creation);
const goodLogin = authenticator.get(request);

test('the credentials that are changed here are good', async () => {
  expect([await ofRegistration(good), await ofLogin(goodLogin)]).toEqual(['accepted', 'accepted']);
});

/** What is wrong with both kinds in the same way. */
const common: [string, (text: string) => string, string][] = [
  ['no JSON', () => '{', 'invalid_public_key_credential'],
  ['nothing', () => '', 'invalid_public_key_credential'],
  ['null', () => 'null', 'invalid_public_key_credential'],
  ['a list', () => '[]', 'invalid_public_key_credential'],
  ['a text', () => '"text"', 'invalid_public_key_credential'],
  ['a flood', () => `{"id":"${'A'.repeat(70_000)}"}`, 'invalid_public_key_credential'],
  ['another type', (t) => changed(t, { type: 'password' }), 'invalid_public_key_credential'],
  ['no id', (t) => changed(t, { id: undefined, rawId: undefined }), 'missing_id_field'],
  ['a null id', (t) => changed(t, { id: null, rawId: null }), 'missing_id_field'],
  ['an id of another alphabet', (t) => changed(t, { id: 'no base64!' }), 'invalid_id'],
  ['an empty id', (t) => changed(t, { id: '', rawId: undefined }), 'invalid_id'],
  ['an id that is a number', (t) => changed(t, { id: 17 }), 'invalid_id'],
  ['two ids', (t) => changed(t, { rawId: 'AAAA' }), 'invalid_id'],
  ['a long id', (t) => changed(t, { id: 'A'.repeat(2_000), rawId: null }), 'invalid_id'],
  [
    'client data in its place',
    () => JSON.stringify({ type: 'webauthn.create', challenge, origin: 'https://example.com' }),
    'missing_response_field',
  ],
  ['no response', (t) => changed(t, { response: undefined }), 'missing_response_field'],
  ['a response that is text', (t) => changed(t, { response: 'x' }), 'missing_response_field'],
  ['a response that is a list', (t) => changed(t, { response: [] }), 'missing_response_field'],
  [
    'no client data',
    (t) => changed(t, {}, { clientDataJSON: undefined }),
    'missing_client_data_json_field',
  ],
  ...(
    [
      ['in another alphabet', '***'],
      ['that is a number', 17],
      ['that is empty', ''],
      ['that is no JSON', base64url('{"type"')],
      ['that is a list', base64url('[]')],
      ['without members', base64url('{}')],
      ['without a challenge', base64url('{"type":"webauthn.get","origin":"https://a.b"}')],
      ['with numbers', base64url('{"type":1,"challenge":2,"origin":3}')],
      ['that is no UTF-8', base64url(Buffer.of(0x7b, 0xff, 0x7d))],
      ['that nests deeply', base64url('['.repeat(20_000))],
    ] as const
  ).map<[string, (text: string) => string, string]>(([name, clientDataJSON]) => [
    `client data ${name}`,
    (t) => changed(t, {}, { clientDataJSON }),
    'malformed_client_data_json',
  ]),
];

describe('a credential of either ceremony with', () => {
  test.each(common)('%s', async (_, change, error) => {
    expect(await ofRegistration(change(good))).toBe(error);
    expect(await ofLogin(change(goodLogin))).toBe(error);
  });

  test('the id under rawId only, in base64, and with a byte order mark is good', async () => {
    const { rawId, response } = JSON.parse(good) as Json;
    const padded = Buffer.from(String(rawId), 'base64url').toString('base64');
    const marked = base64url(
      `\ufeff${Buffer.from(String(response['clientDataJSON']), 'base64url').toString()}`,
    );
    for (const text of [
      changed(good, { id: undefined, idxx: rawId }),
      changed(good, { id: padded, rawId: padded }),
      changed(good, { type: undefined }),
      changed(good, {}, { clientDataJSON: marked }),
    ]) {
      expect(await ofRegistration(text)).toBe('accepted');
    }
  });
});

const object = (parts: [string, Cbor][]) => () => cbor(new Map<Cbor, Cbor>(parts));
const es384 = newKeyPair('ES384').cose;
const cut = (bytes: number) => (data: Buffer) => data.subarray(0, data.length - bytes);
const offCurve = new Map([...authenticator.key.cose, [-3, Buffer.alloc(32, 7)] as const]);
const withoutKey = new Map<Cbor, Cbor>([[1, 2]]);

/** The same authenticator data with other flags. */
function flagged(data: Buffer, flags: number): Buffer {
  const copy = Buffer.from(data);
  copy.writeUInt8(flags, 32);
  return copy;
}

describe('a registration with', () => {
  test.each<[string, Creation, string]>([
    ['a self attestation', { format: 'packed' }, 'accepted'],
    ["a vendor's attestation that nobody can check", { format: 'vendor' }, 'accepted'],
    ['CBOR that is cut', { alterObject: (o) => o.subarray(0, 10) }, 'malformed_attestation_object'],
    ['CBOR that is a number', { alterObject: () => cbor(17) }, 'malformed_attestation_object'],
    ['CBOR that is a list', { alterObject: () => cbor([1, 2]) }, 'malformed_attestation_object'],
    ['an empty map', { alterObject: object([]) }, 'malformed_attestation_object'],
    [
      'authenticator data that is text',
      {
        alterObject: object([
          ['fmt', 'none'],
          ['attStmt', new Map()],
          ['authData', 'text'],
        ]),
      },
      'malformed_attestation_object',
    ],
    [
      'CBOR that nests deeply',
      { alterObject: () => Buffer.alloc(40_000, 0x81) },
      'malformed_attestation_object',
    ],
    [
      'CBOR that promises four billion entries',
      { alterObject: () => Buffer.of(0xba, 0xff, 0xff, 0xff, 0xff, 0x01, 0x02) },
      'malformed_attestation_object',
    ],
    [
      'authenticator data cut in its head',
      { alterData: (d) => d.subarray(0, 36) },
      'invalid_authenticator_data',
    ],
    [
      'authenticator data cut in its id',
      { alterData: (d) => d.subarray(0, 60) },
      'invalid_authenticator_data',
    ],
    ['authenticator data cut in its key', { alterData: cut(5) }, 'invalid_authenticator_data'],
    [
      'bytes after the key',
      { alterData: (d) => Buffer.concat([d, Buffer.of(0)]) },
      'invalid_authenticator_data',
    ],
    [
      'extensions that are not there',
      { alterData: (d) => flagged(d, 0xc1) },
      'invalid_authenticator_data',
    ],
    ['a COSE key that lacks its parts', { cose: withoutKey }, 'invalid_authenticator_data'],
    ['a key off its curve', { cose: offCurve }, 'invalid_authenticator_data'],
    ['a key of another algorithm', { cose: es384 }, 'unable_to_register_webauthn_registration'],
    ['another RP ID hash', { rpId: 'example.org' }, 'unable_to_register_webauthn_registration'],
    ['nobody present', { flags: 0 }, 'unable_to_register_webauthn_registration'],
    ['the type of a login', { type: 'webauthn.get' }, 'unable_to_register_webauthn_registration'],
    [
      'a self attestation by another key',
      { format: 'packed', cose: newKeyPair('ES256').cose },
      'unable_to_register_webauthn_registration',
    ],
  ])('%s', async (_, creationWrong, result) => {
    expect(await ofRegistration(authenticator.create(creation, creationWrong))).toBe(result);
  });

  test('an id that the authenticator did not make', async () => {
    const id = base64url(randomBytes(32));
    expect(await ofRegistration(changed(good, { id, rawId: id }))).toBe(
      'unable_to_register_webauthn_registration',
    );
  });

  test.each([
    [undefined, 'missing_attestation_object_field'],
    [null, 'missing_attestation_object_field'],
    ['', 'malformed_attestation_object'],
    ['!', 'malformed_attestation_object'],
    [17, 'malformed_attestation_object'],
  ])('%j as attestation object', async (attestationObject, error) => {
    expect(await ofRegistration(changed(good, {}, { attestationObject }))).toBe(error);
  });
});

describe('a login with', () => {
  test.each([
    ['authenticatorData', undefined, 'missing_authenticator_data_field'],
    ['authenticatorData', '!', 'invalid_authenticator_data'],
    ['authenticatorData', '', 'invalid_authenticator_data'],
    ['authenticatorData', base64url(Buffer.alloc(36)), 'invalid_authenticator_data'],
    ['authenticatorData', base64url(Buffer.alloc(38)), 'invalid_authenticator_data'],
    ['signature', undefined, 'missing_signature_field'],
    ['signature', '!', 'invalid_signature'],
    ['signature', '', 'invalid_signature'],
    ['signature', 17, 'invalid_signature'],
  ])('%s that is %j', async (name, value, error) => {
    expect(await ofLogin(changed(goodLogin, {}, { [name]: value }))).toBe(error);
  });

  test('extension data that is not there', async () => {
    const text = authenticator.get(request, { alterData: (data) => flagged(data, 0x81) });
    expect(await ofLogin(text)).toBe('invalid_authenticator_data');
  });

  test('a user handle of any kind is good: nobody looks at it', async () => {
    for (const userHandle of [17, {}, '!', null]) {
      expect(await ofLogin(changed(goodLogin, {}, { userHandle }))).toBe('accepted');
    }
  });
});
