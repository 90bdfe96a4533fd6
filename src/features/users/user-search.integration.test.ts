import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FactorKind, FactorTable } from '../../platform/db/schema.ts';
import { orderedId } from '../../platform/ids.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import { factorIdKind } from './factor.ts';

let app: TestApp;
let environmentId: string;

beforeAll(async () => {
  app = await createTestApp();
  environmentId = app.test.project_id.slice('project-test-'.length);
});
afterAll(() => app.close());
beforeEach(async () => {
  await app.database.affected(app.database.q.deleteFrom('users'));
});

type Operand = [filter: string, value: unknown];

const search = (body: object = {}) => app.call('POST', '/v1/users/search', body);

const query = (operator: string, operands: Operand[]) => ({
  operator,
  operands: operands.map(([filter_name, filter_value]) => ({ filter_name, filter_value })),
});

interface Found {
  names: string[];
  total: number;
  cursor: string | null;
}

const read = ({ status, body }: Awaited<ReturnType<typeof search>>): Found => {
  expect(status, JSON.stringify(body)).toBe(200);
  return {
    names: body.results.map((user: { name: { first_name: string } }) => user.name.first_name),
    total: body.results_metadata.total,
    cursor: body.results_metadata.next_cursor,
  };
};

/** First names of what is found on one page. */
const found = async (operator: string, ...operands: Operand[]): Promise<string[]> =>
  read(await search({ query: query(operator, operands) })).names;

const finds = (...operands: Operand[]) => found('AND', ...operands);

interface Made {
  user_id: string;
  email_id: string;
  phone_id: string;
}

async function create(first_name: string, body: object = {}): Promise<Made> {
  const answer = await app.call('POST', '/v1/users', {
    email: `${first_name}@example.com`.toLowerCase(),
    name: { first_name },
    ...body,
  });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body;
}

/** Adds a factor that only other features make; gives its wire id. */
async function addFactor(
  owner: Made,
  kind: FactorKind,
  factor: Partial<FactorTable> = {},
): Promise<string> {
  const id = orderedId();
  const data: Record<FactorKind, object> = {
    email: { address: 'Mixed@Example.org' },
    phone_number: {},
    webauthn_registration: { domain: 'd', user_agent: '', authenticator_type: '', name: '' },
    biometric_registration: {},
    totp: {},
    crypto_wallet: { address: '0xAB', type: 'ethereum' },
    password: { requires_reset: false },
    oauth: { provider_type: 'Google', provider_subject: '1', profile_picture_url: '', locale: '' },
  };
  await app.database.affected(
    app.database.q.insertInto('factors').values({
      environment_id: environmentId,
      id,
      user_id: owner.user_id.slice('user-test-'.length),
      kind,
      identifier: id,
      realm: '',
      verified: 1,
      data: JSON.stringify(data[kind]),
      created_at: 0,
      expires_at: null,
      ...factor,
    }),
  );
  return `${factorIdKind[kind]}-test-${id}`;
}

async function setCreatedAt(user: Made, instant: number): Promise<void> {
  const { database } = app;
  await database.affected(
    database.q
      .updateTable('users')
      .set({ created_at: instant })
      .where('id', '=', user.user_id.slice('user-test-'.length)),
  );
}

describe('without operands', () => {
  it.each([
    ['no query', {}],
    ['no operands', { query: { operator: 'AND' } }],
    ['empty operands', { query: { operator: 'OR', operands: [] } }],
  ])('every user is found in the order of creation: %s', async (_name, body) => {
    for (const name of ['Ada', 'Bob', 'Cy']) await create(name);
    expect(read(await search(body))).toEqual({
      names: ['Ada', 'Bob', 'Cy'],
      total: 3,
      cursor: null,
    });
  });

  it('no user at all is an empty page', async () => {
    expect(read(await search())).toEqual({ names: [], total: 0, cursor: null });
  });

  it('a result is the whole user, each factor once', async () => {
    const { user_id } = await create('Ada', { phone_number: '+12025550162', external_id: 'a|1' });
    const { body } = await search();
    const { body: got } = await app.call('GET', `/v1/users/${user_id}`);
    const { request_id, status_code, ...user } = got;
    expect(body.results).toEqual([user]);
  });
});

describe('each filter finds its users and no others', () => {
  it('created_at, both ends exclusive', async () => {
    for (const [index, name] of ['Ada', 'Bob', 'Cy'].entries()) {
      await setCreatedAt(await create(name), Date.UTC(2024, 0, 1 + index));
    }
    const [first, second, third] = [1, 2, 3].map((day) => `2024-01-0${day}T00:00:00Z`);
    expect(await finds(['created_at_greater_than', second])).toEqual(['Cy']);
    expect(await finds(['created_at_less_than', second])).toEqual(['Ada']);
    expect(await finds(['created_at_between', { greater_than: first, less_than: third }])).toEqual([
      'Bob',
    ]);
    expect(
      await finds(['created_at_greater_than', first], ['created_at_less_than', third]),
    ).toEqual(['Bob']);
    expect(
      await found('OR', ['created_at_greater_than', second], ['created_at_less_than', second]),
    ).toEqual(['Ada', 'Cy']);
  });

  it('user_id by our ids and by external ids', async () => {
    const ada = await create('Ada', { external_id: 'ext-a' });
    const bob = await create('Bob', { external_id: 'ext-b' });
    await create('Cy');
    expect(await finds(['user_id', [bob.user_id]])).toEqual(['Bob']);
    expect(await finds(['user_id', [bob.user_id, ada.user_id, bob.user_id]])).toEqual([
      'Ada',
      'Bob',
    ]);
    expect(await finds(['user_id', ['ext-a']])).toEqual(['Ada']);
    expect(await finds(['user_id', ['ext-b', 'ext-a', 'ext-c']])).toEqual(['Ada', 'Bob']);
  });

  it('the sandbox user is no row', async () => {
    await create('Ada');
    const answer = await search({
      query: query('AND', [['user_id', ['user-test-e3795c81-f849-4167-bfda-e4a6e9c280fd']]]),
    });
    expect(read(answer)).toEqual({ names: [], total: 0, cursor: null });
  });

  it('full_name_fuzzy anywhere in the name, whatever the case', async () => {
    await create('Ada', {
      name: { first_name: 'Ada', middle_name: 'King', last_name: 'Lovelace' },
    });
    await create('Åsa', {
      email: 'asa@example.com',
      name: { first_name: 'Åsa', last_name: '100%' },
    });
    expect(await finds(['full_name_fuzzy', 'LOVE'])).toEqual(['Ada']);
    expect(await finds(['full_name_fuzzy', 'ada lovelace'])).toEqual(['Ada']);
    expect(await finds(['full_name_fuzzy', 'King Love'])).toEqual(['Ada']);
    expect(await finds(['full_name_fuzzy', 'åsa'])).toEqual(['Åsa']);
    for (const text of [
      'a%e',
      '00_',
      '"ada"',
      'ada*',
      'ada OR asa',
      "ada'--",
      '%%%',
      'name_search:ada',
    ]) {
      expect(await finds(['full_name_fuzzy', text])).toEqual([]);
    }
    expect(await finds(['full_name_fuzzy', '00%'])).toEqual(['Åsa']);
  });

  it('a changed name is found by the new one only', async () => {
    const { user_id } = await create('Ada');
    await app.call('PUT', `/v1/users/${user_id}`, { name: { first_name: 'Grace' } });
    expect(await finds(['full_name_fuzzy', 'ada'])).toEqual([]);
    expect(await finds(['full_name_fuzzy', 'grace'])).toEqual(['Grace']);
  });

  it('status', async () => {
    await create('Ada');
    await create('Bob', { create_user_as_pending: true });
    expect(await finds(['status', 'active'])).toEqual(['Ada']);
    expect(await finds(['status', 'pending'])).toEqual(['Bob']);
    expect(await found('OR', ['status', 'pending'], ['status', 'active'])).toEqual(['Ada', 'Bob']);
  });

  it('email_address, whatever the case', async () => {
    await create('Ada', { email: 'Ada@Example.com' });
    await create('Bob');
    expect(await finds(['email_address', ['aDA@example.COM']])).toEqual(['Ada']);
    expect(await finds(['email_address', ['bob@example.com', 'ada@example.com']])).toEqual([
      'Ada',
      'Bob',
    ]);
    expect(await finds(['email_address', ['ada@example.co', 'not an address']])).toEqual([]);
  });

  it('a user is found once, however many factors match', async () => {
    const ada = await create('Ada');
    await addFactor(ada, 'email', { identifier: 'mixed@example.org', realm: 'example.com' });
    const emails = ['ada@example.com', 'mixed@example.org'];
    const answer = await search({ query: query('AND', [['email_address', emails]]) });
    expect(answer.body.results).toHaveLength(1);
    expect(answer.body.results[0].emails).toHaveLength(2);
    expect(answer.body.results_metadata.total).toBe(1);
    expect(await finds(['email_domain', 'example.com'])).toEqual(['Ada']);
    expect(await finds(['email_address_fuzzy', 'example'])).toEqual(['Ada']);
    expect(
      read(await search({ limit: 1, query: query('AND', [['email_verified', true]]) })).total,
    ).toBe(1);
  });

  it('email_address_fuzzy and email_domain', async () => {
    await create('Ada', { email: 'ada.l_x@Sub.Example.com' });
    await create('Bob');
    expect(await finds(['email_address_fuzzy', 'SUB.ex'])).toEqual(['Ada']);
    expect(await finds(['email_address_fuzzy', 'l_x'])).toEqual(['Ada']);
    expect(await finds(['email_address_fuzzy', 'b_b'])).toEqual([]);
    expect(await finds(['email_domain', 'EXAMPLE.com'])).toEqual(['Bob']);
    expect(await finds(['email_domain', ['sub.example.com', 'example.com']])).toEqual([
      'Ada',
      'Bob',
    ]);
    expect(await finds(['email_domain', 'ample.com'])).toEqual([]);
  });

  it('email_id, phone_id, phone_number and phone_number_fuzzy', async () => {
    const ada = await create('Ada', { phone_number: '+12025550162' });
    const bob = await create('Bob', { phone_number: '+442079460958' });
    expect(await finds(['email_id', [ada.email_id]])).toEqual(['Ada']);
    expect(await finds(['phone_id', [bob.phone_id]])).toEqual(['Bob']);
    expect(await finds(['phone_id', [bob.phone_id, ada.phone_id]])).toEqual(['Ada', 'Bob']);
    expect(await finds(['phone_number', ['+12025550162']])).toEqual(['Ada']);
    expect(await finds(['phone_number', ['12025550162']])).toEqual([]);
    expect(await finds(['phone_number_fuzzy', '+44'])).toEqual(['Bob']);
    expect(await finds(['phone_number_fuzzy', '5550'])).toEqual(['Ada']);
    expect(await finds(['phone_number_fuzzy', 'example'])).toEqual([]);
  });

  it('the id of another kind of factor is not found', async () => {
    const ada = await create('Ada');
    const totp = await addFactor(ada, 'totp');
    const uuid = totp.slice('totp-test-'.length);
    expect(await finds(['email_id', [`email-test-${uuid}`]])).toEqual([]);
    expect(await finds(['totp_id', [totp]])).toEqual(['Ada']);
  });

  it.each([
    ['totp', 'totp_id', 'totp_verified'],
    ['webauthn_registration', 'webauthn_registration_id', 'webauthn_registration_verified'],
    ['biometric_registration', 'biometric_registration_id', 'biometric_registration_verified'],
    ['crypto_wallet', 'crypto_wallet_id', 'crypto_wallet_verified'],
    ['email', 'email_id', 'email_verified'],
    ['phone_number', 'phone_id', 'phone_verified'],
  ] as const)('%s: %s and %s', async (kind, idFilter, verifiedFilter) => {
    const ada = await create('Ada', { email: undefined, phone_number: '+12025550162' });
    const bob = await create('Bob', { email: undefined, phone_number: '+12025550163' });
    await app.database.affected(app.database.q.deleteFrom('factors'));
    const id = await addFactor(ada, kind);
    expect(await finds([idFilter, [id]])).toEqual(['Ada']);
    expect(await finds([verifiedFilter, true])).toEqual(['Ada']);
    expect(await finds([verifiedFilter, false])).toEqual([]);
    await addFactor(bob, kind, { verified: 0 });
    expect(await finds([verifiedFilter, false])).toEqual(['Bob']);
    await addFactor(ada, kind, { verified: 0 });
    expect(await finds([verifiedFilter, false])).toEqual(['Ada', 'Bob']);
    expect(await finds([verifiedFilter, true])).toEqual(['Ada']);
  });

  it('crypto_wallet_address', async () => {
    const address = '0x6df2db4fb3da35d241901bd53367770bf03123f1';
    const ada = await create('Ada');
    await create('Bob');
    await addFactor(ada, 'crypto_wallet', { identifier: address });
    const written = '0x6DF2dB4Fb3DA35d241901Bd53367770BF03123f1';
    expect(await finds(['crypto_wallet_address', [written]])).toEqual(['Ada']);
  });

  it('oauth_provider', async () => {
    const ada = await create('Ada');
    const bob = await create('Bob');
    await addFactor(ada, 'oauth', { realm: 'google' });
    await addFactor(bob, 'oauth', { realm: 'github' });
    expect(await finds(['oauth_provider', ['google']])).toEqual(['Ada']);
    expect(await finds(['oauth_provider', ['github', 'google', 'apple']])).toEqual(['Ada', 'Bob']);
    expect(await finds(['oauth_provider', ['apple']])).toEqual([]);
  });

  it('password_exists', async () => {
    const ada = await create('Ada');
    await create('Bob');
    await addFactor(ada, 'password');
    expect(await finds(['password_exists', true])).toEqual(['Ada']);
    expect(await finds(['password_exists', false])).toEqual(['Bob']);
  });

  it('a provisional factor past its deadline does not match', async () => {
    const ada = await create('Ada', { email: undefined, phone_number: '+12025550162' });
    const identifier = 'gone@gone.example';
    const gone = { identifier, realm: 'gone.example', verified: 0, expires_at: 1 } as const;
    const id = await addFactor(ada, 'email', gone);
    for (const operand of [
      ['email_id', [id]],
      ['email_address', [identifier]],
      ['email_address', [identifier, 'x@y.zz']],
      ['email_address_fuzzy', 'gone'],
      ['email_domain', 'gone.example'],
      ['email_verified', false],
    ] satisfies Operand[]) {
      expect(await finds(operand)).toEqual([]);
      // As a mere test of other candidates it must not match either.
      expect(await finds(['user_id', [ada.user_id]], operand)).toEqual([]);
    }
    const waiting = Date.now() + 3_600_000;
    await app.database.affected(
      app.database.q
        .updateTable('factors')
        .set({ expires_at: waiting })
        .where('verified', '=', 0)
        .where('kind', '=', 'email'),
    );
    expect(await finds(['email_address', [identifier]], ['email_verified', false])).toEqual([
      'Ada',
    ]);
  });
});

describe('operators', () => {
  beforeEach(async () => {
    await create('Ada', { name: { first_name: 'Ada', last_name: 'Shared' } });
    await create('Bob', {
      name: { first_name: 'Bob', last_name: 'Shared' },
      create_user_as_pending: true,
      phone_number: '+12025550162',
    });
    await create('Cy', { email: 'cy@other.example' });
  });

  const ada: Operand = ['email_address', ['ada@example.com']];
  const bob: Operand = ['phone_number', ['+12025550162']];
  const shared: Operand = ['full_name_fuzzy', 'shared'];
  const other: Operand = ['email_domain', 'other.example'];
  const pending: Operand = ['status', 'pending'];
  const noPassword: Operand = ['password_exists', false];

  it('AND wants every operand', async () => {
    expect(await finds(ada, shared)).toEqual(['Ada']);
    expect(await finds(shared, pending)).toEqual(['Bob']);
    expect(await finds(shared, ['email_address_fuzzy', 'example'])).toEqual(['Ada', 'Bob']);
    expect(await finds(shared, ['full_name_fuzzy', 'bob'])).toEqual(['Bob']);
    expect(await finds(ada, bob)).toEqual([]);
    expect(await finds(shared, other)).toEqual([]);
    expect(await finds(pending, noPassword, shared, bob)).toEqual(['Bob']);
  });

  it('OR wants one of them', async () => {
    expect(await found('OR', ada, bob)).toEqual(['Ada', 'Bob']);
    expect(await found('OR', ada, ada)).toEqual(['Ada']);
    expect(await found('OR', ada, other)).toEqual(['Ada', 'Cy']);
    expect(await found('OR', shared, pending, ada)).toEqual(['Ada', 'Bob']);
    expect(await found('OR', ada, noPassword)).toEqual(['Ada', 'Bob', 'Cy']);
    expect(await found('OR', other)).toEqual(['Cy']);
  });

  it('the order of operands means nothing, not to cursors either', async () => {
    const first = read(await search({ limit: 1, query: query('OR', [shared, other]) }));
    const body = { limit: 5, cursor: first.cursor, query: query('OR', [other, shared]) };
    expect(read(await search(body)).names).toEqual(['Bob', 'Cy']);
  });
});

describe('pages', () => {
  const everyPage = async (body: object, limit: number, between?: () => Promise<void>) => {
    const pages: string[][] = [];
    const totals: number[] = [];
    let cursor: string | null = null;
    do {
      const page: Found = read(
        await search({ ...body, limit, ...(cursor !== null && { cursor }) }),
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
    for (const name of people) await create(name);
    for (const limit of [1, 2, 3, 4, 5, 6]) {
      const { pages, totals } = await everyPage(body, limit);
      expect(pages.flat()).toEqual(people);
      expect(pages.every((page) => page.length <= limit && page.length > 0)).toBe(true);
      expect(new Set(totals)).toEqual(new Set([5]));
    }
  });

  it('users of the same instant are told apart', async () => {
    for (const name of people) await setCreatedAt(await create(name), 1_700_000_000_000);
    expect((await everyPage({}, 2)).pages.flat().sort()).toEqual(people);
  });

  it.each(bodies)('%s: users added and deleted meanwhile move nobody', async (_name, body) => {
    const made: Record<string, Made> = {};
    for (const name of people) made[name] = await create(name);
    let round = 0;
    const { pages, totals } = await everyPage(body, 2, async () => {
      round += 1;
      if (round > 1) return;
      // One that was shown, the one that the cursor points at, and one that is still to come.
      for (const name of ['P1', 'P2', 'P4']) {
        await app.call('DELETE', `/v1/users/${made[name]?.user_id}`);
      }
      await create('P6');
    });
    const seen = pages.flat();
    expect(seen.slice(0, 4)).toEqual(['P1', 'P2', 'P3', 'P5']);
    expect(new Set(seen).size).toBe(seen.length);
    // What the first page counted.
    expect(new Set(totals)).toEqual(new Set([5]));
  });

  it('a cursor of another query, environment or nobody is refused', async () => {
    for (const name of people) await create(name);
    const { cursor } = read(await search({ limit: 1 }));
    const refused = { status: 400, body: { error_type: 'user_search_invalid_cursor' } };
    const pending = query('AND', [['status', 'active']]);
    expect(await search({ cursor, query: pending })).toMatchObject(refused);
    expect(await search({ cursor: 'nonsense' })).toMatchObject(refused);
    expect(await search({ cursor: '' })).toMatchObject(refused);
    expect(await app.callLive('POST', '/v1/users/search', { cursor })).toMatchObject(refused);
    expect(read(await search({ cursor, limit: 1_000 })).names).toEqual(people.slice(1));
  });

  it('the page after the last user was deleted is empty', async () => {
    const ada = await create('Ada');
    const bob = await create('Bob');
    const { cursor } = read(await search({ limit: 1 }));
    for (const one of [ada, bob]) await app.call('DELETE', `/v1/users/${one.user_id}`);
    expect(read(await search({ limit: 1, cursor }))).toEqual({ names: [], total: 2, cursor: null });
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

describe('tenants', () => {
  it('never meet', async () => {
    await create('Ada', { external_id: 'same', phone_number: '+12025550162' });
    await app.callLive('POST', '/v1/users', {
      email: 'ada@example.com',
      phone_number: '+12025550162',
      external_id: 'same',
      name: { first_name: 'Live' },
    });
    const operands: Operand[] = [
      ['email_address', ['ada@example.com']],
      ['email_address', ['ada@example.com', 'x@y.zz']],
      ['email_domain', 'example.com'],
      ['email_address_fuzzy', 'ada'],
      ['phone_number_fuzzy', '555'],
      ['email_verified', false],
      ['user_id', ['same']],
      ['password_exists', false],
      ['status', 'active'],
      ['created_at_greater_than', '2020-01-01T00:00:00Z'],
    ];
    for (const operand of operands) {
      expect(await finds(operand)).toEqual(['Ada']);
      const live = await app.callLive('POST', '/v1/users/search', {
        query: query('OR', [operand]),
      });
      expect(read(live).names).toEqual(['Live']);
    }
    expect(await finds(['full_name_fuzzy', 'live'])).toEqual([]);
    const both = await found('OR', ['full_name_fuzzy', 'live'], ['password_exists', false]);
    expect(both).toEqual(['Ada']);
  });
});

describe('refusals', () => {
  it.each([
    ['user_search_invalid_limit', { limit: 0 }],
    ['user_search_invalid_limit', { limit: 1_001 }],
    ['user_search_invalid_limit', { limit: -1 }],
    ['bad_request', { limit: '10' }],
    ['bad_request', { cursor: 1 }],
    ['bad_request', { query: 'all' }],
    ['user_search_invalid_operator', { query: {} }],
    ['user_search_invalid_operator', { query: { operands: [] } }],
    ['user_search_invalid_operator', { query: { operator: 'and' } }],
    ['user_search_invalid_operator', { query: { operator: 'NOT', operands: [] } }],
    ['user_search_invalid_operator', { query: { operator: 1 } }],
    ['bad_request', { query: { operator: 'AND', operands: {} } }],
    ['bad_request', { query: { operator: 'AND', operands: ['status'] } }],
    [
      'bad_request',
      {
        query: {
          operator: 'AND',
          operands: Array(51).fill({ filter_name: 'status', filter_value: 'active' }),
        },
      },
    ],
    ['user_search_missing_filter_name', { query: query('AND', [[null as never, 'x']]) }],
    ['user_search_filter_name_not_recognized', { query: query('AND', [['nickname', 'x']]) }],
    ['user_search_missing_filter_value', { query: query('AND', [['status', undefined]]) }],
    ['user_search_missing_status', { query: query('AND', [['status', null]]) }],
    ['user_search_missing_user_ids', { query: query('OR', [['user_id', []]]) }],
    ['user_search_expected_bool', { query: query('AND', [['email_verified', 'yes']]) }],
    ['user_search_full_name_fuzzy_too_short', { query: query('AND', [['full_name_fuzzy', 'ad']]) }],
  ])('%s: %j', async (error_type, body) => {
    expect(await search(body)).toMatchObject({ status: 400, body: { error_type } });
  });

  it('needs credentials', async () => {
    const answer = await app.callAs(undefined, 'POST', '/v1/users/search', {});
    expect(answer.status).toBe(400);
  });
});
