import { toTimestamp } from '../../platform/clock.ts';

/** The fields of a Sign-In with Ethereum message, version 1 (EIP-4361). Instants in milliseconds. */
export interface SiweMessage {
  domain: string;
  /** With its checksum (EIP-55). */
  address: string;
  statement: string | undefined;
  uri: string;
  chainId: string;
  nonce: string;
  issuedAt: number;
  expiresAt: number;
  notBefore: number | undefined;
  requestId: string | undefined;
  resources: readonly string[];
}

/**
 * The text to sign, by the ABNF of EIP-4361: the line of the statement falls away with it, the
 * empty lines around it stay. Every field must be checked before: a line break in one of them
 * could forge another.
 */
export function siweText(message: SiweMessage): string {
  const { statement, notBefore, requestId, resources } = message;
  return [
    `${message.domain} wants you to sign in with your Ethereum account:`,
    message.address,
    '',
    ...(statement === undefined ? [] : [statement]),
    '',
    `URI: ${message.uri}`,
    'Version: 1',
    `Chain ID: ${message.chainId}`,
    `Nonce: ${message.nonce}`,
    `Issued At: ${toTimestamp(message.issuedAt)}`,
    `Expiration Time: ${toTimestamp(message.expiresAt)}`,
    ...(notBefore === undefined ? [] : [`Not Before: ${toTimestamp(notBefore)}`]),
    ...(requestId === undefined ? [] : [`Request ID: ${requestId}`]),
    ...(resources.length === 0
      ? []
      : ['Resources:', ...resources.map((resource) => `- ${resource}`)]),
  ].join('\n');
}
