import type { Compilable } from 'kysely';
import type { Executor } from '../../platform/db/executor.ts';
import type { MagicLinkTable } from '../../platform/db/schema.ts';
import { statement } from '../../platform/db/statement.ts';

export const insertMagicLink = statement<Omit<MagicLinkTable, 'used_at'>, never>(
  (q, parameter) =>
    q.insertInto('magic_links').values({
      environment_id: parameter('environment_id'),
      token_hash: parameter('token_hash'),
      id: parameter('id'),
      user_id: parameter('user_id'),
      factor_id: parameter('factor_id'),
      kind: parameter('kind'),
      redirect_url: parameter('redirect_url'),
      login_redirect_url: parameter('login_redirect_url'),
      code_challenge: parameter('code_challenge'),
      ip_address: parameter('ip_address'),
      user_agent: parameter('user_agent'),
      created_at: parameter('created_at'),
      expires_at: parameter('expires_at'),
    }) as unknown as Compilable<never>,
);

type FoundRow = { version: number } & { [K in keyof MagicLinkTable]: MagicLinkTable[K] | null };

const findStatement = statement<{ environment: string; tokenHash: string }, FoundRow>(
  (q, parameter) =>
    q
      .selectFrom('environments as e')
      .leftJoin('magic_links as m', (join) =>
        join.onRef('m.environment_id', '=', 'e.id').on('m.token_hash', '=', parameter('tokenHash')),
      )
      .select('e.version')
      .select([
        'm.environment_id',
        'm.token_hash',
        'm.id',
        'm.user_id',
        'm.factor_id',
        'm.kind',
        'm.redirect_url',
        'm.login_redirect_url',
        'm.code_challenge',
        'm.ip_address',
        'm.user_agent',
        'm.created_at',
        'm.expires_at',
        'm.used_at',
      ])
      .where('e.id', '=', parameter('environment')) as unknown as Compilable<FoundRow>,
);

/** The link of a token, used or not, and the environment's version. */
export async function findMagicLink(
  executor: Executor,
  environment: string,
  tokenHash: string,
): Promise<{ version: number | undefined; link: MagicLinkTable | undefined }> {
  const [row] = await findStatement(executor, { environment, tokenHash });
  const link = row && row.token_hash !== null ? (row as MagicLinkTable) : undefined;
  return { version: row?.version, link };
}

const consumeStatement = statement<
  { environment: string; tokenHash: string; now: number },
  { id: string }
>((q, parameter) =>
  q
    .updateTable('magic_links')
    .set({ used_at: parameter('now') })
    .where('environment_id', '=', parameter('environment'))
    .where('token_hash', '=', parameter('tokenHash'))
    .where('used_at', 'is', null)
    .where('expires_at', '>', parameter('now'))
    .returning('id'),
);

/** One statement decides: of any number of callers on any number of nodes exactly one gets true. */
export const consumeMagicLink = async (
  executor: Executor,
  environment: string,
  tokenHash: string,
  now: number,
): Promise<boolean> =>
  (await consumeStatement(executor, { environment, tokenHash, now })).length === 1;

/** Ends the outstanding invitations of a user; answers how many there were. */
export const deleteInvites = (
  executor: Executor,
  environment: string,
  userId: string,
): Promise<number> =>
  executor.affected(
    executor.q
      .deleteFrom('magic_links')
      .where('environment_id', '=', environment)
      .where('user_id', '=', userId)
      .where('kind', '=', 'invite')
      .where('used_at', 'is', null),
  );

/** Ends the outstanding reset links of a user. */
export const deleteResets = (
  executor: Executor,
  environment: string,
  userId: string,
): Promise<number> =>
  executor.affected(
    executor.q
      .deleteFrom('magic_links')
      .where('environment_id', '=', environment)
      .where('user_id', '=', userId)
      .where('kind', '=', 'reset_password')
      .where('used_at', 'is', null),
  );
