import { createHash, randomBytes } from 'node:crypto';
import { type Cbor, cbor } from './cbor.ts';
import { type KeyPair, newKeyPair } from './key-pair.ts';

/** Bits of the flags in authenticator data (WebAuthn section 6.1). */
export const FLAGS = {
  present: 0x01,
  verified: 0x04,
  backupEligible: 0x08,
  backedUp: 0x10,
  attested: 0x40,
  extensions: 0x80,
} as const;

/** What a ceremony may get wrong, or just differently. */
export interface Ceremony {
  origin?: string;
  topOrigin?: string;
  crossOrigin?: boolean;
  type?: string;
  challenge?: string;
  /** Whose hash stands in the authenticator data. */
  rpId?: string;
  flags?: number;
  signCount?: number;
}

export interface Creation extends Ceremony {
  format?: 'none' | 'packed' | 'vendor';
  cose?: ReadonlyMap<Cbor, Cbor>;
  /** Changes the authenticator data once it is made. */
  alterData?: (data: Buffer) => Buffer;
  /** Changes the attestation object once it is made. */
  alterObject?: (object: Buffer) => Buffer;
  transports?: unknown;
}

export interface Assertion extends Ceremony {
  alterData?: (data: Buffer) => Buffer;
  /** Signs these bytes in place of the right ones. */
  signed?: Buffer;
  alterSignature?: (signature: Buffer) => Buffer;
  userHandle?: string;
}

/** The members that the tests read of `public_key_credential_*_options`. */
interface Options {
  challenge: string;
  rp?: { id: string };
  rpId?: string;
}

const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest();

const AAGUID = Buffer.from('00112233445566778899aabbccddeeff', 'hex');

export interface SoftwareAuthenticator {
  /** base64url */
  readonly id: string;
  readonly key: KeyPair;
  /** What `navigator.credentials.create()` gives for the options, as JSON text. */
  create(options: string, creation?: Creation): string;
  /** What `navigator.credentials.get()` gives for the options, as JSON text. */
  get(options: string, assertion?: Assertion): string;
}

/** One credential, its key and its counter; browser and authenticator in one. */
export function softwareAuthenticator({
  key = newKeyPair('ES256'),
  counts = true,
  credentialId = randomBytes(32),
} = {}): SoftwareAuthenticator {
  const id = base64url(credentialId);
  let count = 0;
  const nextCount = () => (counts ? ++count : 0);

  function read(text: string, type: string, ceremony: Ceremony) {
    const options = JSON.parse(text) as Options;
    const rpId = options.rp?.id ?? options.rpId ?? '';
    const clientData = Buffer.from(
      JSON.stringify({
        type: ceremony.type ?? type,
        challenge: ceremony.challenge ?? options.challenge,
        origin: ceremony.origin ?? `https://${rpId}`,
        crossOrigin: ceremony.crossOrigin ?? false,
        ...(ceremony.topOrigin !== undefined && { topOrigin: ceremony.topOrigin }),
      }),
    );
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(ceremony.signCount ?? nextCount());
    const data = (flags: number) =>
      Buffer.concat([
        sha256(ceremony.rpId ?? rpId),
        Buffer.of(ceremony.flags === undefined ? flags : (flags & 0xc0) | ceremony.flags),
        counter,
      ]);
    return { clientData, data };
  }

  function statement(format: string, data: Buffer, clientData: Buffer): Map<Cbor, Cbor> {
    if (format === 'none') return new Map();
    const alg = key.cose.get(3) ?? 0;
    const sig = key.sign(Buffer.concat([data, sha256(clientData)]));
    const self = new Map<Cbor, Cbor>([
      ['alg', alg],
      ['sig', sig],
    ]);
    return format === 'packed' ? self : self.set('x5c', [randomBytes(40)]);
  }

  return {
    id,
    key,

    create(options, creation = {}) {
      const { clientData, data } = read(options, 'webauthn.create', creation);
      const {
        format = 'none',
        alterData = (same) => same,
        alterObject = (same) => same,
      } = creation;
      const length = Buffer.alloc(2);
      length.writeUInt16BE(credentialId.length);
      const authData = alterData(
        Buffer.concat([
          data(FLAGS.present | FLAGS.attested),
          AAGUID,
          length,
          credentialId,
          cbor(creation.cose ?? key.cose),
        ]),
      );
      const object = cbor(
        new Map<Cbor, Cbor>([
          ['fmt', format === 'vendor' ? 'android-key' : format],
          ['attStmt', statement(format, authData, clientData)],
          ['authData', authData],
        ]),
      );
      return JSON.stringify({
        id,
        rawId: id,
        type: 'public-key',
        response: {
          clientDataJSON: base64url(clientData),
          attestationObject: base64url(alterObject(object)),
          transports: creation.transports ?? ['internal'],
        },
        clientExtensionResults: {},
      });
    },

    get(options, assertion = {}) {
      const { clientData, data } = read(options, 'webauthn.get', assertion);
      const { alterData = (same) => same, alterSignature = (same) => same } = assertion;
      const authData = alterData(data(FLAGS.present));
      const signed = assertion.signed ?? Buffer.concat([authData, sha256(clientData)]);
      return JSON.stringify({
        id,
        rawId: id,
        type: 'public-key',
        response: {
          clientDataJSON: base64url(clientData),
          authenticatorData: base64url(authData),
          signature: base64url(alterSignature(key.sign(signed))),
          userHandle: assertion.userHandle ?? null,
        },
        clientExtensionResults: {},
      });
    },
  };
}
