import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createSearchWorld,
  type Operand,
  searchQuery as query,
  readFound as read,
  type SearchWorld,
} from '../../testing/search-world.ts';

let world: SearchWorld;

beforeAll(async () => {
  world = await createSearchWorld();
});
afterAll(() => world.app.close());
beforeEach(() => world.clear());

describe('without operands', () => {
  it.each([
    ['no query', {}],
    ['no operands', { query: { operator: 'AND' } }],
    ['empty operands', { query: { operator: 'OR', operands: [] } }],
  ])('every user is found in the order of creation: %s', async (_name, body) => {
    for (const name of ['Ada', 'Bob', 'Cy']) await world.create(name);
    expect(read(await world.search(body))).toEqual({
      names: ['Ada', 'Bob', 'Cy'],
      total: 3,
      cursor: null,
    });
  });

  it('no user at all is an empty page', async () => {
    expect(read(await world.search())).toEqual({ names: [], total: 0, cursor: null });
  });

  it('a result is the whole user, each factor once', async () => {
    const { user_id } = await world.create('Ada', {
      phone_number: '+12025550162',
      external_id: 'a|1',
    });
    const { body } = await world.search();
    const { body: got } = await world.app.call('GET', `/v1/users/${user_id}`);
    const { request_id, status_code, ...user } = got;
    expect(body.results).toEqual([user]);
  });
});

describe('each filter finds its users and no others', () => {
  it('created_at, both ends exclusive', async () => {
    for (const [index, name] of ['Ada', 'Bob', 'Cy'].entries()) {
      await world.setCreatedAt(await world.create(name), Date.UTC(2024, 0, 1 + index));
    }
    const [first, second, third] = [1, 2, 3].map((day) => `2024-01-0${day}T00:00:00Z`);
    expect(await world.finds(['created_at_greater_than', second])).toEqual(['Cy']);
    expect(await world.finds(['created_at_less_than', second])).toEqual(['Ada']);
    expect(
      await world.finds(['created_at_between', { greater_than: first, less_than: third }]),
    ).toEqual(['Bob']);
    expect(
      await world.finds(['created_at_greater_than', first], ['created_at_less_than', third]),
    ).toEqual(['Bob']);
    expect(
      await world.found(
        'OR',
        ['created_at_greater_than', second],
        ['created_at_less_than', second],
      ),
    ).toEqual(['Ada', 'Cy']);
  });

  it('user_id by our ids and by external ids', async () => {
    const ada = await world.create('Ada', { external_id: 'ext-a' });
    const bob = await world.create('Bob', { external_id: 'ext-b' });
    await world.create('Cy');
    expect(await world.finds(['user_id', [bob.user_id]])).toEqual(['Bob']);
    expect(await world.finds(['user_id', [bob.user_id, ada.user_id, bob.user_id]])).toEqual([
      'Ada',
      'Bob',
    ]);
    expect(await world.finds(['user_id', ['ext-a']])).toEqual(['Ada']);
    expect(await world.finds(['user_id', ['ext-b', 'ext-a', 'ext-c']])).toEqual(['Ada', 'Bob']);
  });

  it('the sandbox user is no row', async () => {
    await world.create('Ada');
    const answer = await world.search({
      query: query('AND', [['user_id', ['user-test-e3795c81-f849-4167-bfda-e4a6e9c280fd']]]),
    });
    expect(read(answer)).toEqual({ names: [], total: 0, cursor: null });
  });

  it('full_name_fuzzy anywhere in the name, whatever the case', async () => {
    await world.create('Ada', {
      name: { first_name: 'Ada', middle_name: 'King', last_name: 'Lovelace' },
    });
    await world.create('Åsa', {
      email: 'asa@example.com',
      name: { first_name: 'Åsa', last_name: '100%' },
    });
    expect(await world.finds(['full_name_fuzzy', 'LOVE'])).toEqual(['Ada']);
    expect(await world.finds(['full_name_fuzzy', 'ada lovelace'])).toEqual(['Ada']);
    expect(await world.finds(['full_name_fuzzy', 'King Love'])).toEqual(['Ada']);
    expect(await world.finds(['full_name_fuzzy', 'åsa'])).toEqual(['Åsa']);
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
      expect(await world.finds(['full_name_fuzzy', text])).toEqual([]);
    }
    expect(await world.finds(['full_name_fuzzy', '00%'])).toEqual(['Åsa']);
  });

  it('a changed name is found by the new one only', async () => {
    const { user_id } = await world.create('Ada');
    await world.app.call('PUT', `/v1/users/${user_id}`, { name: { first_name: 'Grace' } });
    expect(await world.finds(['full_name_fuzzy', 'ada'])).toEqual([]);
    expect(await world.finds(['full_name_fuzzy', 'grace'])).toEqual(['Grace']);
  });

  it('status', async () => {
    await world.create('Ada');
    await world.create('Bob', { create_user_as_pending: true });
    expect(await world.finds(['status', 'active'])).toEqual(['Ada']);
    expect(await world.finds(['status', 'pending'])).toEqual(['Bob']);
    expect(await world.found('OR', ['status', 'pending'], ['status', 'active'])).toEqual([
      'Ada',
      'Bob',
    ]);
  });

  it('email_address, whatever the case', async () => {
    await world.create('Ada', { email: 'Ada@Example.com' });
    await world.create('Bob');
    expect(await world.finds(['email_address', ['aDA@example.COM']])).toEqual(['Ada']);
    expect(await world.finds(['email_address', ['bob@example.com', 'ada@example.com']])).toEqual([
      'Ada',
      'Bob',
    ]);
    expect(await world.finds(['email_address', ['ada@example.co', 'not an address']])).toEqual([]);
  });

  it('a user is found once, however many factors match', async () => {
    const ada = await world.create('Ada');
    await world.addFactor(ada, 'email', { identifier: 'mixed@example.org', realm: 'example.com' });
    const emails = ['ada@example.com', 'mixed@example.org'];
    const answer = await world.search({ query: query('AND', [['email_address', emails]]) });
    expect(answer.body.results).toHaveLength(1);
    expect(answer.body.results[0].emails).toHaveLength(2);
    expect(answer.body.results_metadata.total).toBe(1);
    expect(await world.finds(['email_domain', 'example.com'])).toEqual(['Ada']);
    expect(await world.finds(['email_address_fuzzy', 'example'])).toEqual(['Ada']);
    expect(
      read(await world.search({ limit: 1, query: query('AND', [['email_verified', true]]) })).total,
    ).toBe(1);
  });

  it('email_address_fuzzy and email_domain', async () => {
    await world.create('Ada', { email: 'ada.l_x@Sub.Example.com' });
    await world.create('Bob');
    expect(await world.finds(['email_address_fuzzy', 'SUB.ex'])).toEqual(['Ada']);
    expect(await world.finds(['email_address_fuzzy', 'l_x'])).toEqual(['Ada']);
    expect(await world.finds(['email_address_fuzzy', 'b_b'])).toEqual([]);
    expect(await world.finds(['email_domain', 'EXAMPLE.com'])).toEqual(['Bob']);
    expect(await world.finds(['email_domain', ['sub.example.com', 'example.com']])).toEqual([
      'Ada',
      'Bob',
    ]);
    expect(await world.finds(['email_domain', 'ample.com'])).toEqual([]);
  });

  it('email_id, phone_id, phone_number and phone_number_fuzzy', async () => {
    const ada = await world.create('Ada', { phone_number: '+12025550162' });
    const bob = await world.create('Bob', { phone_number: '+442079460958' });
    expect(await world.finds(['email_id', [ada.email_id]])).toEqual(['Ada']);
    expect(await world.finds(['phone_id', [bob.phone_id]])).toEqual(['Bob']);
    expect(await world.finds(['phone_id', [bob.phone_id, ada.phone_id]])).toEqual(['Ada', 'Bob']);
    expect(await world.finds(['phone_number', ['+12025550162']])).toEqual(['Ada']);
    expect(await world.finds(['phone_number', ['12025550162']])).toEqual([]);
    expect(await world.finds(['phone_number_fuzzy', '+44'])).toEqual(['Bob']);
    expect(await world.finds(['phone_number_fuzzy', '5550'])).toEqual(['Ada']);
    expect(await world.finds(['phone_number_fuzzy', 'example'])).toEqual([]);
  });

  it('the id of another kind of factor is not found', async () => {
    const ada = await world.create('Ada');
    const totp = await world.addFactor(ada, 'totp');
    const uuid = totp.slice('totp-test-'.length);
    expect(await world.finds(['email_id', [`email-test-${uuid}`]])).toEqual([]);
    expect(await world.finds(['totp_id', [totp]])).toEqual(['Ada']);
  });

  it.each([
    ['totp', 'totp_id', 'totp_verified'],
    ['webauthn_registration', 'webauthn_registration_id', 'webauthn_registration_verified'],
    ['biometric_registration', 'biometric_registration_id', 'biometric_registration_verified'],
    ['crypto_wallet', 'crypto_wallet_id', 'crypto_wallet_verified'],
    ['email', 'email_id', 'email_verified'],
    ['phone_number', 'phone_id', 'phone_verified'],
  ] as const)('%s: %s and %s', async (kind, idFilter, verifiedFilter) => {
    const ada = await world.create('Ada', { email: undefined, phone_number: '+12025550162' });
    const bob = await world.create('Bob', { email: undefined, phone_number: '+12025550163' });
    await world.app.database.affected(world.app.database.q.deleteFrom('factors'));
    const id = await world.addFactor(ada, kind);
    expect(await world.finds([idFilter, [id]])).toEqual(['Ada']);
    expect(await world.finds([verifiedFilter, true])).toEqual(['Ada']);
    expect(await world.finds([verifiedFilter, false])).toEqual([]);
    await world.addFactor(bob, kind, { verified: 0 });
    expect(await world.finds([verifiedFilter, false])).toEqual(['Bob']);
    await world.addFactor(ada, kind, { verified: 0 });
    expect(await world.finds([verifiedFilter, false])).toEqual(['Ada', 'Bob']);
    expect(await world.finds([verifiedFilter, true])).toEqual(['Ada']);
  });

  it('crypto_wallet_address', async () => {
    const address = '0x6df2db4fb3da35d241901bd53367770bf03123f1';
    const ada = await world.create('Ada');
    await world.create('Bob');
    await world.addFactor(ada, 'crypto_wallet', { identifier: address });
    const written = '0x6DF2dB4Fb3DA35d241901Bd53367770BF03123f1';
    expect(await world.finds(['crypto_wallet_address', [written]])).toEqual(['Ada']);
  });

  it('oauth_provider', async () => {
    const ada = await world.create('Ada');
    const bob = await world.create('Bob');
    await world.addFactor(ada, 'oauth', { realm: 'google' });
    await world.addFactor(bob, 'oauth', { realm: 'github' });
    expect(await world.finds(['oauth_provider', ['google']])).toEqual(['Ada']);
    expect(await world.finds(['oauth_provider', ['github', 'google', 'apple']])).toEqual([
      'Ada',
      'Bob',
    ]);
    expect(await world.finds(['oauth_provider', ['apple']])).toEqual([]);
  });

  it('password_exists', async () => {
    const ada = await world.create('Ada');
    await world.create('Bob');
    await world.addFactor(ada, 'password');
    expect(await world.finds(['password_exists', true])).toEqual(['Ada']);
    expect(await world.finds(['password_exists', false])).toEqual(['Bob']);
  });

  it('a provisional factor past its deadline does not match', async () => {
    const ada = await world.create('Ada', { email: undefined, phone_number: '+12025550162' });
    const identifier = 'gone@gone.example';
    const gone = { identifier, realm: 'gone.example', verified: 0, expires_at: 1 } as const;
    const id = await world.addFactor(ada, 'email', gone);
    for (const operand of [
      ['email_id', [id]],
      ['email_address', [identifier]],
      ['email_address', [identifier, 'x@y.zz']],
      ['email_address_fuzzy', 'gone'],
      ['email_domain', 'gone.example'],
      ['email_verified', false],
    ] satisfies Operand[]) {
      expect(await world.finds(operand)).toEqual([]);
      // As a mere test of other candidates it must not match either.
      expect(await world.finds(['user_id', [ada.user_id]], operand)).toEqual([]);
    }
    const waiting = Date.now() + 3_600_000;
    await world.app.database.affected(
      world.app.database.q
        .updateTable('factors')
        .set({ expires_at: waiting })
        .where('verified', '=', 0)
        .where('kind', '=', 'email'),
    );
    expect(await world.finds(['email_address', [identifier]], ['email_verified', false])).toEqual([
      'Ada',
    ]);
  });
});

describe('operators', () => {
  beforeEach(async () => {
    await world.create('Ada', { name: { first_name: 'Ada', last_name: 'Shared' } });
    await world.create('Bob', {
      name: { first_name: 'Bob', last_name: 'Shared' },
      create_user_as_pending: true,
      phone_number: '+12025550162',
    });
    await world.create('Cy', { email: 'cy@other.example' });
  });

  const ada: Operand = ['email_address', ['ada@example.com']];
  const bob: Operand = ['phone_number', ['+12025550162']];
  const shared: Operand = ['full_name_fuzzy', 'shared'];
  const other: Operand = ['email_domain', 'other.example'];
  const pending: Operand = ['status', 'pending'];
  const noPassword: Operand = ['password_exists', false];

  it('AND wants every operand', async () => {
    expect(await world.finds(ada, shared)).toEqual(['Ada']);
    expect(await world.finds(shared, pending)).toEqual(['Bob']);
    expect(await world.finds(shared, ['email_address_fuzzy', 'example'])).toEqual(['Ada', 'Bob']);
    expect(await world.finds(shared, ['full_name_fuzzy', 'bob'])).toEqual(['Bob']);
    expect(await world.finds(ada, bob)).toEqual([]);
    expect(await world.finds(shared, other)).toEqual([]);
    expect(await world.finds(pending, noPassword, shared, bob)).toEqual(['Bob']);
  });

  it('OR wants one of them', async () => {
    expect(await world.found('OR', ada, bob)).toEqual(['Ada', 'Bob']);
    expect(await world.found('OR', ada, ada)).toEqual(['Ada']);
    expect(await world.found('OR', ada, other)).toEqual(['Ada', 'Cy']);
    expect(await world.found('OR', shared, pending, ada)).toEqual(['Ada', 'Bob']);
    expect(await world.found('OR', ada, noPassword)).toEqual(['Ada', 'Bob', 'Cy']);
    expect(await world.found('OR', other)).toEqual(['Cy']);
  });

  it('the order of operands means nothing, not to cursors either', async () => {
    const first = read(await world.search({ limit: 1, query: query('OR', [shared, other]) }));
    const body = { limit: 5, cursor: first.cursor, query: query('OR', [other, shared]) };
    expect(read(await world.search(body)).names).toEqual(['Bob', 'Cy']);
  });
});

describe('tenants', () => {
  it('never meet', async () => {
    await world.create('Ada', { external_id: 'same', phone_number: '+12025550162' });
    await world.app.callLive('POST', '/v1/users', {
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
      expect(await world.finds(operand)).toEqual(['Ada']);
      const live = await world.app.callLive('POST', '/v1/users/search', {
        query: query('OR', [operand]),
      });
      expect(read(live).names).toEqual(['Live']);
    }
    expect(await world.finds(['full_name_fuzzy', 'live'])).toEqual([]);
    const both = await world.found('OR', ['full_name_fuzzy', 'live'], ['password_exists', false]);
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
    expect(await world.search(body)).toMatchObject({ status: 400, body: { error_type } });
  });

  it('needs credentials', async () => {
    const answer = await world.app.callAs(undefined, 'POST', '/v1/users/search', {});
    expect(answer.status).toBe(400);
  });
});
