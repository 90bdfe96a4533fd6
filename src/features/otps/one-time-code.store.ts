import type { Engine, Executor } from '../../platform/db/executor.ts';
import type { OneTimeCodeTable } from '../../platform/db/schema.ts';
import { statement } from '../../platform/db/statement.ts';

const columns = [
  'environment_id',
  'factor_id',
  'user_id',
  'channel',
  'message_id',
  'code_mac',
  'ip_address',
  'user_agent',
  'created_at',
  'expires_at',
  'used_at',
  'attempts',
] as const;

type NewCode = Omit<OneTimeCodeTable, 'used_at' | 'attempts'>;

/**
 * Replaces whatever code the factor had: one live code at a time. The user comes first, as for
 * everybody who locks more than one of these rows: the other order would end in deadlocks.
 */
function putText(engine: Engine): string {
  let index = 0;
  const p = (type: string) => {
    index += 1;
    return engine === 'postgres' ? `$${index}::${type}` : '?';
  };
  const text = () => p('text');
  const instant = () => p('bigint');
  return `insert into one_time_codes (user_id, environment_id, factor_id, channel, message_id, code_mac,
      ip_address, user_agent, created_at, expires_at, attempts)
    values (
      (select id from users where environment_id = ${p('uuid')} and id = ${p('uuid')}
        ${engine === 'postgres' ? 'for key share' : ''}),
      ${p('uuid')}, ${p('uuid')}, ${text()}, ${p('uuid')}, ${text()},
      ${text()}, ${text()}, ${instant()}, ${instant()}, 0)
    on conflict (environment_id, factor_id) do update set
      user_id = excluded.user_id, channel = excluded.channel,
      message_id = excluded.message_id, code_mac = excluded.code_mac, ip_address = excluded.ip_address,
      user_agent = excluded.user_agent, created_at = excluded.created_at,
      expires_at = excluded.expires_at, used_at = null, attempts = 0`;
}
const putTexts = { postgres: putText('postgres'), sqlite: putText('sqlite') };

/** A foreign key violation (see `isForeignKeyViolation`) where the user or the factor is gone. */
export async function putCode(executor: Executor, code: NewCode): Promise<void> {
  await executor.run(putTexts[executor.engine], [
    code.environment_id,
    code.user_id,
    code.environment_id,
    code.factor_id,
    code.channel,
    code.message_id,
    code.code_mac,
    code.ip_address,
    code.user_agent,
    code.created_at,
    code.expires_at,
  ]);
}

interface Place {
  environment: string;
  factor: string;
}

const findStatement = statement<Place, OneTimeCodeTable>((q, parameter) =>
  q
    .selectFrom('one_time_codes')
    .select(columns)
    .where('environment_id', '=', parameter('environment'))
    .where('factor_id', '=', parameter('factor')),
);

export const findCode = async (
  executor: Executor,
  place: Place,
): Promise<OneTimeCodeTable | undefined> => (await findStatement(executor, place))[0];

const consumeStatement = statement<Place & { mac: string; now: number }, OneTimeCodeTable>(
  (q, parameter) =>
    q
      .updateTable('one_time_codes')
      .set({ used_at: parameter('now') })
      .where('environment_id', '=', parameter('environment'))
      .where('factor_id', '=', parameter('factor'))
      .where('code_mac', '=', parameter('mac'))
      .where('used_at', 'is', null)
      .where('expires_at', '>', parameter('now'))
      .returning(columns),
);

/** One statement decides: of any number of callers exactly one gets the row. */
export const consumeCode = async (
  executor: Executor,
  values: Place & { mac: string; now: number },
): Promise<OneTimeCodeTable | undefined> => (await consumeStatement(executor, values))[0];

const noteStatement = statement<Place, { attempts: number }>((q, parameter) =>
  q
    .updateTable('one_time_codes')
    .set((eb) => ({ attempts: eb('attempts', '+', 1) }))
    .where('environment_id', '=', parameter('environment'))
    .where('factor_id', '=', parameter('factor'))
    .returning('attempts'),
);

/** Counts a wrong guess at the code. */
export const noteWrongGuess = async (executor: Executor, place: Place): Promise<void> => {
  await noteStatement(executor, place);
};
