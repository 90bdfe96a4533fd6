import {
  type Compilable,
  type Insertable,
  type SelectQueryBuilder,
  sql,
  type Updateable,
} from 'kysely';
import { byIndex } from '../../platform/db/dialect.ts';
import type { Executor } from '../../platform/db/executor.ts';
import type {
  FactorKind,
  FactorTable,
  Schema,
  SuppressionTable,
  UserTable,
} from '../../platform/db/schema.ts';
import { type Parameter, statement } from '../../platform/db/statement.ts';
import {
  factorColumns,
  readUsers,
  type UserRecord,
  type UserRow,
  userColumns,
} from './user-record.ts';

/** The environment's version beside what was found, so that one round trip decides both. */
export interface Found {
  version: number | undefined;
  user: UserRecord | undefined;
}

type Row = UserRow & { version: number };

/** How a user is named by a caller. */
export type UserSelector =
  | { by: 'id'; id: string }
  | { by: 'external_id'; externalId: string }
  | { by: 'identifier'; kind: FactorKind; identifier: string }
  | { by: 'factor'; kind: FactorKind; id: string };

type Joined = SelectQueryBuilder<
  Schema & { e: Schema['environments']; u: Nullish<UserTable>; f: Nullish<FactorTable> },
  'e' | 'u' | 'f',
  object
>;
type Nullish<T> = { [K in keyof T]: T[K] | null };

const select = (query: unknown): Compilable<Row> =>
  (query as Joined)
    .select('e.version')
    .select(userColumns)
    .select(factorColumns) as unknown as Compilable<Row>;

const findById = statement<{ environment: string; id: string }, Row>((q, parameter) =>
  select(
    q
      .selectFrom('environments as e')
      .leftJoin('users as u', (join) =>
        join.onRef('u.environment_id', '=', 'e.id').on('u.id', '=', parameter('id')),
      )
      .leftJoin('factors as f', (join) =>
        join.onRef('f.environment_id', '=', 'u.environment_id').onRef('f.user_id', '=', 'u.id'),
      )
      .where('e.id', '=', parameter('environment')),
  ),
);

const findByExternalId = statement<{ environment: string; externalId: string }, Row>(
  (q, parameter) =>
    select(
      q
        .selectFrom('environments as e')
        .leftJoin('users as u', (join) =>
          join
            .onRef('u.environment_id', '=', 'e.id')
            .on('u.external_id', '=', parameter('externalId')),
        )
        .leftJoin('factors as f', (join) =>
          join.onRef('f.environment_id', '=', 'u.environment_id').onRef('f.user_id', '=', 'u.id'),
        )
        .where('e.id', '=', parameter('environment')),
    ),
);

interface ByIdentifier {
  environment: string;
  kind: FactorKind;
  identifier: string;
}

type FromEnvironment = SelectQueryBuilder<
  Schema & { e: Schema['environments'] },
  'e',
  { suppressed?: string | null }
>;

function byIdentifier<R>(parameter: Parameter<ByIdentifier>, from: unknown): Compilable<R> {
  return select(
    (from as FromEnvironment)
      .leftJoin('factors as k', (join) =>
        join
          .onRef('k.environment_id', '=', 'e.id')
          .on('k.kind', '=', parameter('kind'))
          .on('k.identifier', '=', parameter('identifier'))
          // Not who merely claims it: has it until a deadline, and has not proven it.
          .on((eb) => eb.or([eb('k.verified', '=', 1), eb('k.expires_at', 'is', null)])),
      )
      .leftJoin('users as u', (join) =>
        join.onRef('u.environment_id', '=', 'k.environment_id').onRef('u.id', '=', 'k.user_id'),
      )
      .leftJoin('factors as f', (join) =>
        join.onRef('f.environment_id', '=', 'u.environment_id').onRef('f.user_id', '=', 'u.id'),
      )
      .where('e.id', '=', parameter('environment')),
  ) as unknown as Compilable<R>;
}

const findByIdentifier = statement<ByIdentifier, Row>((q, parameter) =>
  byIdentifier(parameter, q.selectFrom('environments as e')),
);

interface ByContact extends ByIdentifier {
  channel: SuppressionTable['channel'];
}

/** The owner of a contact, and whether messages may go there, in one round trip. */
const findByContact = statement<ByContact, Row & { suppressed: string | null }>((q, parameter) =>
  byIdentifier(
    parameter as Parameter<ByIdentifier>,
    q
      .selectFrom('environments as e')
      .leftJoin('suppressions as s', (join) =>
        join
          .onRef('s.environment_id', '=', 'e.id')
          .on('s.channel', '=', parameter('channel'))
          .on('s.recipient', '=', parameter('identifier')),
      )
      .select('s.recipient as suppressed'),
  ),
);

const findByFactor = statement<{ environment: string; kind: FactorKind; id: string }, Row>(
  (q, parameter) =>
    select(
      q
        .selectFrom('environments as e')
        .leftJoin('factors as k', (join) =>
          join
            .onRef('k.environment_id', '=', 'e.id')
            .on('k.id', '=', parameter('id'))
            .on('k.kind', '=', parameter('kind')),
        )
        .leftJoin('users as u', (join) =>
          join.onRef('u.environment_id', '=', 'k.environment_id').onRef('u.id', '=', 'k.user_id'),
        )
        .leftJoin('factors as f', (join) =>
          join.onRef('f.environment_id', '=', 'u.environment_id').onRef('f.user_id', '=', 'u.id'),
        )
        .where('e.id', '=', parameter('environment')),
    ),
);

function rowsFor(executor: Executor, environment: string, selector: UserSelector): Promise<Row[]> {
  switch (selector.by) {
    case 'id':
      return findById(executor, { environment, id: selector.id });
    case 'external_id':
      return findByExternalId(executor, { environment, externalId: selector.externalId });
    case 'identifier': {
      const { kind, identifier } = selector;
      return findByIdentifier(executor, { environment, kind, identifier });
    }
    case 'factor':
      return findByFactor(executor, { environment, kind: selector.kind, id: selector.id });
  }
}

/** One round trip: the user with all factors, and the version of the environment. */
export async function findUser(
  executor: Executor,
  environment: string,
  selector: UserSelector,
  now: number,
): Promise<Found> {
  const rows = await rowsFor(executor, environment, selector);
  return read(rows, now);
}

function read(rows: readonly Row[], now: number): Found {
  const first = rows[0];
  const found = first !== undefined && first.user_id !== null ? readUsers(rows, now)[0] : undefined;
  return { version: first?.version, user: found };
}

/** The same by a contact, and whether nothing must be sent to it over the channel. */
export async function findContact(
  executor: Executor,
  contact: ByContact,
  now: number,
): Promise<Found & { suppressed: boolean }> {
  const rows = await findByContact(executor, contact);
  const suppressed = rows[0]?.suppressed != null;
  return { ...read(rows, now), suppressed };
}

/** Whose OAuth registrations are of a provider, the newest registration first. */
export async function listUsersByProvider(
  executor: Executor,
  environment: string,
  provider: string,
  now: number,
  limit: number,
): Promise<UserRecord[]> {
  // The index of realms holds no empty ones, and must be told that none is asked for. Behind `offset
  // 0`, or by name, it is used: in the order of the key all factors might be read.
  const indexed = byIndex(executor.engine, 'factors', 'factors_realm');
  const newest = sql<{ user_id: string; registration_id: string }>`(
    select user_id, id as registration_id from (
      select user_id, id from ${indexed} where environment_id = ${environment}
        and kind = 'oauth' and realm = ${provider} and realm <> ''
      ${sql.raw(executor.engine === 'postgres' ? 'offset 0' : '')}) as registered
    order by id desc limit ${limit})`;
  const rows = await executor.all(
    executor.q
      .selectFrom(newest.as('k'))
      .innerJoin('users as u', (join) =>
        join.onRef('u.id', '=', 'k.user_id').on('u.environment_id', '=', environment),
      )
      .innerJoin('factors as f', (join) =>
        join.onRef('f.user_id', '=', 'u.id').on('f.environment_id', '=', environment),
      )
      .select(userColumns)
      .select(factorColumns)
      .orderBy('k.registration_id', 'desc'),
  );
  return readUsers(rows, now);
}

export type NewUserRow = Omit<
  Insertable<UserTable>,
  'lock_created_at' | 'lock_expires_at' | 'failed_attempts'
>;

const insertUserStatement = statement<NewUserRow, { version: number | null }>((q, parameter) =>
  q
    .insertInto('users')
    .values({
      environment_id: parameter('environment_id'),
      id: parameter('id'),
      status: parameter('status'),
      first_name: parameter('first_name'),
      middle_name: parameter('middle_name'),
      last_name: parameter('last_name'),
      name_search: parameter('name_search'),
      external_id: parameter('external_id'),
      trusted_metadata: parameter('trusted_metadata'),
      untrusted_metadata: parameter('untrusted_metadata'),
      roles: parameter('roles'),
      attributes: parameter('attributes'),
      created_at: parameter('created_at'),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning((eb) =>
      eb
        .selectFrom('environments')
        .select('version')
        .where('id', '=', parameter('environment_id'))
        .as('version'),
    ),
);

/**
 * Adds a user row. Answers the environment's version, or undefined where the external id is
 * taken (the only conflict a fresh id can meet).
 */
export const insertUser = async (
  executor: Executor,
  row: NewUserRow,
): Promise<{ version: number | undefined } | undefined> => {
  const [inserted] = await insertUserStatement(executor, row);
  return inserted && { version: inserted.version ?? undefined };
};

const insertFactorStatement = statement<FactorTable, { id: string }>((q, parameter) =>
  q
    .insertInto('factors')
    .values({
      environment_id: parameter('environment_id'),
      id: parameter('id'),
      user_id: parameter('user_id'),
      kind: parameter('kind'),
      identifier: parameter('identifier'),
      realm: parameter('realm'),
      verified: parameter('verified'),
      data: parameter('data'),
      created_at: parameter('created_at'),
      expires_at: parameter('expires_at'),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id'),
);

/** False where another factor of this kind has the identifier. */
export const insertFactor = async (executor: Executor, row: FactorTable): Promise<boolean> =>
  (await insertFactorStatement(executor, row)).length === 1;

/** Makes room for an identifier that a provisional factor held past its deadline. */
export const deleteExpiredFactor = (
  executor: Executor,
  environment: string,
  kind: FactorKind,
  identifier: string,
  now: number,
): Promise<number> =>
  executor.affected(
    executor.q
      .deleteFrom('factors')
      .where('environment_id', '=', environment)
      .where('kind', '=', kind)
      .where('identifier', '=', identifier)
      .where('verified', '=', 0)
      .where('expires_at', '<=', now),
  );

export const deleteFactor = (
  executor: Executor,
  environment: string,
  id: string,
): Promise<number> =>
  executor.affected(
    executor.q.deleteFrom('factors').where('environment_id', '=', environment).where('id', '=', id),
  );

/** A verified factor is permanent. */
export const verifyFactor = (
  executor: Executor,
  environment: string,
  id: string,
): Promise<number> =>
  executor.affected(
    executor.q
      .updateTable('factors')
      .set({ verified: 1, expires_at: null })
      .where('environment_id', '=', environment)
      .where('id', '=', id),
  );

/** Moves the deadline of a provisional factor. */
export const setFactorExpiry = (
  executor: Executor,
  environment: string,
  id: string,
  expiresAt: number,
): Promise<number> =>
  executor.affected(
    executor.q
      .updateTable('factors')
      .set({ expires_at: expiresAt })
      .where('environment_id', '=', environment)
      .where('id', '=', id)
      .where('verified', '=', 0),
  );

export const setFactorData = (
  executor: Executor,
  environment: string,
  id: string,
  data: string,
): Promise<number> =>
  executor.affected(
    executor.q
      .updateTable('factors')
      .set({ data })
      .where('environment_id', '=', environment)
      .where('id', '=', id),
  );

export const updateUser = (
  executor: Executor,
  environment: string,
  id: string,
  changes: Updateable<UserTable>,
): Promise<number> =>
  executor.affected(
    executor.q
      .updateTable('users')
      .set(changes)
      .where('environment_id', '=', environment)
      .where('id', '=', id),
  );

/** Its factors, sessions and links go with it. */
export const deleteUser = (executor: Executor, environment: string, id: string): Promise<number> =>
  executor.affected(
    executor.q.deleteFrom('users').where('environment_id', '=', environment).where('id', '=', id),
  );

export const deleteAllUsers = (executor: Executor, environment: string): Promise<number> =>
  executor.affected(executor.q.deleteFrom('users').where('environment_id', '=', environment));

/**
 * Holds the user's row until the transaction ends, so that decisions over all its factors are
 * made one at a time. SQLite's writer is alone anyway.
 */
export async function lockUser(
  executor: Executor,
  environment: string,
  id: string,
): Promise<boolean> {
  const query = executor.q
    .selectFrom('users')
    .select('id')
    .where('environment_id', '=', environment)
    .where('id', '=', id);
  const row = await executor.first(executor.engine === 'postgres' ? query.forUpdate() : query);
  return row !== undefined;
}
