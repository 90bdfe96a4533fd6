// The floor's statements: what each operation must read or write, and nothing else. Written by
// hand, with parameters of PostgreSQL's form; SQLite takes the same texts with `?` for `$1`.

const USER = `u.id as user_id, u.status, u.first_name, u.middle_name, u.last_name, u.external_id,
  u.trusted_metadata, u.untrusted_metadata, u.roles, u.created_at as user_created_at,
  u.lock_created_at, u.lock_expires_at`;

const FACTOR = `f.id as factor_id, f.kind as factor_kind, f.identifier as factor_identifier,
  f.verified as factor_verified, f.data as factor_data, f.expires_at as factor_expires_at`;

const SESSION = `s.id as session_id, s.started_at, s.expires_at, s.attributes,
  s.authentication_factors, s.custom_claims`;

const FACTORS_OF_USER =
  'left join factors f on f.environment_id = u.environment_id and f.user_id = u.id';

/** @param {string} key column of sessions */
const sessionBy = (key) => `select ${SESSION}, ${USER}, ${FACTOR} from sessions s
  join users u on u.environment_id = s.environment_id and u.id = s.user_id ${FACTORS_OF_USER}
  where s.environment_id = $1 and s.${key} = $2`;

export const queries = {
  sessionByToken: sessionBy('token_hash'),
  sessionById: sessionBy('id'),

  userById: `select ${USER}, ${FACTOR} from users u ${FACTORS_OF_USER}
    where u.environment_id = $1 and u.id = $2`,

  // Of a page by address: the users that have it, with all their factors.
  usersByEmail: `select ${USER}, ${FACTOR} from factors k
    join users u on u.environment_id = k.environment_id and u.id = k.user_id ${FACTORS_OF_USER}
    where k.environment_id = $1 and k.kind = 'email' and k.identifier = $2`,

  // The first page of all users. Its answer tells how many there are, counted up to 10,000: that
  // count is the most of the work, and it cannot be left out of an answer that shows it.
  firstUsers: `select ${USER}, ${FACTOR}, (select count(*) from
      (select 1 from users where environment_id = $1 limit 10001) as counted) as total
    from (select * from users where environment_id = $1 order by created_at, id limit $2) as u
    ${FACTORS_OF_USER} order by u.created_at, u.id`,

  m2mClient: `select status, scopes, secret_hash, next_secret_hash from m2m_clients
    where environment_id = $1 and client_id = $2`,

  authorization: `select c.secret_hash, a.scopes, a.redirect_uri, a.code_hash, a.code_challenge,
      a.code_expires_at, a.code_used_at, a.refresh_hash, a.refresh_expires_at, a.revoked_at,
      ${USER}, ${FACTOR}
    from connected_apps c
    join connected_app_authorizations a on a.environment_id = c.environment_id
      and a.client_id = c.id
    join users u on u.environment_id = a.environment_id and u.id = a.user_id ${FACTORS_OF_USER}
    where c.environment_id = $1 and c.id = $2 and a.id = $3`,

  // It does not ask whether the code was used: a faster floor may come round to it again.
  useCode: `update connected_app_authorizations set code_used_at = $1, refresh_hash = $2,
      refresh_expires_at = $3, expires_at = $3
    where environment_id = $4 and id = $5 and code_hash = $6 returning id`,

  extendRefresh: `update connected_app_authorizations set refreshed_at = $1,
      refresh_expires_at = $2, expires_at = $2
    where environment_id = $3 and id = $4 and refresh_hash = $5 returning id`,

  begin: 'begin',
  commit: 'commit',

  insertUser: `insert into users (environment_id, id, status, first_name, middle_name, last_name,
      name_search, external_id, trusted_metadata, untrusted_metadata, roles, attributes, created_at)
    values ($1, $2, 'active', $3, '', $4, $5, null, $6, '{}', '[]', $7, $8)`,

  insertFactor: `insert into factors
      (environment_id, id, user_id, kind, identifier, realm, verified, data, created_at, expires_at)
    values ($1, $2, $3, 'email', $4, $5, 0, $6, $7, null)`,

  // A link needs its user: looked up by the insert itself, which saves a round trip.
  insertLink: `insert into magic_links (environment_id, token_hash, id, user_id, factor_id, kind,
      redirect_url, code_challenge, ip_address, user_agent, created_at, expires_at)
    select environment_id, $1, $2, user_id, id, 'login', $3, null, '', '', $4, $5 from factors
    where environment_id = $6 and kind = 'email' and identifier = $7
    returning user_id, factor_id`,

  insertMessage: `insert into messages (environment_id, id, channel, kind, recipient, content,
      status, attempts, due_at, last_error, created_at)
    values ($1, $2, 'email', 'login', $3, $4, 'delivered', 0, $5, null, $6)`,

  putCode: `insert into one_time_codes (environment_id, factor_id, user_id, channel, code_mac,
      ip_address, user_agent, created_at, expires_at, attempts)
    select environment_id, id, user_id, 'email', $1, '', '', $2, $3, 0 from factors
    where environment_id = $4 and kind = 'email' and identifier = $5
    on conflict (environment_id, factor_id) do update set code_mac = excluded.code_mac,
      created_at = excluded.created_at, expires_at = excluded.expires_at, used_at = null,
      attempts = 0
    returning user_id, factor_id`,

  // It asks neither for the right code, whose key the floor has not, nor whether it was used: a
  // faster floor may come round to a user again.
  consumeCode: `update one_time_codes set used_at = $1
    where environment_id = $2 and factor_id = $3 and code_mac <> $4 and expires_at > $5
    returning user_id`,

  consumeLink: `update magic_links set used_at = $1
    where environment_id = $2 and token_hash = $3 and used_at is null and expires_at > $4
    returning user_id`,

  totpOfUser: `select t.factor_id, t.secret, t.last_step from factors f
    join totps t on t.environment_id = f.environment_id and t.factor_id = f.id
    where f.environment_id = $1 and f.kind = 'totp' and f.identifier = $2`,

  acceptStep: `update totps set last_step = $1
    where environment_id = $2 and factor_id = $3 and last_step < $4 returning factor_id`,

  passkeyOf: `select f.id as factor_id, f.user_id, f.data, k.public_key, k.sign_count
    from factors f
    join webauthn_credentials k on k.environment_id = f.environment_id and k.factor_id = f.id
    where f.environment_id = $1 and f.kind = 'webauthn_registration' and f.identifier = $2`,

  // Its caller does not ask whether there was one: a faster floor may come round to it again.
  consumeChallenge: `delete from webauthn_challenges
    where environment_id = $1 and challenge_hash = $2 and expires_at > $3 returning domain`,

  useKey: `update webauthn_credentials set sign_count = $1, last_used_at = $2
    where environment_id = $3 and factor_id = $4 and sign_count <= $5 returning factor_id`,

  insertSession: `insert into sessions (environment_id, id, user_id, token_hash, started_at,
      last_accessed_at, expires_at, attributes, authentication_factors, custom_claims)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, '{}')`,

  testEnvironment: "select id from environments where type = 'TEST'",

  publicKeys: 'select id, public_jwk from signing_keys where environment_id = $1',
};

/** @typedef {keyof typeof queries} QueryName */
/** @typedef {any} Row a joined row; its columns are named above */

/**
 * @typedef {object} FloorDatabase
 * @property {(name: QueryName, values: unknown[]) => Promise<Row[]>} read
 * @property {(name: QueryName, values: unknown[]) => Promise<Row[]>} write one statement by itself
 * @property {<T>(work: (run: (name: QueryName, values: unknown[]) => Promise<Row[]>) => Promise<T>) => Promise<T>} transaction
 */
