import { describe, expect, it } from 'vitest';
import type { CustomHtmlCustomization } from '../../email-templates/email-template.ts';
import type { MailInput } from './mail-types.ts';
import { renderMail } from './render-mail.ts';

const link = 'https://auth.example/r?a=1&token=t-1_2';

function render(
  custom: Partial<CustomHtmlCustomization>,
  extra: Partial<MailInput> = {},
): { subject: string; html: string; text: string } {
  return renderMail({
    kind: 'login',
    locale: 'en',
    projectName: 'Acme',
    recipient: 'ada@example.com',
    link,
    expirationMinutes: 60,
    environment: 'live',
    template: {
      custom_html_customization: {
        template_type: 'LOGIN',
        html_content: '',
        plaintext_content: '',
        subject: 'Hi',
        ...custom,
      },
    },
    ...extra,
  });
}

const html = (html_content: string, extra: Partial<MailInput> = {}): string =>
  render({ html_content }, extra).html;

describe('a template of HTML', () => {
  it('gets its values in all three parts, and stays as it is beside them', () => {
    const mail = render({
      subject: '{{project_name}} for {{ user_email }}',
      html_content: '<p>&amp; {{project_name}} <a href="{{magic_link_url}}">go</a> $& $1',
      plaintext_content: 'Within {{expiration_minutes}} minutes:\r\n{{magic_link_url}}\n',
    });
    expect(mail).toEqual({
      subject: 'Acme for ada@example.com',
      html: `<p>&amp; Acme <a href="${link.replace('&', '&amp;')}">go</a> $& $1`,
      text: `Within 60 minutes:\r\n${link}\n`,
    });
  });

  it('without a plain text has that of the stock mail', () => {
    const template = {
      custom_html_customization: { template_type: 'LOGIN', html_content: '<p>', subject: 'Hi' },
    } as const;
    const mail = render({}, { template });
    expect(mail).toMatchObject({ subject: 'Hi', html: '<p>' });
    expect(mail.text).toContain(link);
    expect(mail.text).not.toContain('<');
  });

  it('gets the code, or both links of a reset', () => {
    const code = html('<b>{{otp_code}}</b>', { kind: 'one_time_passcode', code: '048213' });
    expect(code).toBe('<b>048213</b>');
    const reset = { kind: 'reset_password', secondaryLink: 'myapp://in' } as const;
    const both = '<a href="{{reset_password_url}}">a</a><a href="{{magic_link_url}}">b</a>';
    expect(html(both, reset)).toContain('href="myapp://in"');
    expect(html(both, { kind: 'reset_password' }).match(/href="https/g)).toHaveLength(2);
    expect(html('{{unlock_url}}', { kind: 'unlock', link: 'https://a.example' })).toBe(
      'https://a.example',
    );
  });

  it('leaves comments alone and fills what only Outlook reads', () => {
    const outlook = '<!--[if mso]><v:rect href="{{magic_link_url}}"></v:rect><![endif]-->';
    expect(html(`<!-- {{magic_link_url}} -->${outlook}`)).toBe(
      `<!-- {{magic_link_url}} -->${outlook.replace('{{magic_link_url}}', link.replace('&', '&amp;'))}`,
    );
  });
});

const hostile = [
  '"><script>alert(1)</script>',
  "' onmouseover='x",
  '</title></style></textarea><b>',
  '--><b>',
  'javascript:alert(1)',
  '{{magic_link_url}}',
  '{{{{user_email}}}}',
  '$& $1 $$ $`',
  '&lt;b&gt;',
];

describe.each(hostile)('the value %j', (projectName) => {
  it('cannot leave text or quotes', () => {
    const places = `<title>{{project_name}}</title><p title="{{project_name}}" lang='{{project_name}}'>{{project_name}}</p><!--[if mso]>{{project_name}}<![endif]-->`;
    const rendered = html(places, { projectName });
    const escaped = projectName
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#39;');
    expect(rendered).toBe(places.split('{{project_name}}').join(escaped));
  });

  it('cannot become more than one piece of a URL', () => {
    const rendered = html(
      '<a href="https://a.example/?p={{project_name}}#x">a</a><a href="{{project_name}}">b</a>',
      { projectName },
    );
    const [, first = '', second = ''] =
      /^<a href="([^"]*)">a<\/a><a href="([^"]*)">b<\/a>$/.exec(rendered) ?? [];
    const decode = (url: string) => url.replaceAll('&#39;', "'").replaceAll('&amp;', '&');
    expect(new URL(decode(first)).searchParams.get('p')).toBe(projectName);
    expect(new URL(decode(second), 'https://a.example').host).toBe('a.example');
  });

  it('is never searched for merge tags', () => {
    const { text, subject } = render(
      { subject: '{{project_name}}', plaintext_content: '{{project_name}}' },
      { projectName },
    );
    expect([subject, text]).toEqual([projectName, projectName]);
  });
});

describe('values', () => {
  it('cannot add a line or a header', () => {
    const recipient = 'a\r\nBcc: eve@example.com\u2028x@example.com';
    const { subject, text } = render(
      { subject: '{{user_email}}', plaintext_content: '{{user_email}}' },
      { recipient },
    );
    expect(subject).toBe('a Bcc: eve@example.com x@example.com');
    expect(text).toBe(subject);
  });

  it('keep their length only where they are read by a machine', () => {
    const recipient = `${'a'.repeat(200)}@example.com`;
    expect(html('{{user_email}}', { recipient })).toMatch(/^a{100,}…$/);
    expect(html('<a href="mailto:{{user_email}}">', { recipient })).toBe(
      `<a href="mailto:${'a'.repeat(200)}%40example.com">`,
    );
  });

  it('that are links are encoded inside another URL', () => {
    const wrapped = html('<a href="https://a.example/?to={{magic_link_url}}">');
    expect(wrapped).toBe(`<a href="https://a.example/?to=${encodeURIComponent(link)}">`);
  });

  it('that are links must be ones a person may follow', () => {
    expect(() => html('{{magic_link_url}}', { link: 'javascript:x' })).toThrow(TypeError);
    const { link: _, ...none } = { link, kind: 'login' as const };
    expect(() =>
      renderMail({
        ...none,
        locale: 'en',
        projectName: 'Acme',
        recipient: 'ada@example.com',
        expirationMinutes: 60,
        environment: 'live',
        template: {
          custom_html_customization: {
            template_type: 'LOGIN',
            subject: 'x',
            html_content: 'x',
            plaintext_content: 'x',
          },
        },
      }),
    ).toThrow('needs a link');
  });
});
