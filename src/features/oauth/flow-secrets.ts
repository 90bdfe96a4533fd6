import { createHash } from 'node:crypto';

/**
 * The browser keeps one secret of a flow, in a cookie; the nonce and the verifier towards the
 * provider are made from it and stored nowhere. So whoever reads the database can finish no flow,
 * and whoever has a state without the browser cannot either.
 */
const derived = (secret: string, purpose: string): string =>
  createHash('sha256').update(`selvage/oauth/${purpose}\u0000${secret}`).digest('base64url');

export const nonceOf = (browserSecret: string): string => derived(browserSecret, 'nonce');

/** 43 characters: the shortest verifier of RFC 7636 section 4.1, with 256 bits. */
export const verifierOf = (browserSecret: string): string => derived(browserSecret, 'verifier');
