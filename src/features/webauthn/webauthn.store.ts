import type { Compilable } from 'kysely';
import type { Executor } from '../../platform/db/executor.ts';
import type { WebauthnChallengeTable, WebauthnCredentialTable } from '../../platform/db/schema.ts';
import { statement } from '../../platform/db/statement.ts';

type Challenge = WebauthnChallengeTable;

const putChallengeStatement = statement<Challenge, never>(
  (q, parameter) =>
    q
      .insertInto('webauthn_challenges')
      .values({
        environment_id: parameter('environment_id'),
        challenge_hash: parameter('challenge_hash'),
        user_id: parameter('user_id'),
        ceremony: parameter('ceremony'),
        domain: parameter('domain'),
        user_agent: parameter('user_agent'),
        authenticator_type: parameter('authenticator_type'),
        created_at: parameter('created_at'),
        expires_at: parameter('expires_at'),
      })
      .onConflict((conflict) =>
        conflict
          .columns(['environment_id', 'user_id', 'ceremony', 'domain'])
          .where('user_id', 'is not', null)
          .doUpdateSet((eb) => ({
            challenge_hash: eb.ref('excluded.challenge_hash'),
            user_agent: eb.ref('excluded.user_agent'),
            authenticator_type: eb.ref('excluded.authenticator_type'),
            created_at: eb.ref('excluded.created_at'),
            expires_at: eb.ref('excluded.expires_at'),
          })),
      ) as unknown as Compilable<never>,
);

/** Replaces the pending one of the same user, ceremony and domain. */
export const putChallenge = async (executor: Executor, row: Challenge): Promise<void> => {
  await putChallengeStatement(executor, row);
};

/** Registrations that a user has begun, one for each domain. */
export const pendingRegistrations = (
  executor: Executor,
  environment: string,
  user: string,
  now: number,
): Promise<Challenge[]> =>
  executor.all(
    executor.q
      .selectFrom('webauthn_challenges')
      .select([
        'environment_id',
        'challenge_hash',
        'user_id',
        'ceremony',
        'domain',
        'user_agent',
        'authenticator_type',
        'created_at',
        'expires_at',
      ])
      .where('environment_id', '=', environment)
      .where('user_id', '=', user)
      .where('ceremony', '=', 'register')
      .where('expires_at', '>', now),
  );

const consumeStatement = statement<
  { environment: string; hash: string; now: number },
  { challenge_hash: string }
>((q, parameter) =>
  q
    .deleteFrom('webauthn_challenges')
    .where('environment_id', '=', parameter('environment'))
    .where('challenge_hash', '=', parameter('hash'))
    .where('expires_at', '>', parameter('now'))
    .returning('challenge_hash'),
);

/** One statement decides: of any number of callers exactly one gets true. */
export const consumeChallenge = async (
  executor: Executor,
  values: { environment: string; hash: string; now: number },
): Promise<boolean> => (await consumeStatement(executor, values)).length === 1;

export const insertCredential = (
  executor: Executor,
  row: WebauthnCredentialTable,
): Promise<number> => executor.affected(executor.q.insertInto('webauthn_credentials').values(row));

export interface CredentialAndChallenge {
  public_key: string;
  sign_count: number;
  /** Of the challenge; null where there is none such. */
  challenge_domain: string | null;
  /** Null too where anybody may answer it. */
  challenge_user_id: string | null;
}

const findStatement = statement<
  { environment: string; factor: string; hash: string; now: number },
  CredentialAndChallenge
>((q, parameter) =>
  q
    .selectFrom('webauthn_credentials as k')
    .leftJoin('webauthn_challenges as c', (join) =>
      join
        .onRef('c.environment_id', '=', 'k.environment_id')
        .on('c.challenge_hash', '=', parameter('hash'))
        .on('c.ceremony', '=', 'authenticate')
        .on('c.expires_at', '>', parameter('now')),
    )
    .select([
      'k.public_key',
      'k.sign_count',
      'c.domain as challenge_domain',
      'c.user_id as challenge_user_id',
    ])
    .where('k.environment_id', '=', parameter('environment'))
    .where('k.factor_id', '=', parameter('factor')),
);

/** The key of a registration beside the pending challenge that is answered with it. */
export const findCredentialAndChallenge = async (
  executor: Executor,
  values: { environment: string; factor: string; hash: string; now: number },
): Promise<CredentialAndChallenge | undefined> => (await findStatement(executor, values))[0];

interface Use {
  environment: string;
  factor: string;
  signCount: number;
  backedUp: 0 | 1;
  now: number;
}

const useStatement = statement<Use, { factor_id: string }>((q, parameter) =>
  q
    .updateTable('webauthn_credentials')
    .set({
      sign_count: parameter('signCount'),
      backed_up: parameter('backedUp'),
      last_used_at: parameter('now'),
    })
    .where('environment_id', '=', parameter('environment'))
    .where('factor_id', '=', parameter('factor'))
    .where((eb) =>
      eb.or([
        eb('sign_count', '<', parameter('signCount')),
        eb.and([eb('sign_count', '=', 0), eb('sign_count', '=', parameter('signCount'))]),
      ]),
    )
    .returning('factor_id'),
);

/** False where the counter did not grow: somebody else has used the key meanwhile. */
export const recordUse = async (executor: Executor, values: Use): Promise<boolean> =>
  (await useStatement(executor, values)).length === 1;

export const credentialsOfUser = (
  executor: Executor,
  environment: string,
  user: string,
): Promise<{ factor_id: string; public_key: string; transports: string }[]> =>
  executor.all(
    executor.q
      .selectFrom('webauthn_credentials')
      .select(['factor_id', 'public_key', 'transports'])
      .where('environment_id', '=', environment)
      .where('user_id', '=', user),
  );
