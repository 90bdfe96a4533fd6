import { apiError } from '../catalogue.ts';
import { readAttestation } from './attestation.ts';
import { toBase64Url } from './base64.ts';
import { ALGORITHMS } from './cose-key.ts';
import { loadLibrary } from './library.ts';
import type { NewCredentialJson } from './read-credential.ts';

export interface NewCredential {
  /** base64url */
  id: string;
  /** COSE, base64url */
  publicKey: string;
  signCount: number;
  backupEligible: boolean;
  backedUp: boolean;
  transports: string[];
  /** The model of the authenticator, as it says; a uuid, all zeros where it does not say. */
  aaguid: string;
  attestationFormat: string;
}

/** A registered name (RFC 8809 section 2.1), in the characters that they use. */
const FORMAT = /^[a-z0-9-]{1,32}$/;

/**
 * WebAuthn section 7.1 from the type of the client data on; challenge and origin are checked
 * already. Throws 401 `unable_to_register_webauthn_registration`, or 400 for a malformed part.
 */
export async function verifyRegistration(
  credential: NewCredentialJson,
  domain: string,
): Promise<NewCredential> {
  const { id, clientData, clientDataJson, attestationObject, transports } = credential;
  const unable = 'unable_to_register_webauthn_registration';
  const attestation = await readAttestation(attestationObject);
  if (attestation.key === 'unsupported') throw apiError(unable);
  const { verifyRegistrationResponse } = await loadLibrary();
  const verified = await verifyRegistrationResponse({
    response: {
      id,
      rawId: id,
      type: 'public-key',
      response: {
        clientDataJSON: clientDataJson,
        attestationObject: toBase64Url(attestation.object),
      },
      clientExtensionResults: {},
    },
    expectedChallenge: clientData.challenge,
    expectedOrigin: clientData.origin,
    expectedRPID: domain,
    requireUserVerification: false,
    supportedAlgorithmIDs: Object.values(ALGORITHMS),
  }).catch((cause: unknown) => {
    throw apiError(unable, { cause });
  });
  const info = verified.registrationInfo;
  // Section 7.1: the id that the client names is the one that the authenticator made.
  if (!info || info.credential.id !== id) throw apiError(unable);
  return {
    id,
    publicKey: toBase64Url(info.credential.publicKey),
    signCount: info.credential.counter,
    backupEligible: info.credentialDeviceType === 'multiDevice',
    backedUp: info.credentialBackedUp,
    transports,
    aaguid: info.aaguid,
    attestationFormat: FORMAT.test(attestation.format) ? attestation.format : 'unknown',
  };
}
