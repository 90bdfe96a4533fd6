import { apiError } from '../catalogue.ts';
import { readBase64 } from './base64.ts';
import { loadHelpers, loadLibrary } from './library.ts';
import type { AssertionJson } from './read-credential.ts';

export interface StoredKey {
  /** COSE, base64url */
  publicKey: string;
  signCount: number;
}

export interface ProvenAssertion {
  signCount: number;
  backedUp: boolean;
}

/** Throws 400 where the authenticator data cannot be read, whoever it may be from. */
export async function assertReadable({ authenticatorData }: AssertionJson): Promise<void> {
  const { parseAuthenticatorData } = await loadHelpers();
  try {
    parseAuthenticatorData(Uint8Array.from(readBase64(authenticatorData) ?? []));
  } catch (cause) {
    throw apiError('invalid_public_key_credential_invalid_authenticator_data', { cause });
  }
}

/**
 * WebAuthn section 7.2 from the type of the client data on; challenge and origin are checked
 * already. undefined where it proves nothing: RP ID hash, user presence, signature, or a counter
 * that did not grow, which tells of a cloned authenticator (0 after 0 is one without a counter).
 */
export async function verifyAssertion(
  assertion: AssertionJson,
  domain: string,
  key: StoredKey,
): Promise<ProvenAssertion | undefined> {
  const { id, clientData, clientDataJson, authenticatorData, signature } = assertion;
  const { verifyAuthenticationResponse } = await loadLibrary();
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: {
        id,
        rawId: id,
        type: 'public-key',
        response: { clientDataJSON: clientDataJson, authenticatorData, signature },
        clientExtensionResults: {},
      },
      expectedChallenge: clientData.challenge,
      expectedOrigin: clientData.origin,
      ...(clientData.topOrigin !== undefined && { expectedTopOrigin: clientData.topOrigin }),
      expectedRPID: domain,
      requireUserVerification: false,
      credential: {
        id,
        publicKey: Uint8Array.from(readBase64(key.publicKey) ?? []),
        counter: key.signCount,
      },
    });
    if (!verified) return undefined;
    return {
      signCount: authenticationInfo.newCounter,
      backedUp: authenticationInfo.credentialBackedUp,
    };
  } catch {
    return undefined;
  }
}
