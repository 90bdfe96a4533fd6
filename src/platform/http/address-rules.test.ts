import { describe, expect, test } from 'vitest';
import { isAllowedAddress } from './address-rules.ts';

const everywhere = ['8.8.8.8', '1.1.1.1', '2606:4700:4700::1111', '2a00:1450:4001:80b::200e'];
const publicBehindTranslation = ['::ffff:8.8.8.8', '64:ff9b::8.8.8.8', '64:ff9b::808:808'];

const ownNetwork = [
  '127.0.0.1',
  '127.255.255.254',
  '10.0.0.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '100.64.0.1',
  '::1',
  'fc00::1',
  'fd12:3456:789a::1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::ffff:10.0.0.1',
  '64:ff9b::127.0.0.1',
  '64:ff9b::c0a8:101',
];

const nowhere: [what: string, address: string][] = [
  ['this network', '0.0.0.0'],
  ['this network', '0.1.2.3'],
  ['link-local', '169.254.0.1'],
  ['metadata, AWS and others', '169.254.169.254'],
  ['metadata, ECS tasks', '169.254.170.2'],
  ['metadata, Azure', '168.63.129.16'],
  ['metadata, Alibaba', '100.100.100.200'],
  ['metadata, Oracle', '192.0.0.192'],
  ['metadata, AWS over IPv6', 'fd00:ec2::254'],
  ['metadata, mapped', '::ffff:169.254.169.254'],
  ['metadata, mapped Azure', '::ffff:a83f:8110'],
  ['metadata, by NAT64', '64:ff9b::169.254.169.254'],
  ['IETF protocol assignments', '192.0.0.1'],
  ['documentation', '192.0.2.1'],
  ['documentation', '198.51.100.1'],
  ['documentation', '203.0.113.1'],
  ['benchmarking', '198.18.0.1'],
  ['6to4 relay', '192.88.99.1'],
  ['multicast', '224.0.0.1'],
  ['reserved', '240.0.0.1'],
  ['broadcast', '255.255.255.255'],
  ['unspecified', '::'],
  ['link-local', 'fe80::1'],
  ['link-local with a zone', 'fe80::1%eth0'],
  ['loopback with a zone', '::1%lo'],
  ['global with a zone', '2606:4700:4700::1111%eth0'],
  ['multicast', 'ff02::1'],
  ['site-local', 'fec0::1'],
  ['IPv4-compatible', '::127.0.0.1'],
  ['IPv4-compatible public', '::8.8.8.8'],
  ['translated, RFC 6145', '::ffff:0:8.8.8.8'],
  ['NAT64 of a local network', '64:ff9b:1::8.8.8.8'],
  ['6to4 of loopback', '2002:7f00:1::'],
  ['6to4 of a public address', '2002:808:808::'],
  ['Teredo', '2001:0:808:808::1'],
  ['ORCHID', '2001:20::1'],
  ['documentation', '2001:db8::1'],
  ['documentation', '3fff::1'],
  ['discard', '100::1'],
  ['segment routing', '5f00::1'],
  ['not assigned', '4000::1'],
];

describe('addresses that a tenant may make the server talk to', () => {
  test.each([...everywhere, ...publicBehindTranslation])('%s always', (address) => {
    expect(isAllowedAddress(address, false)).toBe(true);
    expect(isAllowedAddress(address, true)).toBe(true);
  });

  test.each(ownNetwork)('%s only where private addresses are allowed', (address) => {
    expect(isAllowedAddress(address, false)).toBe(false);
    expect(isAllowedAddress(address, true)).toBe(true);
  });

  test.each(nowhere)('%s never: %s', (_what, address) => {
    expect(isAllowedAddress(address, false)).toBe(false);
    expect(isAllowedAddress(address, true)).toBe(false);
  });

  test.each(['', 'localhost', '8.8.8', '0x08080808', '010.8.8.8', '8.8.8.8:80', '[::1]'])(
    'text that is no canonical address, never: "%s"',
    (address) => {
      expect(isAllowedAddress(address, false)).toBe(false);
      expect(isAllowedAddress(address, true)).toBe(false);
    },
  );
});
