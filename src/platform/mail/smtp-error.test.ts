import { describe, expect, it } from 'vitest';
import { classifySmtpError, smtpSendError } from './smtp-error.ts';

function reply(response: string, command: string, code = 'EENVELOPE') {
  const error = new Error(`${command} failed: ${response}`);
  return Object.assign(error, {
    code,
    response,
    command,
    responseCode: Number(response.slice(0, 3)),
  });
}

describe('classifySmtpError', () => {
  it.each([
    ['550 5.1.1 <ada@example.com>: no such user', 'RCPT TO'],
    ['550-5.1.1 The account\r\n550 5.1.1 does not exist', 'RCPT TO'],
    ['550 5.2.1 disabled', 'RCPT TO'],
    ['556 5.1.10 null MX', 'RCPT TO'],
    ['550 No such user here', 'RCPT TO'],
    ['553 mailbox name not allowed', 'RCPT TO'],
    ['550 5.1.1 unknown, told after DATA', 'DATA'],
  ])('blames the recipient for %s after %s', (response, command) => {
    expect(classifySmtpError(reply(response, command)).kind).toBe('bad-recipient');
  });

  it.each([
    ['550 5.7.1 Relaying denied', 'RCPT TO'],
    ['550 relay not permitted', 'RCPT TO'],
    ['554 5.7.1 Client host blocked', 'RCPT TO'],
    ['552 5.2.2 Mailbox full', 'RCPT TO'],
    ['550 5.1.8 Bad sender domain', 'RCPT TO'],
    ['550 unknown sender', 'MAIL FROM'],
    ['550 5.1.1 unknown sender', 'MAIL FROM'],
    ['554 5.6.0 Message rejected', 'DATA'],
    ['550 looks like spam', 'DATA'],
  ])('gives up the message, not the recipient, for %s after %s', (response, command) => {
    expect(classifySmtpError(reply(response, command)).kind).toBe('permanent');
  });

  it.each([
    ['450 4.2.0 Greylisted', 'RCPT TO'],
    ['421 4.3.2 shutting down', 'CONN'],
    ['452 4.5.3 too many recipients', 'RCPT TO'],
    ['503 bad sequence', 'RCPT TO'],
    ['535 5.7.8 bad credentials', 'AUTH PLAIN'],
    ['530 5.7.0 authentication required', 'MAIL FROM'],
    ['554 5.7.1 your address is on a list', 'CONN'],
  ])('tries again after %s to %s', (response, command) => {
    expect(classifySmtpError(reply(response, command)).kind).toBe('temporary');
  });

  it.each([
    ['ETIMEDOUT', undefined, 'mail server did not answer in time'],
    ['ESOCKET', 'ECONNREFUSED', 'connection to the mail server failed (ECONNREFUSED)'],
    ['EDNS', 'ENOTFOUND', 'name of the mail server did not resolve (ENOTFOUND)'],
    ['ETLS', 'bob@example.com', 'no secure connection to the mail server'],
    ['EWHATEVER', undefined, 'sending failed'],
  ])('tries again after the client error %s', (code, originalCode, reason) => {
    const error = Object.assign(new Error('x'), { code, originalCode });
    expect(classifySmtpError(error)).toEqual({ kind: 'temporary', reason });
  });

  it.each([undefined, null, 'text', 5, {}, new Error('secret@example.com')])(
    'takes anything that was thrown: %j',
    (thrown) => {
      expect(classifySmtpError(thrown)).toEqual({ kind: 'temporary', reason: 'sending failed' });
    },
  );

  it('names code and meaning, and quotes neither address nor user name', () => {
    const failure = classifySmtpError(reply('550 5.1.1 <ada@example.com> ada unknown', 'RCPT TO'));
    expect(failure).toEqual({
      kind: 'bad-recipient',
      dead: true,
      code: 550,
      reason: 'RCPT TO: refused with 550 5.1.1, no such mailbox',
    });
  });

  it.each([
    ['550 5.1.1 <ada@example.com>: no such user', true],
    ['550 5.1.2 no such domain', true],
    ['556 5.1.10 null MX', true],
    ['551 5.1.6 moved', true],
    ['550 No such user here', true],
    ['550 <ada@example.com>: Recipient address rejected: User unknown in virtual table', true],
    ["550 Mailbox ada doesn't exist", true],
    ['550 5.2.1 The user is receiving mail too quickly', undefined],
    ['550 Requested action not taken: mailbox unavailable', undefined],
    ['550 Unknown user in sender address', undefined],
    ['550 5.7.1 no such user, says our policy', undefined],
    ['553 mailbox name not allowed', undefined],
    ['450 4.1.1 no such user, try later', undefined],
  ])('takes an address for dead only where it is certain: %s', (response, dead) => {
    expect(classifySmtpError(reply(response, 'RCPT TO')).dead).toBe(dead);
  });

  it('takes no address for dead that the server never saw', () => {
    const error = Object.assign(new Error('x'), { code: 'EENVELOPE' });
    expect(classifySmtpError(error)).toEqual({
      kind: 'bad-recipient',
      reason: 'address cannot be used in SMTP',
    });
  });

  it('says so where it does not know a detail code', () => {
    const reasonOf = (response: string) => classifySmtpError(reply(response, 'DATA')).reason;
    expect(reasonOf('554 5.6.99 x')).toBe('DATA: refused with 554 5.6.99, content problem');
    expect(reasonOf('554 5.9.9 x')).toBe('DATA: refused with 554 5.9.9, refused');
    expect(reasonOf('554 x')).toBe('DATA: refused with 554');
  });

  it('reads its own errors back', () => {
    const failure = { kind: 'permanent', code: 554, reason: 'r' } as const;
    expect(classifySmtpError(smtpSendError(failure))).toEqual(failure);
  });
});
