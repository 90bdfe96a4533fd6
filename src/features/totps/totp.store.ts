import type { Compilable } from 'kysely';
import type { Executor } from '../../platform/db/executor.ts';
import type { TotpRecoveryCodeTable, TotpTable } from '../../platform/db/schema.ts';
import { statement } from '../../platform/db/statement.ts';

/** A user's TOTP with the state of its factor. */
export interface StoredTotp {
  factor_id: string;
  secret: string;
  last_step: number;
  verified: number;
  expires_at: number | null;
}

const findStatement = statement<{ environment: string; user: string }, StoredTotp>((q, parameter) =>
  q
    .selectFrom('factors as f')
    .innerJoin('totps as t', (join) =>
      join.onRef('t.environment_id', '=', 'f.environment_id').onRef('t.factor_id', '=', 'f.id'),
    )
    .select(['t.factor_id', 't.secret', 't.last_step', 'f.verified', 'f.expires_at'])
    .where('f.environment_id', '=', parameter('environment'))
    .where('f.kind', '=', 'totp')
    // One a user: its identifier is the user's id.
    .where('f.identifier', '=', parameter('user')),
);

/** Also one that expired before it was ever used, until it is cleared away. */
export const findTotp = async (
  executor: Executor,
  environment: string,
  user: string,
): Promise<StoredTotp | undefined> => (await findStatement(executor, { environment, user }))[0];

export const insertTotp = statement<TotpTable, never>(
  (q, parameter) =>
    q.insertInto('totps').values({
      environment_id: parameter('environment_id'),
      factor_id: parameter('factor_id'),
      secret: parameter('secret'),
      last_step: parameter('last_step'),
      created_at: parameter('created_at'),
    }) as unknown as Compilable<never>,
);

interface Acceptance {
  environment: string;
  factor: string;
  step: number;
  /** A step beyond this one is of a time that has been taken back; it does not count. */
  highest: number;
}

const acceptStatement = statement<Acceptance, { factor_id: string }>((q, parameter) =>
  q
    .updateTable('totps')
    .set({ last_step: parameter('step') })
    .where('environment_id', '=', parameter('environment'))
    .where('factor_id', '=', parameter('factor'))
    .where((eb) =>
      eb.or([eb('last_step', '<', parameter('step')), eb('last_step', '>', parameter('highest'))]),
    )
    .returning('factor_id'),
);

/** One statement decides: of any number of callers with a code of this step one gets true. */
export const acceptStep = async (executor: Executor, step: Acceptance): Promise<boolean> =>
  (await acceptStatement(executor, step)).length === 1;

export const insertRecoveryCodes = (
  executor: Executor,
  rows: readonly TotpRecoveryCodeTable[],
): Promise<number> =>
  executor.affected(executor.q.insertInto('totp_recovery_codes').values([...rows]));

/** All, used ones too, in the order in which they were shown. */
export async function listRecoveryCodes(
  executor: Executor,
  environment: string,
  factor: string,
): Promise<{ id: string; code: string | null }[]> {
  const rows = await executor.all(
    executor.q
      .selectFrom('totp_recovery_codes')
      .select(['id', 'code'])
      .where('environment_id', '=', environment)
      .where('factor_id', '=', factor),
  );
  // Not by SQL: for that order SQLite walks the key of everybody's codes.
  return rows.sort((a, b) => (a.id < b.id ? -1 : 1));
}

const consumeStatement = statement<
  { environment: string; factor: string; mac: string; now: number },
  { id: string }
>((q, parameter) =>
  q
    .updateTable('totp_recovery_codes')
    .set({ used_at: parameter('now'), code: null })
    .where('environment_id', '=', parameter('environment'))
    .where('factor_id', '=', parameter('factor'))
    .where('code_mac', '=', parameter('mac'))
    .where('used_at', 'is', null)
    .returning('id'),
);

/** Uses a code up and forgets its text; its id, or undefined where there is no such code. */
export const consumeRecoveryCode = async (
  executor: Executor,
  values: { environment: string; factor: string; mac: string; now: number },
): Promise<string | undefined> => (await consumeStatement(executor, values))[0]?.id;
