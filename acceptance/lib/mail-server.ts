import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export interface MailServer {
  /** For SELVAGE_SMTP_URL. */
  readonly url: string;
  /** What was accepted, oldest first. */
  readonly mails: readonly ParsedMail[];
  /** Recipients that were told to come back later. */
  readonly postponed: readonly string[];
  /** True: tells every recipient to come back later, as greylisting does. */
  busy: boolean;
  /** Waits for a mail to the address. */
  mailTo(address: string): Promise<ParsedMail>;
  stop(): Promise<void>;
}

const PATIENCE_MS = 120_000;

/** Who a mail is for, in lower case. */
export const recipientsOf = (mail: ParsedMail): string[] =>
  [mail.to ?? []]
    .flat()
    .flatMap(({ value }) => value.map(({ address }) => (address ?? '').toLowerCase()));

/** Polls until there is something; gives up after two minutes. */
export async function eventually<T>(what: string, find: () => T | undefined): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = find();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}.`);
    await sleep(20);
  }
}

/** A real SMTP server on a free port, with a mailbox for everybody. */
export async function startMailServer(): Promise<MailServer> {
  const mails: ParsedMail[] = [];
  const postponed: string[] = [];
  const state = { busy: false };
  const server = new SMTPServer({
    logger: false,
    hideSTARTTLS: true,
    authOptional: true,
    disableReverseLookup: true,
    closeTimeout: 1,
    onRcptTo({ address }, _session, done) {
      if (!state.busy) return done();
      postponed.push(address.toLowerCase());
      done(Object.assign(new Error('4.7.1 Greylisted, come back later'), { responseCode: 451 }));
    },
    onData(stream, _session, done) {
      simpleParser(stream).then(
        (mail) => {
          mails.push(mail);
          done();
        },
        (error: Error) => done(error),
      );
    },
  });
  server.on('error', () => {}); // a client that is killed hangs up
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    mails,
    postponed,
    get busy() {
      return state.busy;
    },
    set busy(value) {
      state.busy = value;
    },
    mailTo: (address) =>
      eventually(`a mail to ${address}`, () =>
        mails.find((mail) => recipientsOf(mail).includes(address)),
      ),
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
