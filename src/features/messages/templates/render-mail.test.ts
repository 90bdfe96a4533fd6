import { describe, expect, it } from 'vitest';
import type { Locale, MailInput, MailKind } from './render-mail.ts';
import { renderMail } from './render-mail.ts';

const locales: Locale[] = ['en', 'es', 'pt-br', 'fr'];
const codeKinds: MailKind[] = ['one_time_passcode', 'one_time_passcode_signup'];
const resetKinds: MailKind[] = ['reset_password', 'verify_email_password_reset'];
const linkKinds: MailKind[] = ['login', 'signup', 'invite', 'unlock', ...resetKinds];

const link =
  'https://auth.example/v1/magic_links/redirect?public_token=p&stytch_token_type=magic_links&token=a-b_c&copy=1';
const secondaryLink = 'myapp://callback?token=xyz&stytch_token_type=login';

const spoken: Record<Locale, { hour: string; twoDays: string }> = {
  en: { hour: '1 hour', twoDays: '2 days' },
  es: { hour: '1 hora', twoDays: '2 días' },
  'pt-br': { hour: '1 hora', twoDays: '2 dias' },
  fr: { hour: '1 heure', twoDays: '2 jours' },
};

function mail(kind: MailKind, locale: Locale = 'en', extra: Partial<MailInput> = {}) {
  return renderMail({
    kind,
    locale,
    projectName: 'Acme',
    recipient: 'ada@example.com',
    ...(codeKinds.includes(kind) ? { code: '048213' } : { link }),
    expirationMinutes: 60,
    environment: 'live',
    ...extra,
  });
}

function unescapeHtml(text: string): string {
  return text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&');
}

function hrefs(html: string): string[] {
  return [...html.matchAll(/href="([^"]*)"/g)].map((match) => unescapeHtml(match[1] ?? ''));
}

const VOID = new Set(['meta', 'br']);

/** Every tag is known to be quoted, closed and nested; returns the visible text. */
function parseWellFormed(html: string): string {
  const source = html
    .replace(/^<!DOCTYPE html>\n/, '')
    .replace(/<!--\[if mso\]>[\s\S]*?<!\[endif\]-->/g, '')
    .replace(/<style>[^<]*<\/style>/, '');
  const open: string[] = [];
  let text = '';
  for (const part of source.split(/(<[^>]*>)/)) {
    if (!part.startsWith('<')) {
      expect(part).not.toMatch(/[<>"]|&(?!(amp|lt|gt|quot|#\d+);)/);
      text += part;
      continue;
    }
    const close = /^<\/([a-z0-9]+)>$/.exec(part);
    if (close) {
      expect(open.pop()).toBe(close[1]);
      continue;
    }
    const start = /^<([a-z0-9]+)((?: [a-z-]+="[^"<>]*")*)>$/.exec(part);
    expect(start, part).not.toBeNull();
    if (!VOID.has(start?.[1] ?? '')) open.push(start?.[1] ?? '');
  }
  expect(open).toEqual([]);
  return unescapeHtml(text);
}

describe.each(locales)('renderMail in %s', (locale) => {
  it.each(linkKinds)('gives %s its link twice in HTML, once in text, and its validity', (kind) => {
    const { html, text, subject } = mail(kind, locale);
    expect(hrefs(html)).toEqual([link, link]);
    expect(text.split('\n').filter((line) => line === link)).toHaveLength(1);
    for (const part of [parseWellFormed(html), text]) expect(part).toContain(spoken[locale].hour);
    expect(subject).toMatch(/Acme/);
  });

  it.each(codeKinds)('gives %s its code and its validity, and no link', (kind) => {
    const { html, text, subject } = mail(kind, locale, { expirationMinutes: 2880 });
    for (const part of [parseWellFormed(html), text]) {
      expect(part).toContain('048213');
      expect(part).toContain(spoken[locale].twoDays);
      expect(part).toContain('ada@example.com');
    }
    expect(hrefs(html)).toEqual([]);
    expect(subject).not.toContain('048213');
  });

  it.each(resetKinds)('offers the second way in of %s', (kind) => {
    const { html, text } = mail(kind, locale, { secondaryLink });
    expect(hrefs(html)).toEqual([link, secondaryLink, link, secondaryLink]);
    expect(text.split('\n')).toContain(secondaryLink);
    parseWellFormed(html);
  });

  it('says the same in the text as in the HTML', () => {
    for (const kind of [...linkKinds, ...codeKinds]) {
      const { html, text } = mail(kind, locale);
      const visible = parseWellFormed(html);
      for (const paragraph of text.split('\n\n').filter((part) => !part.includes('\n'))) {
        expect(visible).toContain(paragraph.trim());
      }
    }
  });

  it('marks mails of a test environment, and no others', () => {
    const test = mail('login', locale, { environment: 'test' });
    const live = mail('login', locale);
    expect(test.html).toContain('class="badge"');
    expect(live.html).not.toContain('class="badge"');
    expect(test.text.split('\n').length).toBe(live.text.split('\n').length + 1);
  });
});

describe('renderMail', () => {
  it('keeps the English subjects that tools search for', () => {
    expect(mail('login').subject).toBe('Your login request to Acme');
    expect(mail('signup').subject).toBe('Your account creation request for Acme');
    expect(mail('one_time_passcode').subject).toBe('Your one-time login code for Acme');
  });

  it.each([
    '"><script>alert(1)</script>',
    "' onmouseover='x",
    '</title></style><b>&amp;&lt;',
    '<!--[if mso]>x<![endif]-->',
    '{{magic_link_url}} $& $1 $$',
  ])('shows the hostile name %j as text', (projectName) => {
    const { html, text, subject } = mail('login', 'en', { projectName, recipient: projectName });
    expect(parseWellFormed(html)).toContain(projectName);
    expect(text).toContain(projectName);
    expect(subject).toBe(`Your login request to ${projectName}`);
  });

  it('keeps the subject and every line of the text on one line', () => {
    const projectName = 'Ac\r\nBcc: eve@example.com\u2028me\u0000\u0085!';
    const { subject, text } = mail('login', 'en', { projectName, recipient: 'a\r\n\r\nhi' });
    expect(subject).toBe('Your login request to Ac Bcc: eve@example.com me !');
    expect(text).toContain('This email was sent to a hi.');
  });

  it('removes direction overrides and isolates right-to-left names', () => {
    expect(mail('login', 'en', { projectName: '\u202emoc.live\u2066' }).subject).toBe(
      'Your login request to moc.live',
    );
    expect(mail('login', 'en', { projectName: 'חנות' }).subject).toBe(
      'Your login request to \u2068חנות\u2069',
    );
  });

  it('shortens a very long name without breaking a character', () => {
    const astronaut = '👩🏽‍🚀';
    const { subject, html } = mail('login', 'en', { projectName: astronaut.repeat(5000) });
    expect(subject).toMatch(/^Your login request to (👩🏽‍🚀){10,}…$/u);
    expect(html.length).toBeLessThan(20_000);
    parseWellFormed(html);
  });

  it('survives half a surrogate pair', () => {
    expect(mail('login', 'en', { projectName: 'A\ud83d' }).subject).toBe(
      'Your login request to A\ufffd',
    );
  });

  it('loads nothing and tracks nothing', () => {
    const { html } = mail('login');
    expect(html).not.toMatch(/<img|\ssrc=|url\(|@import|<script|<link|<form|<iframe/);
  });

  it.each([
    'javascript:alert(1)',
    ' https://a.example',
    'https://a.example/\r\nX',
    'data:,x',
    '/x',
  ])('refuses the link %j without repeating it', (bad) => {
    expect(() => mail('login', 'en', { link: bad })).toThrow(TypeError);
    expect(() => mail('reset_password', 'en', { secondaryLink: bad })).toThrow(TypeError);
  });

  it('refuses input without the link or the code of its kind', () => {
    const bare = {
      locale: 'en',
      projectName: 'Acme',
      recipient: 'ada@example.com',
      expirationMinutes: 5,
      environment: 'live',
    } as const;
    expect(() => renderMail({ ...bare, kind: 'login', code: '1' })).toThrow('needs a link');
    expect(() => renderMail({ ...bare, kind: 'one_time_passcode', link })).toThrow('needs a code');
  });
});
