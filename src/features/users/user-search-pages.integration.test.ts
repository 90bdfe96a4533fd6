import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createSearchWorld,
  type Found,
  type MadeUser,
  type Operand,
  searchQuery as query,
  readFound as read,
  type SearchWorld,
} from '../../testing/search-world.ts';
import { createTestApp } from '../../testing/test-app.ts';

let world: SearchWorld;

beforeAll(async () => {
  world = await createSearchWorld();
});
afterAll(() => world.app.close());
beforeEach(() => world.clear());

describe('pages', () => {
  const everyPage = async (body: object, limit: number, between?: () => Promise<void>) => {
    const pages: string[][] = [];
    const totals: number[] = [];
    let cursor: string | null = null;
    do {
      const page: Found = read(
        await world.search({ ...body, limit, ...(cursor !== null && { cursor }) }),
      );
      pages.push(page.names);
      totals.push(page.total);
      cursor = page.cursor;
      if (cursor !== null) await between?.();
    } while (cursor !== null);
    return { pages, totals };
  };

  const people = ['P1', 'P2', 'P3', 'P4', 'P5'];
  const everybody = ['full_name_fuzzy', '.com'] satisfies Operand;
  const bodies: [string, object][] = [
    ['no query', {}],
    ['email_domain', { query: query('AND', [['email_domain', 'example.com']]) }],
    [
      'email_address',
      { query: query('AND', [['email_address', people.map((one) => `${one}@example.com`)]]) },
    ],
    ['password_exists', { query: query('AND', [['password_exists', false]]) }],
    ['email_address_fuzzy', { query: query('AND', [['email_address_fuzzy', 'example']]) }],
    ['OR', { query: query('OR', [['email_domain', 'example.com'], everybody]) }],
    ['created_at', { query: query('AND', [['created_at_greater_than', '2020-01-01T00:00:00Z']]) }],
  ];

  it.each(bodies)('%s: hold every user once, with the total', async (_name, body) => {
    for (const name of people) await world.create(name);
    for (const limit of [1, 2, 3, 4, 5, 6]) {
      const { pages, totals } = await everyPage(body, limit);
      expect(pages.flat()).toEqual(people);
      expect(pages.every((page) => page.length <= limit && page.length > 0)).toBe(true);
      expect(new Set(totals)).toEqual(new Set([5]));
    }
  });

  it('users of the same instant are told apart', async () => {
    for (const name of people)
      await world.setCreatedAt(await world.create(name), 1_700_000_000_000);
    expect((await everyPage({}, 2)).pages.flat().sort()).toEqual(people);
  });

  it.each(bodies)('%s: users added and deleted meanwhile move nobody', async (_name, body) => {
    const made: Record<string, MadeUser> = {};
    for (const name of people) made[name] = await world.create(name);
    let round = 0;
    const { pages, totals } = await everyPage(body, 2, async () => {
      round += 1;
      if (round > 1) return;
      // One that was shown, the one that the cursor points at, and one that is still to come.
      for (const name of ['P1', 'P2', 'P4']) {
        await world.app.call('DELETE', `/v1/users/${made[name]?.user_id}`);
      }
      await world.create('P6');
    });
    const seen = pages.flat();
    expect(seen.slice(0, 4)).toEqual(['P1', 'P2', 'P3', 'P5']);
    expect(new Set(seen).size).toBe(seen.length);
    // What the first page counted.
    expect(new Set(totals)).toEqual(new Set([5]));
  });

  it('a cursor of another query, environment or nobody is refused', async () => {
    for (const name of people) await world.create(name);
    const { cursor } = read(await world.search({ limit: 1 }));
    const refused = { status: 400, body: { error_type: 'user_search_invalid_cursor' } };
    const pending = query('AND', [['status', 'active']]);
    expect(await world.search({ cursor, query: pending })).toMatchObject(refused);
    expect(await world.search({ cursor: 'nonsense' })).toMatchObject(refused);
    expect(await world.search({ cursor: '' })).toMatchObject(refused);
    expect(await world.app.callLive('POST', '/v1/users/search', { cursor })).toMatchObject(refused);
    expect(read(await world.search({ cursor, limit: 1_000 })).names).toEqual(people.slice(1));
  });

  it('the page after the last user was deleted is empty', async () => {
    const ada = await world.create('Ada');
    const bob = await world.create('Bob');
    const { cursor } = read(await world.search({ limit: 1 }));
    for (const one of [ada, bob]) await world.app.call('DELETE', `/v1/users/${one.user_id}`);
    expect(read(await world.search({ limit: 1, cursor }))).toEqual({
      names: [],
      total: 2,
      cursor: null,
    });
  });
});

describe('total', () => {
  it('is exact up to the limit, and -1 beyond it or if counting is off', async () => {
    const people = ['P1', 'P2', 'P3', 'P4'];
    const totals: Record<string, number[]> = {};
    for (const limit of ['3', '4', '0']) {
      const other = await createTestApp({ SELVAGE_SEARCH_TOTAL_LIMIT: limit });
      for (const first_name of people) {
        const email = `${first_name}@example.com`;
        await other.call('POST', '/v1/users', { email, name: { first_name } });
      }
      const total = async (body: object) =>
        (await other.call('POST', '/v1/users/search', body)).body.results_metadata.total;
      const domain = query('AND', [['email_domain', 'example.com']]);
      totals[limit] = [
        await total({}),
        await total({ limit: 2 }),
        await total({ limit: 2, query: domain }),
        await total({ limit: 2, query: query('AND', [['password_exists', false]]) }),
        await total({
          limit: 1,
          query: query('AND', [['email_address', ['p1@example.com', 'p2@example.com']]]),
        }),
      ];
      await other.close();
    }
    expect(totals).toEqual({ 3: [-1, -1, -1, -1, 2], 4: [4, 4, 4, 4, 2], 0: [-1, -1, -1, -1, -1] });
  });
});
