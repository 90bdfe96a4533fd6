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
    projectDomains: text({
      env: 'SELVAGE_PROJECT_DOMAINS',
      fallback: undefined,
      type: '`host=project_id`, several comma separated',
      pattern:
        /^[A-Za-z0-9.:-]+=project-(test|live)-[0-9a-f-]{36}([\s,]+[A-Za-z0-9.:-]+=project-(test|live)-[0-9a-f-]{36})*$/,
      hint: 'must be pairs like auth.example.com=project-live-..., comma separated',
      description:
        'Host names of projects: on such a host the `/v1/oauth2/*` endpoints mean that project, and its tokens have `https://<host>` as issuer. Default: none.',
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
  'Text messages and webhooks': {
    twilioAccountSid: text({
      env: 'SELVAGE_TWILIO_ACCOUNT_SID',
      fallback: undefined,
      pattern: /^AC[0-9a-zA-Z]{32}$/,
      hint: 'must be AC and 32 letters and digits',
      type: 'Twilio account',
      description:
        'Account that sends SMS and WhatsApp messages. Without it, or a webhook, TEST messages stay in the inbox and LIVE environments refuse to send.',
    }),
    twilioAuthToken: text({
      env: 'SELVAGE_TWILIO_AUTH_TOKEN',
      fallback: undefined,
      secret: true,
      description: 'Token of the account.',
    }),
    twilioFrom: text({
      env: 'SELVAGE_TWILIO_FROM',
      fallback: undefined,
      pattern: /^(\+[1-9]\d{3,14}|\d{3,8}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11})$/,
      hint: 'must be a number like +15005550006, a short code or a name of at most 11 characters',
      type: 'number or name',
      description: 'Sender of SMS.',
    }),
    twilioMessagingServiceSid: text({
      env: 'SELVAGE_TWILIO_MESSAGING_SERVICE_SID',
      fallback: undefined,
      pattern: /^MG[0-9a-zA-Z]{32}$/,
      hint: 'must be MG and 32 letters and digits',
      type: 'Twilio messaging service',
      description: 'Chooses the sender, in place of `SELVAGE_TWILIO_FROM`.',
    }),
    twilioWhatsappFrom: text({
      env: 'SELVAGE_TWILIO_WHATSAPP_FROM',
      fallback: undefined,
      pattern: /^\+[1-9]\d{3,14}$/,
      hint: 'must be a number like +14155238886',
      type: 'number',
      description: 'Sender of WhatsApp messages; without it they are not sent by Twilio.',
    }),
    twilioWhatsappContentSid: text({
      env: 'SELVAGE_TWILIO_WHATSAPP_CONTENT_SID',
      fallback: undefined,
      pattern: /^HX[0-9a-zA-Z]{32}$/,
      hint: 'must be HX and 32 letters and digits',
      type: 'Twilio content',
      description:
        'Approved authentication template, whose variable 1 is the code. Outside of its sandbox WhatsApp takes codes in no other form.',
    }),
    twilioBaseUrl: url({
      env: 'SELVAGE_TWILIO_BASE_URL',
      fallback: 'https://api.twilio.com',
      protocols: ['http:', 'https:'],
      description: 'Where the API is; for a region of its own, or a stand-in.',
    }),
    smsWebhookUrl: url({
      env: 'SELVAGE_SMS_WEBHOOK_URL',
      fallback: undefined,
      protocols: ['http:', 'https:'],
      exact: true,
      secret: true,
      description: 'Gets every SMS as a signed POST, in place of Twilio.',
    }),
    smsWebhookSecret: text({
      env: 'SELVAGE_SMS_WEBHOOK_SECRET',
      fallback: undefined,
      secret: true,
      pattern: /^.{16,}$/s,
      hint: 'must have at least 16 characters',
      description: 'Signs those requests.',
    }),
    whatsappWebhookUrl: url({
      env: 'SELVAGE_WHATSAPP_WEBHOOK_URL',
      fallback: undefined,
      protocols: ['http:', 'https:'],
      exact: true,
      secret: true,
      description: 'Gets every WhatsApp message as a signed POST, in place of Twilio.',
    }),
    whatsappWebhookSecret: text({
      env: 'SELVAGE_WHATSAPP_WEBHOOK_SECRET',
      fallback: undefined,
      secret: true,
      pattern: /^.{16,}$/s,
      hint: 'must have at least 16 characters',
      description: 'Signs those requests.',
    }),
    mailWebhookUrl: url({
      env: 'SELVAGE_MAIL_WEBHOOK_URL',
      fallback: undefined,
      protocols: ['http:', 'https:'],
      exact: true,
      secret: true,
      description: 'Gets every mail as a signed POST, in place of a mail server.',
    }),
    mailWebhookSecret: text({
      env: 'SELVAGE_MAIL_WEBHOOK_SECRET',
      fallback: undefined,
      secret: true,
      pattern: /^.{16,}$/s,
      hint: 'must have at least 16 characters',
      description: 'Signs those requests.',
    }),
  },
  Passwords: {
    passwordHashMemoryKib: integer({
      env: 'SELVAGE_PASSWORD_HASH_MEMORY_KIB',
      fallback: 19_456,
      min: 19_456,
      max: 1_048_576,
      description:
        'Memory of one Argon2id hash. Hashes made with other figures are replaced when their users log in.',
    }),
    passwordHashIterations: integer({
      env: 'SELVAGE_PASSWORD_HASH_ITERATIONS',
      fallback: 2,
      min: 2,
      max: 20,
      description: 'Passes of one Argon2id hash.',
    }),
    passwordHashThreads: integer({
      env: 'SELVAGE_PASSWORD_HASH_THREADS',
      fallback: 1,
      min: 1,
      max: 16,
      description: 'Lanes of one Argon2id hash.',
    }),
    passwordHashConcurrency: integer({
      env: 'SELVAGE_PASSWORD_HASH_CONCURRENCY',
      fallback: 0,
      min: 0,
      max: 64,
      description:
        'Hashes that each process computes at once; more wait in a queue that is fair to every environment. 0: one for each core.',
    }),
    breachApiUrl: url({
      env: 'SELVAGE_BREACH_API_URL',
      fallback: undefined,
      protocols: ['http:', 'https:'],
      description:
        'Range API for leaked passwords, as `https://api.pwnedpasswords.com/range`: it is told five hex digits of a SHA-1. Default: none is asked; the bundled list of the most common passwords always counts.',
    }),
    breachApiFailure: choice({
      env: 'SELVAGE_BREACH_API_FAILURE',
      fallback: 'accept',
      values: ['accept', 'refuse'],
      description:
        'What happens to a password while the range API does not answer: `refuse` answers `password_validation_timeout`.',
    }),
    breachFile: text({
      env: 'SELVAGE_BREACH_FILE',
      fallback: undefined,
      type: 'file',
      description:
        'Leaked passwords on this machine: lines `<SHA-1>:<count>`, sorted, of any size. It is searched, never loaded. Default: none.',
    }),
  },
  Metrics: {
    metricsPort: integer({
      env: 'SELVAGE_METRICS_PORT',
      fallback: 0,
      min: 0,
      max: 65_535,
      description: 'TCP port of `GET /metrics` in the Prometheus text format; 0 for none.',
    }),
    metricsHost: text({
      env: 'SELVAGE_METRICS_HOST',
      fallback: '127.0.0.1',
      description: 'Address that it listens on.',
    }),
    metricsToken: text({
      env: 'SELVAGE_METRICS_TOKEN',
      fallback: undefined,
      secret: true,
      type: '16 letters and digits or more',
      pattern: /^[A-Za-z0-9._~+/=-]{16,256}$/,
      hint: 'must be 16 to 256 letters, digits and ._~+/=-',
      description:
        'What a scraper presents as `Authorization: Bearer`. Default: nothing is needed.',
    }),
  },
  'Audit log': {
    auditRetentionDays: integer({
      env: 'SELVAGE_AUDIT_RETENTION_DAYS',
      fallback: 365,
      min: 1,
      max: 36_500,
      description: 'Days that events stay in the audit log.',
    }),
    auditRefusalRetentionDays: integer({
      env: 'SELVAGE_AUDIT_REFUSAL_RETENTION_DAYS',
      fallback: 90,
      min: 1,
      max: 36_500,
      description:
        'Days that refused and failed requests stay in it, never longer than the others: an attacker decides how many there are.',
    }),
    auditMachineTokens: boolean({
      env: 'SELVAGE_AUDIT_MACHINE_TOKENS',
      fallback: false,
      description:
        'Whether each token that `client_credentials` issues is written down, at one more write each. Refusals always are.',
    }),
    auditRefusalsPerSecond: integer({
      env: 'SELVAGE_AUDIT_REFUSALS_PER_SECOND',
      fallback: 10,
      min: 1,
      max: 100_000,
      description:
        'Refused requests that each process writes down a second, for each environment, 100 seconds of them at once; beyond it they are counted. What succeeds is always written.',
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
    oauthStandIn: choice({
      env: 'SELVAGE_OAUTH_STAND_IN',
      fallback: 'on',
      values: ['on', 'off'],
      description:
        'Whether TEST environments have a stand-in for OAuth providers without settings. Whoever reaches it logs in to a TEST environment as anybody: switch it off where strangers can.',
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
