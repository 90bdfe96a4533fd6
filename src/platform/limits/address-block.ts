import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** What one customer of a network gets at least (RFC 6177): any address of it is theirs to use. */
const PREFIX_BYTES = 8;

/**
 * Whom an address counts for: IPv4 itself, however it is written, and of IPv6 the first 64 bits.
 * What is no address counts for itself.
 */
export function addressBlock(text: string): string {
  if (isIP(text) === 0) return text;
  const address = ipaddr.process(text.replace(/%.*$/, ''));
  if (address.kind() === 'ipv4') return address.toString();
  const bytes = address.toByteArray().fill(0, PREFIX_BYTES);
  return `${new ipaddr.IPv6(bytes).toString()}/64`;
}
