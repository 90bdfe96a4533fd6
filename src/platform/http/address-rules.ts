import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Ranges of an operator's own network; a range that stands in no list is never reached. */
const OWN_NETWORK = new Set(['loopback', 'private', 'uniqueLocal', 'carrierGradeNat']);

/** Metadata services of clouds outside the link-local range: Azure, Alibaba, AWS over IPv6. */
const METADATA = new Set(['168.63.129.16', '100.100.100.200', 'fd00:ec2::254']);

/** Global unicast (RFC 4291 section 2.4); the rest of IPv6 is for other uses. */
const GLOBAL_UNICAST: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3];
/** NAT64 (RFC 6052 section 2.1). Its local-use prefix 64:ff9b:1::/48 stays refused. */
const NAT64: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('64:ff9b::'), 96];

/** The URL parser rewrites IPv6 in hexadecimal; ipaddr.js takes `::1.2.3.4` for `::ffff:1.2.3.4`. */
const parse = (text: string): ipaddr.IPv4 | ipaddr.IPv6 =>
  ipaddr.parse(isIP(text) === 6 ? new URL(`http://[${text}]`).hostname.slice(1, -1) : text);

/** The IPv4 address that a packet to this IPv6 address really goes to. */
function embedded(address: ipaddr.IPv6): ipaddr.IPv4 | undefined {
  if (address.isIPv4MappedAddress() || address.match(NAT64)) {
    return new ipaddr.IPv4(address.toByteArray().slice(12));
  }
  return undefined;
}

function allowed(address: ipaddr.IPv4 | ipaddr.IPv6, allowPrivate: boolean): boolean {
  if (METADATA.has(address.toString())) return false;
  const range = address.range();
  if (allowPrivate && OWN_NETWORK.has(range)) return true;
  if (address.kind() === 'ipv4') return range === 'unicast';
  const inner = embedded(address as ipaddr.IPv6);
  if (inner) return allowed(inner, allowPrivate);
  return range === 'unicast' && address.match(GLOBAL_UNICAST);
}

/**
 * Whether a request that a tenant steers may go to this address (canonical text, as a resolver
 * gives it). Public unicast only, else with `allowPrivate` the operator's own network as well;
 * never link-local, multicast, reserved, tunnelled (6to4, Teredo) or cloud metadata addresses.
 */
export function isAllowedAddress(text: string, allowPrivate: boolean): boolean {
  // A zone names one of this machine's interfaces.
  if (isIP(text) === 0 || text.includes('%')) return false;
  return allowed(parse(text), allowPrivate);
}
