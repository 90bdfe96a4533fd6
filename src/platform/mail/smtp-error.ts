export interface SmtpFailure {
  /**
   * temporary: the same message may pass later. permanent: this message never will.
   * bad-recipient: nor will any other message to this address.
   */
  kind: 'temporary' | 'permanent' | 'bad-recipient';
  /** True where the server said for certain that there is no such address: never write to it. */
  dead?: true;
  /** SMTP reply code, where the server gave one. */
  code?: number;
  /** Our own words: replies often repeat the address or the user name, so none is quoted. */
  reason: string;
}

/** What nodemailer puts on its errors. */
interface SmtpErrorFields {
  code?: string;
  originalCode?: string;
  responseCode?: number;
  response?: string;
  command?: string;
}

/** RFC 3463 detail codes, RFC 7372 (7.20-7.25), RFC 7489 (7.26), RFC 7505 (1.10). */
const DETAILS: Record<string, string> = {
  '1.1': 'no such mailbox',
  '1.2': 'no such mail domain',
  '1.3': 'malformed recipient address',
  '1.6': 'mailbox has moved',
  '1.7': 'malformed sender address',
  '1.8': 'sender domain does not accept mail',
  '1.10': 'recipient domain takes no mail',
  '2.1': 'mailbox is disabled',
  '2.2': 'mailbox is full',
  '2.3': 'message is too large',
  '3.4': 'message is too large',
  '7.1': 'refused by policy',
  '7.8': 'credentials refused',
  '7.20': 'no valid DKIM signature',
  '7.23': 'SPF check failed',
  '7.25': 'reverse DNS check failed',
  '7.26': 'SPF, DKIM or DMARC check failed',
};

/** RFC 3463 subject codes. */
const SUBJECTS: Record<string, string> = {
  '1': 'address problem',
  '2': 'mailbox problem',
  '3': 'mail system problem',
  '4': 'network or routing problem',
  '5': 'protocol problem',
  '6': 'content problem',
  '7': 'security or policy',
};

/** Detail codes that say there is no such address. */
const DEAD_ADDRESS = new Set(['1.1', '1.2', '1.3', '1.6', '1.10']);
/** A disabled mailbox as well takes nothing, but may be back; some say so of a busy one. */
const BAD_ADDRESS = new Set([...DEAD_ADDRESS, '2.1']);

const CLIENT_REASONS: Record<string, string> = {
  ECONNECTION: 'connection to the mail server failed',
  ESOCKET: 'connection to the mail server failed',
  ETIMEDOUT: 'mail server did not answer in time',
  EDNS: 'name of the mail server did not resolve',
  ETLS: 'no secure connection to the mail server',
  EAUTH: 'mail server refused our credentials',
  ENOAUTH: 'mail server asks for credentials',
  EPROTOCOL: 'mail server broke the protocol',
  EABORT: 'sending took too long',
};

/** Says what a failed send means for the message. Accepts anything that was thrown. */
export function classifySmtpError(error: unknown): SmtpFailure {
  if (isSmtpSendError(error)) return error.failure;
  const fields: SmtpErrorFields = typeof error === 'object' && error !== null ? error : {};
  const { responseCode } = fields;
  if (responseCode === undefined || responseCode < 400) return clientFailure(fields);

  const detail = enhancedDetail(fields.response);
  const kind = replyKind(responseCode, detail, fields);
  const dead = kind === 'bad-recipient' && saysDead(detail, fields.response);
  return {
    kind,
    ...(dead && { dead }),
    code: responseCode,
    reason: replyReason(responseCode, detail, fields.command),
  };
}

/** No reply: the connection, our settings, or an address we would not send. */
function clientFailure({ code, originalCode }: SmtpErrorFields): SmtpFailure {
  if (code === 'EENVELOPE') {
    return { kind: 'bad-recipient', reason: 'address cannot be used in SMTP' };
  }
  if (code === 'EMESSAGE') return { kind: 'permanent', reason: 'message cannot be sent' };
  const reason = (code && CLIENT_REASONS[code]) || 'sending failed';
  // ECONNREFUSED, ENOTFOUND, CERT_HAS_EXPIRED ...: an identifier, never a value.
  const cause = originalCode && /^[A-Z0-9_]{3,60}$/.test(originalCode) ? ` (${originalCode})` : '';
  return { kind: 'temporary', reason: reason + cause };
}

function replyKind(
  code: number,
  detail: string | undefined,
  { command, response }: SmtpErrorFields,
): SmtpFailure['kind'] {
  // 503: the session was in a wrong state; the next session starts afresh.
  if (code < 500 || code === 503) return 'temporary';
  // Before MAIL FROM the server speaks of us, not of the message: an operator's mistake must not
  // cost every mail in the queue. 530, 534, 535 and 538 are its authentication replies (RFC 4954).
  const aboutUs = command === undefined || !/^(MAIL FROM|RCPT TO|DATA)$/.test(command);
  if (aboutUs || code === 530 || code === 534 || code === 535 || code === 538) return 'temporary';
  if (command === 'MAIL FROM') return 'permanent';
  if (detail !== undefined) return BAD_ADDRESS.has(detail) ? 'bad-recipient' : 'permanent';
  const refusesRecipient = command === 'RCPT TO' && [550, 551, 553].includes(code);
  return refusesRecipient && !speaksOfPolicy(response) ? 'bad-recipient' : 'permanent';
}

/** Servers without enhanced codes say 550 for a blocked sender as well as for a dead mailbox. */
function speaksOfPolicy(response = ''): boolean {
  return /relay|spam|block|black|deny|denied|policy|reputation|authent|verif|spf|dkim|dmarc|rbl/i.test(
    response,
  );
}

const NAMES = '(?:user|mailbox|recipient|address|account|addressee)';
const ABSENT = new RegExp(
  `\\b(?:no such|unknown|invalid|nonexistent|non-existent|no)\\b.{0,40}\\b${NAMES}\\b|` +
    `\\b${NAMES}\\b.{0,80}\\b(?:unknown|not known|not found|not exist|doesn't exist|no longer|invalid)\\b`,
  'i',
);

/**
 * Without a detail code only plain words count: "mailbox unavailable" stands in RFC 5321 for any
 * reason at all, and some say it to senders they do not like.
 */
function saysDead(detail: string | undefined, response = ''): boolean {
  if (detail !== undefined) return DEAD_ADDRESS.has(detail);
  const text = response.slice(0, 500);
  return ABSENT.test(text) && !/\b(sender|from|helo|ehlo|client|ip|host)\b/i.test(text);
}

function replyReason(code: number, detail: string | undefined, command = 'session'): string {
  const stage = /^[A-Z0-9 -]{3,30}$/.test(command) ? command : 'session';
  if (detail === undefined) return `${stage}: refused with ${code}`;
  const words = DETAILS[detail] ?? SUBJECTS[detail.split('.')[0] ?? ''] ?? 'refused';
  return `${stage}: refused with ${code} ${Math.floor(code / 100)}.${detail}, ${words}`;
}

/** "1.1" of "550 5.1.1 <ada@example.com>: ...". Multi-line replies repeat it on every line. */
function enhancedDetail(response: string | undefined): string | undefined {
  return /^\d{3}[ -][245]\.(\d{1,3}\.\d{1,3})(?!\S)/.exec(response ?? '')?.[1];
}

export interface SmtpSendError extends Error {
  failure: SmtpFailure;
}

/** An error that may be logged as it is: the original, with its addresses, is not attached. */
export function smtpSendError(failure: SmtpFailure): SmtpSendError {
  return Object.assign(new Error(failure.reason), { name: 'SmtpSendError', failure });
}

function isSmtpSendError(error: unknown): error is SmtpSendError {
  return error instanceof Error && error.name === 'SmtpSendError' && 'failure' in error;
}
