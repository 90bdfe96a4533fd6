import type { Database, Engine } from '../platform/db/executor.ts';

/** Hexadecimal digits of a number, twelve of them, as the last group of a uuid. */
const hex = (engine: Engine, number: string): string =>
  engine === 'postgres'
    ? `lpad(to_hex((${number})::bigint), 12, '0')`
    : `printf('%012x', ${number})`;

export const numberedUuid = (engine: Engine, group: string, number: string): string => {
  const text = `'01900000-0000-${group}-8000-' || ${hex(engine, number)}`;
  return engine === 'postgres' ? `(${text})::uuid` : `(${text})`;
};

export const numbers = (first: number, last: number): string =>
  `with recursive n(i) as (select cast(${first} as bigint) union all select i + 1 from n where i < ${last})`;

const FIRST_NAMES =
  'ada   alan  barb  donaldedsgergracehedy  joan  john  ken   linus margarradia tim   vint  ';

/** First of `count` users created one a second from here. */
export const MANY_USERS_FROM = Date.UTC(2024, 0, 1);

export interface ManyUsers {
  environmentId: string;
  /** Numbers the users, so that two environments do not share ids. */
  first: number;
  count: number;
  /** True leaves SQLite without statistics, as embedded databases are. */
  unanalysed?: boolean;
}

/**
 * Fills an environment by SQL with users like those of a real project: half of the addresses at
 * one domain, one user in a hundred pending, some kinds of factor everywhere and others rare.
 * Number i decides everything about user i, the same on both databases.
 */
export async function insertManyUsers(database: Database, options: ManyUsers): Promise<void> {
  const { engine } = database;
  const { environmentId, first, count } = options;
  const last = first + count - 1;
  const environment = engine === 'postgres' ? `'${environmentId}'::uuid` : `'${environmentId}'`;
  const user = numberedUuid(engine, '7000', 'i');
  const createdAt = `${MANY_USERS_FROM} + i * 1000`;
  const firstName = `trim(substr('${FIRST_NAMES}', cast((i % 16) * 6 + 1 as integer), 6))`;
  const lastName = `'last' || ((i * 7919) % 50021)`;
  const insert = async (into: string, rows: string) => {
    await database.run(`insert into ${into} ${numbers(first, last)} ${rows}`, []);
  };
  await insert(
    'users (environment_id, id, status, first_name, middle_name, last_name, name_search, external_id, trusted_metadata, untrusted_metadata, roles, attributes, created_at)',
    `select ${environment}, ${user}, case when i % 100 = 7 then 'pending' else 'active' end,
      ${firstName}, '', ${lastName}, ${firstName} || ' ' || ${lastName},
      case when i % 10 = 3 then 'ext-' || i end, '{}', '{}', '[]', '{}', ${createdAt} from n`,
  );
  const factor = (
    number: number,
    kind: string,
    values: {
      identifier: string;
      realm?: string;
      verified?: string;
      data?: string;
      expires?: string;
    },
    where: string,
  ) =>
    insert(
      'factors (environment_id, id, user_id, kind, identifier, realm, verified, data, created_at, expires_at)',
      `select ${environment}, ${numberedUuid(engine, `700${number}`, 'i')}, ${user}, '${kind}',
        ${values.identifier}, ${values.realm ?? "''"}, ${values.verified ?? '1'},
        ${values.data ?? "'{}'"}, ${createdAt}, ${values.expires ?? 'null'} from n where ${where}`,
    );
  const domain = `case when i % 10 < 5 then 'gmail.com' when i % 10 < 7 then 'outlook.com'
    else 'company' || (i % 5003) || '.example' end`;
  await factor(
    1,
    'email',
    {
      identifier: `'person' || i || '@' || ${domain}`,
      realm: domain,
      verified: 'case when i % 10 = 9 then 0 else 1 end',
      data: `'{"address":"person' || i || '"}'`,
      expires: `case when i % 100 = 99 then ${MANY_USERS_FROM} end`,
    },
    'true',
  );
  await factor(2, 'phone_number', { identifier: `'+1' || (2000000000 + i)` }, 'i % 2 = 0');
  const provider = `case when i % 1000 = 1 then 'github' else 'google' end`;
  await factor(
    3,
    'oauth',
    { identifier: `${provider} || ':' || i`, realm: provider },
    'i % 10 = 1',
  );
  await factor(4, 'password', { identifier: `'pw' || i` }, 'i % 3 = 0');
  await factor(
    5,
    'totp',
    { identifier: `'totp' || i`, verified: 'i % 2' },
    'i % 500 = 5 or i % 500 = 6',
  );
  await factor(6, 'webauthn_registration', { identifier: `'key' || i` }, 'i % 5000 = 6');
  await factor(7, 'biometric_registration', { identifier: `'bio' || i` }, 'i % 5000 = 8');
  await factor(8, 'crypto_wallet', { identifier: `'0x' || ${hex(engine, 'i')}` }, 'i % 100 = 9');
  // As autovacuum leaves them: without statistics and visibility, plans are not those of old tables.
  if (engine === 'postgres') await database.run('vacuum analyze users, factors', []);
  else if (!options.unanalysed) await database.run('analyze', []);
}
