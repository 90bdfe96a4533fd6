import type { Environment } from '../projects/environment.ts';
import { userWireId } from '../users/present-user.ts';
import { factorsOf, type UserRecord } from '../users/user-record.ts';
import { readBase64 } from './base64.ts';
import { ALGORITHMS } from './cose-key.ts';

/** Milliseconds: what browsers are told, and what a challenge lives. */
export const TIMEOUT = 300_000;

export interface Descriptor {
  /** base64url */
  id: string;
  transports: string[];
}

/** How the strings are written (behaviour-core 6.2); the challenge is base64url in any case. */
interface Encoding {
  use_base64_url_encoding?: boolean | undefined;
  return_passkey_credential_options?: boolean | undefined;
}

export interface CreationChoices extends Encoding {
  authenticator_type?: string | undefined;
  override_id?: string | undefined;
  override_name?: string | undefined;
  override_display_name?: string | undefined;
}

export type RequestChoices = Encoding;

const encoder =
  ({ use_base64_url_encoding }: Encoding) =>
  (bytes: Buffer): string =>
    bytes.toString(use_base64_url_encoding ? 'base64url' : 'base64');

function describeCredentials(encode: (bytes: Buffer) => string, known: readonly Descriptor[]) {
  return known.map(({ id, transports }) => ({
    id: encode(readBase64(id) ?? Buffer.alloc(0)),
    type: 'public-key',
    ...(transports.length > 0 && { transports }),
  }));
}

/** What a browser shows while it asks: name, else email, else phone number, else our id. */
function shownName(environment: Environment, user: UserRecord): string {
  const name = [user.firstName, user.middleName, user.lastName].filter(Boolean).join(' ');
  return (
    name ||
    factorsOf(user, 'email')[0]?.data.address ||
    factorsOf(user, 'phone_number')[0]?.identifier ||
    userWireId(environment.kind, user.id)
  );
}

/** `PublicKeyCredentialCreationOptions` (WebAuthn section 5.4) as JSON text. */
export function creationOptions(
  environment: Environment,
  user: UserRecord,
  domain: string,
  challenge: string,
  known: readonly Descriptor[],
  choices: CreationChoices,
): string {
  const encode = encoder(choices);
  const passkey = choices.return_passkey_credential_options ?? false;
  const name = shownName(environment, user);
  const handle = choices.override_id || userWireId(environment.kind, user.id);
  return JSON.stringify({
    // Nothing depends on the make of an authenticator; passkey providers do not tell it anyway.
    attestation: passkey ? 'none' : 'direct',
    authenticatorSelection: {
      ...(choices.authenticator_type && { authenticatorAttachment: choices.authenticator_type }),
      ...(passkey && { residentKey: 'required', requireResidentKey: true }),
      userVerification: passkey ? 'preferred' : 'discouraged',
    },
    challenge,
    excludeCredentials: describeCredentials(encode, known),
    pubKeyCredParams: Object.values(ALGORITHMS).map((alg) => ({ alg, type: 'public-key' })),
    rp: { id: domain, name: environment.projectName },
    timeout: TIMEOUT,
    user: {
      displayName: choices.override_display_name || name,
      id: encode(Buffer.from(handle)),
      name: choices.override_name || name,
    },
  });
}

/** `PublicKeyCredentialRequestOptions` (section 5.5); `known` undefined: any discoverable one. */
export function requestOptions(
  domain: string,
  challenge: string,
  known: readonly Descriptor[] | undefined,
  choices: RequestChoices,
): string {
  return JSON.stringify({
    ...(known && { allowCredentials: describeCredentials(encoder(choices), known) }),
    challenge,
    rpId: domain,
    timeout: TIMEOUT,
    userVerification: choices.return_passkey_credential_options ? 'preferred' : 'discouraged',
  });
}
