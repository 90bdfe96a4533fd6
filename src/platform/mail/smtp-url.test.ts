import { describe, expect, it } from 'vitest';
import { parseSmtpUrl } from './smtp-url.ts';

describe('parseSmtpUrl', () => {
  it.each([
    'smtp://mail.example.com',
    'smtp://mail.example.com:2525/?requireTLS=true',
    'smtps://user:p%40ss@mail.example.com:465?tls.rejectUnauthorized=false',
    'smtp://user:secret@localhost:1025',
    'smtp://user:secret@127.0.0.1:1025',
    'smtp://user:secret@[::1]:1025',
    'smtp://user:secret@mail:25?requireTLS=false',
    'smtp://user:secret@mail:25?ignoreTLS=true',
  ])('takes %s as it is', (url) => {
    expect(parseSmtpUrl(url)).toEqual({ url });
  });

  it.each(['smtp://user:secret@mail.example.com', 'smtp://user:secret@127.example.com:587'])(
    'does not let the password of %s travel in the clear',
    (url) => {
      expect(parseSmtpUrl(url)).toEqual({ url, requireTLS: true });
    },
  );

  it.each([
    '',
    'mail.example.com',
    'http://user:secret@mail.example.com',
    'smtp://',
    'smtp://user:secret@host/path',
    'smtp://user:secret@host?logger=true',
    'smtp://user:secret@host?debug=secret',
  ])('refuses %j without repeating it', (url) => {
    expect(() => parseSmtpUrl(url)).toThrow(TypeError);
    expect(() => parseSmtpUrl(url)).toThrow(/^(?!.*secret)/);
  });
});
