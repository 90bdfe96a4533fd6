import { boolean, choice, integer, type Setting, text, url } from './setting.ts';

/** Everything an operator can set, grouped as in docs/configuration.md, which is made from it. */
export const settingGroups = {
  Server: {
    port: integer({
      flag: 'port',
      env: 'SELVAGE_PORT',
      fallback: 7700,
      min: 0,
      max: 65_535,
      description: 'TCP port to listen on; 0 takes a free one.',
    }),
    host: text({
      flag: 'host',
      env: 'SELVAGE_HOST',
      fallback: '127.0.0.1',
      description: 'Address to listen on; `0.0.0.0` for every interface.',
    }),
    publicUrl: url({
      flag: 'public-url',
      env: 'SELVAGE_PUBLIC_URL',
      fallback: undefined,
      protocols: ['http:', 'https:'],
      description:
        'Base URL under which clients and mail readers reach the server; links in mails start with it. Default: `http://localhost:<port>`.',
    }),
    workers: integer({
      flag: 'workers',
      env: 'SELVAGE_WORKERS',
      fallback: 1,
      min: 1,
      max: 64,
      description: 'Processes that share the port. More than one needs PostgreSQL.',
    }),
    trustProxy: text({
      env: 'SELVAGE_TRUST_PROXY',
      fallback: undefined,
      type: 'addresses or CIDR blocks, comma separated',
      description:
        'Proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed. Default: none.',
    }),
    bodyLimit: integer({
      env: 'SELVAGE_BODY_LIMIT',
      fallback: 262_144,
      min: 16_384,
      max: 16_777_216,
      description: 'Largest request body in bytes.',
    }),
    logLevel: choice({
      env: 'SELVAGE_LOG_LEVEL',
      fallback: 'info',
      values: ['fatal', 'error', 'warn', 'info', 'debug', 'silent'],
      description: 'JSON log lines on standard error; one line a request at `info`.',
    }),
  },
  Data: {
    dataDir: text({
      flag: 'data-dir',
      env: 'SELVAGE_DATA_DIR',
      fallback: './.selvage',
      type: 'folder',
      description: 'Folder of the embedded database, the master key and `credentials.json`.',
    }),
    databaseUrl: url({
      flag: 'database-url',
      env: 'SELVAGE_DATABASE_URL',
      fallback: undefined,
      protocols: ['postgres:', 'postgresql:'],
      secret: true,
      description: 'PostgreSQL 15 or newer. Default: the embedded database in the data folder.',
    }),
    databasePoolSize: integer({
      env: 'SELVAGE_DATABASE_POOL_SIZE',
      fallback: 4,
      min: 1,
      max: 100,
      description: 'PostgreSQL connections of each process.',
    }),
    seed: text({
      flag: 'seed',
      env: 'SELVAGE_SEED',
      fallback: undefined,
      type: 'file (YAML or JSON)',
      description:
        'Seed file that pins projects, ids, secrets, redirect URLs and users. Default: none.',
    }),
    masterKey: text({
      env: 'SELVAGE_MASTER_KEY',
      fallback: undefined,
      secret: true,
      type: '32 bytes in base64; several, newest first, comma separated',
      description:
        'Encrypts signing keys and queued messages. Default: the file `master.key` in the data folder, made on first start.',
    }),
  },
  Mail: {
    smtpUrl: url({
      env: 'SELVAGE_SMTP_URL',
      fallback: undefined,
      protocols: ['smtp:', 'smtps:'],
      secret: true,
      description:
        'Mail server, as `smtps://user:password@host:465`. Without it TEST mails stay in the inbox and LIVE environments refuse to send.',
    }),
    mailFromName: text({
      env: 'SELVAGE_MAIL_FROM_NAME',
      fallback: 'Login',
      pattern: /^[^\r\n"<>]{1,100}$/,
      hint: 'must be 1 to 100 characters without quotes or angle brackets',
      description: 'Display name of the sender.',
    }),
    mailFromAddress: text({
      env: 'SELVAGE_MAIL_FROM_ADDRESS',
      fallback: 'login@localhost',
      pattern: /^[^\s@<>]+@[^\s@<>]+$/,
      hint: 'must be a mail address',
      type: 'mail address',
      description: 'Address of the sender.',
    }),
    mailReplyTo: text({
      env: 'SELVAGE_MAIL_REPLY_TO',
      fallback: undefined,
      pattern: /^[^\s@<>]+@[^\s@<>]+$/,
      hint: 'must be a mail address',
      type: 'mail address',
      description: 'Reply-To of every mail.',
    }),
    messageRetentionDays: integer({
      env: 'SELVAGE_MESSAGE_RETENTION_DAYS',
      fallback: 7,
      min: 1,
      max: 365,
      description: 'Days that messages stay in the inbox of TEST environments.',
    }),
  },
  'Tokens and limits': {
    jwtReuseSeconds: integer({
      env: 'SELVAGE_JWT_REUSE_SECONDS',
      fallback: 30,
      min: 0,
      max: 60,
      description:
        'A session JWT younger than this is handed out again while nothing in it but `last_accessed_at` would differ; 0 signs a new one each time.',
    }),
    jwtIssuer: choice({
      env: 'SELVAGE_JWT_ISSUER',
      fallback: 'stytch.com',
      values: ['stytch.com', 'public-url'],
      description:
        '`iss` of session JWTs: `stytch.com/<project_id>`, which every SDK accepts, or the public URL.',
    }),
    signingKeyDays: integer({
      env: 'SELVAGE_SIGNING_KEY_DAYS',
      fallback: 180,
      min: 1,
      max: 3_650,
      description: 'Age at which the key that signs session JWTs is replaced.',
    }),
    searchTotalLimit: integer({
      env: 'SELVAGE_SEARCH_TOTAL_LIMIT',
      fallback: 10_000,
      min: 0,
      max: 10_000_000,
      description:
        'Searches count their matches up to this number; beyond it `results_metadata.total` is -1. 0 never counts.',
    }),
    rateLimits: choice({
      env: 'SELVAGE_RATE_LIMITS',
      fallback: 'on',
      values: ['on', 'off'],
      description: 'Rate limits of every environment; `off` is for load tests.',
    }),
    allowPrivateOutgoing: boolean({
      env: 'SELVAGE_ALLOW_PRIVATE_OUTGOING',
      fallback: false,
      description:
        'Lets requests to URLs that a tenant configured (such as the UserInfo URL of `sessions/migrate`) reach loopback and private addresses.',
    }),
  },
} as const;

type Groups = typeof settingGroups;
type Flat = {
  [G in keyof Groups]: Groups[G];
}[keyof Groups] extends infer U
  ? (U extends unknown ? (x: U) => void : never) extends (x: infer I) => void
    ? I
    : never
  : never;

/** Every setting with its value. */
export type Config = {
  readonly [K in keyof Flat]: Flat[K] extends Setting<infer T> ? T : never;
};

export const settings: Record<keyof Config, Setting<unknown>> = Object.assign(
  {},
  ...Object.values(settingGroups),
);
