import { domainToASCII } from 'node:url';
import { classifySmtpError, smtpSendError } from './smtp-error.ts';
import { parseSmtpUrl } from './smtp-url.ts';

export { classifySmtpError } from './smtp-error.ts';

export interface Mailbox {
  name: string;
  address: string;
}

export interface OutgoingMail {
  from: Mailbox;
  replyTo?: Mailbox;
  /** Exactly one bare address. */
  to: string;
  subject: string;
  html: string;
  text: string;
  /** Left part of the Message-ID, from our own id, so that a retry is recognisable. */
  messageId: string;
  headers?: Record<string, string>;
}

export interface MailTransport {
  /**
   * Resolves once the server has taken the message over, with its reply. Rejects with an error fit
   * for logs; `classifySmtpError` says what it means for the message.
   */
  send(mail: OutgoingMail): Promise<{ response: string }>;
  /** Connects and logs in, for a readiness check. */
  verify(): Promise<void>;
  /** Lets sends under way finish for a while, then cuts them. Later sends fail. */
  close(): Promise<void>;
}

export interface SmtpOptions {
  /** `smtp://` or `smtps://`, see parseSmtpUrl. */
  url: string;
  /** Open connections at most. More sends than this at a time wait in line. */
  maxConnections?: number;
  /** A connection is replaced after so many messages; servers cap it as well. */
  maxMessagesPerConnection?: number;
  /** DNS, TCP, TLS and greeting together. */
  connectionTimeoutMs?: number;
  /** Silence of the server in the middle of a session. */
  socketTimeoutMs?: number;
  /** One send from call to settlement, waiting in line included; ends trickling servers too. */
  sendTimeoutMs?: number;
  /** An idle connection is closed after this; RFC 5321 servers wait at least five minutes. */
  idleTimeoutMs?: number;
  /** What `close` grants sends under way. */
  closeTimeoutMs?: number;
}

export function createSmtpTransport(options: SmtpOptions): MailTransport {
  const connectionTimeout = options.connectionTimeoutMs ?? 15_000;
  const sendTimeout = options.sendTimeoutMs ?? 120_000;
  const transport = {
    ...parseSmtpUrl(options.url),
    pool: true as const,
    maxConnections: options.maxConnections ?? 4,
    maxMessages: options.maxMessagesPerConnection ?? 100,
    // Connections that die before a message starts; our own queue does the real retries.
    maxRequeues: 2,
    connectionTimeout,
    dnsTimeout: connectionTimeout,
    greetingTimeout: connectionTimeout,
    socketTimeout: options.socketTimeoutMs ?? 60_000,
    socketCloseTimeout: 1_000,
    idleTimeout: options.idleTimeoutMs ?? 60_000,
    // A template must never make the server read a file or fetch a URL.
    disableFileAccess: true,
    disableUrlAccess: true,
  };

  // Loaded by the first mail: a server that sends none need not hold it.
  async function open() {
    const { createTransport } = await import('nodemailer');
    const made = createTransport(transport);
    // Failures reach the caller through its promise; an unheard 'error' event would end the process.
    made.on('error', () => {});
    return made;
  }
  let opened: ReturnType<typeof open> | undefined;
  const transporter = () => {
    opened ??= open();
    return opened;
  };

  const underWay = new Set<Promise<unknown>>();
  let closed = false;

  async function deliver(mail: OutgoingMail): Promise<{ response: string }> {
    try {
      const message = composeMessage(mail);
      const signal = AbortSignal.timeout(sendTimeout);
      const { response } = await (await transporter()).sendMail({ ...message, signal });
      return { response };
    } catch (error) {
      throw smtpSendError(classifySmtpError(error));
    }
  }

  return {
    async send(mail) {
      if (closed) throw smtpSendError({ kind: 'temporary', reason: 'mail transport is closed' });
      const sending = deliver(mail);
      underWay.add(sending);
      try {
        return await sending;
      } finally {
        underWay.delete(sending);
      }
    },

    async verify() {
      try {
        await (await transporter()).verify();
      } catch (error) {
        throw smtpSendError(classifySmtpError(error));
      }
    },

    async close() {
      closed = true;
      const drained = Promise.allSettled(underWay);
      await settledWithin(drained, options.closeTimeoutMs ?? 10_000);
      (await opened)?.close({ force: true });
      await drained;
    },
  };
}

function composeMessage(mail: OutgoingMail) {
  if (!isBareAddress(mail.from.address) || !isBareAddress((mail.replyTo ?? mail.from).address)) {
    throw smtpSendError({ kind: 'permanent', reason: 'malformed sender address' });
  }
  if (!/^[\w.+-]{1,128}$/.test(mail.messageId)) {
    throw smtpSendError({ kind: 'permanent', reason: 'malformed message id' });
  }
  // nodemailer would read "a@x, b@y" as two recipients.
  if (!isBareAddress(mail.to)) {
    throw smtpSendError({ kind: 'bad-recipient', reason: 'malformed recipient address' });
  }
  const senderDomain = mail.from.address.slice(mail.from.address.lastIndexOf('@') + 1);
  return {
    from: mail.from,
    ...(mail.replyTo ? { replyTo: mail.replyTo } : {}),
    to: { name: '', address: mail.to },
    envelope: { from: mail.from.address, to: [mail.to] },
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    messageId: `<${mail.messageId}@${domainToASCII(senderDomain) || 'localhost'}>`,
    // Not flowed text and not base64: a link stays one line and is readable in the raw message.
    textEncoding: 'quoted-printable' as const,
    headers: {
      ...mail.headers,
      // RFC 3834, and the header by which Exchange keeps absence notices to itself.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
    },
  };
}

/** One address without name, comment, quoting, list or anything else that SMTP would read. */
function isBareAddress(address: string): boolean {
  return (
    address.length <= 320 &&
    /^[^\s\p{Cc}<>()[\]\\,;:"@]+@[^\s\p{Cc}<>()[\]\\,;:"@]+$/u.test(address)
  );
}

async function settledWithin(work: Promise<unknown>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work, timeout]);
  clearTimeout(timer);
}
