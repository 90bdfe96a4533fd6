import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertManyUsers, MANY_USERS_FROM } from '../../testing/many-users.ts';
import { plansOf, recording, type Statement } from '../../testing/query-plans.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import type { Environment } from '../projects/environment.ts';
import { filterNames } from './search-operands.ts';
import { createUserSearch, type UserSearchPage } from './user-search.service.ts';

const noLimits = { take: async () => {} };

/** A search must not read whole tables: neither for a plan of its own nor for one of all values. */

const USERS = 20_000;

let app: TestApp;
let environment: Environment;

beforeAll(async () => {
  app = await createTestApp();
  const uuid = (projectId: string) => projectId.slice('project-test-'.length);
  const { database } = app;
  await insertManyUsers(database, {
    environmentId: uuid(app.test.project_id),
    first: 1,
    count: USERS,
  });
  await insertManyUsers(database, {
    environmentId: uuid(app.live.project_id),
    first: USERS + 1,
    count: USERS / 10,
  });
  const found = await app.services.environments.get(uuid(app.test.project_id));
  environment = found as Environment;
});

afterAll(() => app.close());

const at = (number: number) => new Date(MANY_USERS_FROM + number * 1000).toISOString();
const id = (kind: string, group: string, number: number) =>
  `${kind}-test-01900000-0000-${group}-8000-${number.toString(16).padStart(12, '0')}`;

type Operand = [filter: string, value: unknown];

const operands: Operand[] = [
  ['created_at_greater_than', at(10_000)],
  ['created_at_less_than', at(10_000)],
  ['created_at_between', { greater_than: at(10_000), less_than: at(10_060) }],
  ['user_id', [id('user', '7000', 42)]],
  ['user_id', [id('user', '7000', 42), id('user', '7000', 4_242)]],
  ['user_id', ['ext-13']],
  ['user_id', ['ext-13', 'ext-23']],
  ['full_name_fuzzy', 'ada last1'],
  ['full_name_fuzzy', 'ada'],
  ['status', 'active'],
  ['status', 'pending'],
  ['email_address', ['person10@gmail.com']],
  ['email_address', ['person10@gmail.com', 'person5@outlook.com']],
  ['email_address_fuzzy', 'person10@'],
  ['email_address_fuzzy', 'gmail'],
  ['email_id', [id('email', '7001', 42)]],
  ['email_id', [id('email', '7001', 42), id('email', '7001', 43)]],
  ['email_verified', true],
  ['email_verified', false],
  ['email_domain', 'company17.example'],
  ['email_domain', ['gmail.com', 'outlook.com']],
  ['phone_number', ['+12000000042']],
  ['phone_number_fuzzy', '0000042'],
  ['phone_number_fuzzy', '000'],
  ['phone_id', [id('phone-number', '7002', 42)]],
  ['phone_verified', true],
  ['phone_verified', false],
  ['oauth_provider', ['github']],
  ['oauth_provider', ['google', 'figma']],
  ['webauthn_registration_id', [id('webauthn-registration', '7006', 6)]],
  ['webauthn_registration_verified', true],
  ['biometric_registration_id', [id('biometric-registration', '7007', 8)]],
  ['biometric_registration_verified', true],
  ['totp_id', [id('totp', '7005', 5)]],
  ['totp_verified', true],
  ['crypto_wallet_id', [id('crypto-wallet', '7008', 9)]],
  ['crypto_wallet_address', ['0x000000000009']],
  ['crypto_wallet_verified', false],
  ['password_exists', true],
  ['password_exists', false],
];

const combinations: { operator: 'AND' | 'OR'; operands: Operand[] }[] = [
  {
    operator: 'AND',
    operands: [
      ['email_domain', 'gmail.com'],
      ['full_name_fuzzy', 'ada'],
    ],
  },
  {
    operator: 'AND',
    operands: [
      ['email_verified', true],
      ['password_exists', true],
    ],
  },
  {
    operator: 'AND',
    operands: [
      ['status', 'pending'],
      ['created_at_greater_than', at(10_000)],
    ],
  },
  {
    operator: 'AND',
    operands: [
      ['email_address', ['person10@gmail.com']],
      ['status', 'active'],
    ],
  },
  {
    operator: 'OR',
    operands: [
      ['email_address', ['person10@gmail.com']],
      ['phone_number', ['+12000000042']],
    ],
  },
  {
    operator: 'OR',
    operands: [
      ['email_domain', 'company17.example'],
      ['status', 'pending'],
      ['created_at_less_than', at(100)],
    ],
  },
  {
    operator: 'OR',
    operands: [
      ['password_exists', false],
      ['totp_verified', true],
    ],
  },
];

const operandsOf = (pairs: Operand[]) =>
  pairs.map(([filter_name, filter_value]) => ({ filter_name, filter_value }));

/** The statements of a search, first and later pages of the usual sizes. */
async function statementsOf(query: unknown): Promise<Statement[]> {
  const { database, statements } = recording(app.database);
  const { search } = createUserSearch(database, noLimits, { totalLimit: 1_000 });
  for (const limit of [1, 10, 100, 1_000]) {
    const { nextCursor } = await search(environment, { limit, query });
    if (nextCursor !== null) await search(environment, { limit, query, cursor: nextCursor });
  }
  return statements;
}

/** In a search `k` and `u` are the tables; a page of users is named `u` too, on the left of a join. */
const wholeTable = {
  postgres: /Seq Scan on (users|factors)\b/,
  sqlite: /^SCAN (k|f|u)\b(?! LEFT-JOIN)/m,
};

async function expectNoWholeTable(query: unknown): Promise<void> {
  const statements = await statementsOf(query);
  const { engine } = app.database;
  for (const statement of statements) {
    for (const plan of await plansOf(app.database, statement)) {
      expect(plan).toMatch(/users|factors|\bu\b/);
      expect(plan).not.toMatch(wholeTable[engine]);
    }
  }
}

describe('many matches are walked, fewer are looked up', () => {
  // A page of ten gives up looking up at some three thousand candidates, one of a thousand at 20,000.
  const queries: [string, unknown][] = [
    ['without a query', undefined],
    ...operands.map((operand): [string, unknown] => [
      JSON.stringify(operand),
      { operator: 'AND', operands: operandsOf([operand]) },
    ]),
    ...combinations.map(({ operator, operands: pairs }): [string, unknown] => [
      `${operator} ${JSON.stringify(pairs)}`,
      { operator, operands: operandsOf(pairs) },
    ]),
  ];

  it.each(queries)('and both find the same: %s', async (_name, query) => {
    const { search } = createUserSearch(app.database, noLimits, { totalLimit: 100_000 });
    const ids = ({ users }: UserSearchPage) => users.map((user) => user.id);
    const long = await search(environment, { limit: 1_000, query });
    const first = await search(environment, { limit: 10, query });
    expect(first.total).toBe(long.total);
    expect(ids(first)).toEqual(ids(long).slice(0, 10));
    if (first.nextCursor === null) return;
    const second = await search(environment, { limit: 10, query, cursor: first.nextCursor });
    expect(ids(second)).toEqual(ids(long).slice(10, 20));
  });

  it.each([
    [['status', 'pending'], USERS / 100],
    [['email_verified', true], (USERS * 9) / 10],
    [['email_domain', 'gmail.com'], USERS / 2],
    [['email_address_fuzzy', 'gmail'], USERS / 2],
    [['phone_verified', true], USERS / 2],
    [['password_exists', true], Math.floor(USERS / 3)],
    [['password_exists', false], USERS - Math.floor(USERS / 3)],
    [['full_name_fuzzy', 'ada'], USERS / 16],
  ] satisfies [Operand, number][])('and both count all: %j', async (operand, count) => {
    const { search } = createUserSearch(app.database, noLimits, { totalLimit: 100_000 });
    const query = { operator: 'AND', operands: operandsOf([operand]) };
    for (const limit of [1, 1_000]) {
      expect((await search(environment, { limit, query })).total).toBe(count);
    }
  });
});

describe('no whole table is read', () => {
  it('for any filter: each is among the cases', () => {
    expect([...new Set(operands.map(([filter]) => filter))].sort()).toEqual(
      [...filterNames].sort(),
    );
  });

  it('without a query', () => expectNoWholeTable(undefined));

  it.each(operands)('by %s %j', (...operand) =>
    expectNoWholeTable({ operator: 'AND', operands: operandsOf([operand]) }),
  );

  it.each(combinations)('by $operator of $operands', ({ operator, operands: pairs }) =>
    expectNoWholeTable({ operator, operands: operandsOf(pairs) }),
  );
});
