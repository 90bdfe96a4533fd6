import { apiError, type ErrorType } from '../catalogue.ts';
import { judgeKey, type KeyVerdict } from './cose-key.ts';
import { loadHelpers } from './library.ts';

/** What an authenticator says of a new credential. */
export interface Attestation {
  /** For the library: the attestation object as it came, or without its statement. */
  object: Uint8Array;
  /** As the authenticator named it. */
  format: string;
  key: Exclude<KeyVerdict, 'malformed'>;
}

type Bytes = Uint8Array<ArrayBuffer>;
type Decoded = ReadonlyMap<unknown, unknown>;

function decode<T>(error: ErrorType, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw apiError(error, { cause });
  }
}

const isBytes = (value: unknown): value is Bytes => value instanceof Uint8Array;

/**
 * Only what says something by itself is given to the library to verify. A statement under a
 * vendor's certificate names the make of the authenticator, on which nothing here depends; to check
 * it, the library would fetch revocation lists from addresses that stand in the certificate, which
 * is the client's to choose. A self attestation proves that the client holds the new key.
 */
const isVerified = (format: string, statement: Decoded): boolean =>
  format === 'none' || (format === 'packed' && !statement.has('x5c'));

/**
 * Reads an attestation object (WebAuthn section 6.5.4) of any format, as far as its parts must be
 * well-formed; each that is not has its own error.
 */
export async function readAttestation(bytes: Uint8Array): Promise<Attestation> {
  const { isoCBOR, parseAuthenticatorData } = await loadHelpers();
  const malformed = 'invalid_public_key_credential_malformed_attestation_object';
  const decoded = decode(malformed, () => isoCBOR.decodeFirst<unknown>(Uint8Array.from(bytes)));
  if (!(decoded instanceof Map)) throw apiError(malformed);
  const format: unknown = decoded.get('fmt');
  const authData: unknown = decoded.get('authData');
  const statement: unknown = decoded.get('attStmt');
  if (typeof format !== 'string' || !isBytes(authData) || !(statement instanceof Map)) {
    throw apiError(malformed);
  }

  const invalid = 'invalid_public_key_credential_invalid_authenticator_data';
  const { credentialPublicKey } = decode(invalid, () => parseAuthenticatorData(authData));
  if (!credentialPublicKey) throw apiError(invalid);
  const key = decode(invalid, () => judgeKey(isoCBOR.decodeFirst(credentialPublicKey)));
  if (key === 'malformed') throw apiError(invalid);

  const object = isVerified(format, statement)
    ? bytes
    : isoCBOR.encode(
        new Map<string, string | Bytes | Map<string, string>>([
          ['fmt', 'none'],
          ['attStmt', new Map<string, string>()],
          ['authData', authData],
        ]),
      );
  return { object, format, key };
}
