import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../platform/clock.ts';
import { createOutgoing } from '../../platform/http/outgoing.ts';
import { issuerKey, type JwksServer, startJwksServer } from '../../testing/trusted-issuer.ts';
import { createJwksCache, type JwksCache, MAX_JWKS_BYTES } from './jwks-cache.ts';

const one = issuerKey('one');
const two = issuerKey('two');
const header = ({ kid, alg }: typeof one) => ({ kid, alg });

let server: JwksServer;
let cache: JwksCache;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  server = await startJwksServer();
  server.publish(one);
  const outgoing = createOutgoing({ allowPrivate: true, maxBytes: MAX_JWKS_BYTES });
  cache = createJwksCache({ outgoing, clock: systemClock, maxSets: 2 });
});
afterEach(async () => {
  vi.useRealTimers();
  await server.close();
});

const later = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1_000);
const find = (key: typeof one, environment = 'a', url = server.url) =>
  cache.of(environment, url)(header(key));

describe('a key set', () => {
  test('is fetched once for any number of tokens', async () => {
    await Promise.all(Array.from({ length: 20 }, () => find(one)));
    await find(one);
    expect(server.requests).toBe(1);
  });

  test('is fetched again after five minutes, so that a key that is gone is refused', async () => {
    await find(one);
    server.publish(two);
    later(299);
    await find(one);
    later(2);
    await expect(find(one)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
    await find(two);
    expect(server.requests).toBe(2);
  });

  test('is fetched again for an unknown key, but not at once again and again', async () => {
    await find(one);
    server.publish(one, two);
    await expect(find(two)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
    expect(server.requests).toBe(1);
    later(31);
    await find(two);
    expect(server.requests).toBe(2);
  });

  test('that cannot be had is not asked for again at once', async () => {
    server.answer = { status: 500, body: '' };
    await expect(find(one)).rejects.toThrow('answered 500');
    await expect(find(one)).rejects.toThrow('answered 500');
    expect(server.requests).toBe(1);
    server.publish(one);
    later(6);
    await find(one);
    expect(server.requests).toBe(2);
  });

  test.each([
    ['no JSON', '<html>'],
    ['no set', '[]'],
    ['a set without keys', '{}'],
    ['a set of something else', '{"keys":[1]}'],
    ['too large', `{"keys":[],"x":"${'a'.repeat(MAX_JWKS_BYTES)}"}`],
  ])('that is %s is refused', async (_name, body) => {
    server.answer = { status: 200, body };
    await expect(find(one)).rejects.toThrow();
  });

  test('that does not come in time is given up, for all who wait, and for a while', async () => {
    server.silent = true;
    const outgoing = createOutgoing({ allowPrivate: true, timeoutMs: 50 });
    cache = createJwksCache({ outgoing, clock: systemClock });
    const waiting = await Promise.allSettled(Array.from({ length: 20 }, () => find(one)));
    for (const one of waiting) {
      expect(one).toMatchObject({ status: 'rejected', reason: { reason: 'timeout' } });
    }
    await expect(find(one)).rejects.toMatchObject({ reason: 'timeout' });
    expect(server.requests).toBe(1);
    server.silent = false;
    later(6);
    await find(one);
  });

  test('of a server that is gone is kept until it is too old, and then refused', async () => {
    await find(one);
    await server.close();
    later(299);
    await find(one);
    later(2);
    await expect(find(one)).rejects.toMatchObject({ reason: 'unreachable' });
  });

  test('does not make another one wait', async () => {
    const other = await startJwksServer();
    other.publish(two);
    server.silent = true;
    const waiting = find(one).catch(() => 'given up');
    await find(two, 'a', other.url);
    await other.close();
    await server.close();
    expect(await waiting).toBe('given up');
  });

  test.each([301, 302, 307])('is not followed to where a %i leads', async (status) => {
    server.answer = { status, body: '' };
    await expect(find(one)).rejects.toThrow(`answered ${status}`);
  });

  test('on a private address is not asked for', async () => {
    const outgoing = createOutgoing({ allowPrivate: false });
    cache = createJwksCache({ outgoing, clock: systemClock });
    await expect(find(one, 'a', server.url.replace('http:', 'https:'))).rejects.toMatchObject({
      reason: 'forbidden',
    });
    expect(server.requests).toBe(0);
  });
});

test('no more sets are kept than there is room for; the one used last is kept', async () => {
  await find(one, 'a');
  await find(one, 'b');
  await find(one, 'a');
  await find(one, 'c');
  expect(server.requests).toBe(3);
  await find(one, 'a');
  expect(server.requests).toBe(3);
  await find(one, 'b');
  expect(server.requests).toBe(4);
});
