import { isIP } from 'node:net';

/** An IPv4 address inside of IPv6, as sockets for both tell it (RFC 4291 section 2.5.5.2). */
const MAPPED = /^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i;

/** A well-formed address in the one spelling of the log; undefined for what is none. */
export const readIp = (text: unknown): string | undefined =>
  typeof text === 'string' && isIP(text) !== 0 ? text.replace(MAPPED, '').toLowerCase() : undefined;
