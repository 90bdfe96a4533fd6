import { describe, expect, it } from 'vitest';
import { ApiError } from '../../platform/errors/api-error.ts';
import { loginTemplate, look, otpTemplate, sender } from '../../testing/email-templates.ts';
import { checkTemplateName, readContent } from './check-template.ts';
import { mailTypes, type TemplateContent } from './email-template.ts';

function refusal(content: object): string {
  try {
    readContent(content as TemplateContent);
  } catch (error) {
    if (error instanceof ApiError) return `${error.type}: ${error.message}`;
    throw error;
  }
  return 'accepted';
}

const custom = (changes: object): string =>
  refusal({
    sender_information: sender,
    custom_html_customization: { ...loginTemplate, ...changes },
  });
const prebuilt = (changes: object): string =>
  refusal({ prebuilt_customization: { ...look, ...changes } });
const from = (changes: object): string =>
  refusal({ prebuilt_customization: {}, sender_information: changes });

describe('a template', () => {
  it('has exactly one customization', () => {
    const both = { prebuilt_customization: look, custom_html_customization: loginTemplate };
    for (const content of [{}, both, { sender_information: sender }, { ...both, sender }]) {
      expect(refusal(content)).toMatch(/^invalid_email_template_parameters: Exactly one/);
    }
    expect(prebuilt({})).toBe('accepted');
    expect(custom({})).toBe('accepted');
  });

  it('names a sender where it is HTML', () => {
    const content = { custom_html_customization: loginTemplate };
    expect(refusal(content)).toMatch(/^invalid_email_template_parameters: sender_information/);
    expect(refusal({ ...content, sender_information: {} })).toBe('accepted');
  });

  it('keeps known members that say something, and no others', () => {
    expect(
      readContent({
        sender_information: { from_name: '', from_domain: 'a.example', x: 1 },
        prebuilt_customization: { button_color: '', button_border_radius: 0, y: 2 },
        z: 3,
      } as TemplateContent),
    ).toEqual({
      sender_information: { from_domain: 'a.example' },
      prebuilt_customization: { button_border_radius: 0 },
    });
  });

  it('has a name of one line', () => {
    for (const name of ['a\nb', 'a'.repeat(256)]) {
      expect(() => checkTemplateName(name)).toThrow('name must be');
    }
    checkTemplateName('Ünïcode & <b>');
  });
});

describe('looks', () => {
  it.each([
    { button_color: 'red' },
    { button_color: '#12345' },
    { button_text_color: '#fff;background:url(https://a.example)' },
    { button_border_radius: -1 },
    { button_border_radius: 100.5 },
    { button_border_radius: Number.NaN },
  ])('cannot be %j', (changes) => {
    expect(prebuilt(changes)).toMatch(/^invalid_email_template_parameters/);
  });
});

describe('a sender', () => {
  it.each([
    [{ from_local_part: 'a b' }, 'invalid_from_local_part'],
    [{ from_local_part: 'a@b' }, 'invalid_from_local_part'],
    [{ from_local_part: 'a..b' }, 'invalid_from_local_part'],
    [{ from_local_part: '"a"' }, 'invalid_from_local_part'],
    [{ from_local_part: 'a\r\nBcc: b' }, 'invalid_from_local_part'],
    [{ from_local_part: 'a'.repeat(65) }, 'invalid_from_local_part'],
    [{ reply_to_local_part: '<a>' }, 'invalid_reply_to_local_part'],
    [{ from_domain: 'a b.example' }, 'invalid_email_template_parameters'],
    [{ from_domain: 'a.example>' }, 'invalid_email_template_parameters'],
    [{ from_domain: '-a.example' }, 'invalid_email_template_parameters'],
    [{ from_domain: `${'a'.repeat(64)}.example` }, 'invalid_email_template_parameters'],
    [{ from_domain: 'a..example' }, 'invalid_email_template_parameters'],
    [{ from_name: 'a\r\nBcc: b' }, 'invalid_email_template_parameters'],
    [{ reply_to_name: 'a'.repeat(129) }, 'invalid_email_template_parameters'],
  ])('cannot be %j', (information, error) => {
    expect(from(information)).toMatch(new RegExp(`^${error}:`));
  });

  it.each([{}, sender, { from_domain: 'münchen.example' }, { from_local_part: "o'neil+a_b" }])(
    'can be %j',
    (information) => expect(from(information)).toBe('accepted'),
  );
});

describe('HTML', () => {
  it.each([
    [{ subject: '' }, 'invalid_email_subject'],
    [{ subject: 'a\r\nBcc: b' }, 'invalid_email_subject'],
    [{ subject: 'a'.repeat(256) }, 'invalid_email_subject'],
    [{ subject: '{{magic_link_url}}' }, 'invalid_email_subject: A link'],
    [{ html_content: ' ' }, 'invalid_email_html: html_content must have'],
    [{ html_content: 'x'.repeat(100_001) }, 'invalid_email_html: html_content must have'],
    [{ html_content: '<script>' }, 'invalid_email_html: html_content: <script> is not'],
    [{ html_content: '<a href="{{magic_link_url}}>' }, 'invalid_email_html: html_content: href'],
    [{ plaintext_content: ' ' }, 'invalid_email_plaintext'],
    [{ plaintext_content: 'x'.repeat(50_001) }, 'invalid_email_plaintext'],
    [{ template_type: 'PREBUILT' }, 'invalid_email_template_parameters'],
  ])('cannot have %j', (changes, error) => {
    expect(custom(changes)).toContain(error);
  });

  const link = '{{magic_link_url}}';
  it.each([
    [{ html_content: 'no tag' }, 'must both have {{magic_link_url}}'],
    [{ plaintext_content: 'no tag' }, 'must both have {{magic_link_url}}'],
    [{ html_content: `<!-- ${link} -->` }, 'must both have {{magic_link_url}}'],
    [{ html_content: `${link}{{otp_code}}` }, '{{otp_code}} in html_content is unknown'],
    [{ html_content: `${link}{{Magic_Link_URL}}` }, 'is unknown'],
    [{ html_content: `${link}{{constructor}}` }, '{{constructor}} in html_content is unknown'],
    [{ plaintext_content: `${link}{{user_name}}` }, 'is unknown'],
    [{ subject: '{{nonsense}}' }, '{{nonsense}} in subject is unknown'],
    [{ html_content: `${link} {{ open` }, 'does not begin a merge tag'],
    [{ html_content: `{{${link}}}` }, 'does not begin a merge tag'],
    [{ html_content: `${link}{{a.b}}` }, 'does not begin a merge tag'],
    [{ html_content: `${link}{{#if user_email}}` }, 'does not begin a merge tag'],
    [{ html_content: `${link}{{user_email}}`.repeat(51) }, 'more than 100 merge tags'],
    [{ html_content: `<a href=${link}>` }, 'stands where no merge tag can'],
    [{ html_content: `<p style="x:${link}">` }, 'stands where no merge tag can'],
    [{ html_content: `<style>${link}</style>` }, 'stands where no merge tag can'],
    [{ html_content: `<p ${link}>` }, 'stands where no merge tag can'],
    [{ html_content: `<!doctype ${link}>` }, 'stands where no merge tag can'],
  ])('and merge tags cannot be %j', (changes, message) => {
    const answer = custom(changes);
    expect(answer).toMatch(/^invalid_email_template_content: /);
    expect(answer).toContain(message);
  });

  it('may have no plain text, as Terraform may leave it out; empty is absent', () => {
    const { plaintext_content: _, ...rest } = loginTemplate;
    for (const custom_html_customization of [rest, { ...rest, plaintext_content: '' }]) {
      const content = { sender_information: sender, custom_html_customization };
      expect(readContent(content as TemplateContent).custom_html_customization).toEqual(rest);
    }
  });

  it('needs the tag of its own type in both parts', () => {
    const required = {
      LOGIN: 'magic_link_url',
      SIGNUP: 'magic_link_url',
      INVITE: 'magic_link_url',
      RESET_PASSWORD: 'reset_password_url',
      VERIFY_EMAIL_PASSWORD_RESET: 'reset_password_url',
      ONE_TIME_PASSCODE: 'otp_code',
      ONE_TIME_PASSCODE_SIGNUP: 'otp_code',
      UNLOCK: 'unlock_url',
    };
    expect(Object.keys(required).toSorted()).toEqual([...mailTypes].toSorted());
    for (const [template_type, tag] of Object.entries(required)) {
      const parts = { html_content: `{{${tag}}}`, plaintext_content: `{{ ${tag} }}` };
      expect(custom({ template_type, ...parts })).toBe('accepted');
      const none = { ...parts, html_content: '{{user_email}}' };
      expect(custom({ template_type, ...none })).toContain(`must both have {{${tag}}}`);
    }
    expect(custom(otpTemplate)).toBe('accepted');
  });

  it('takes what designers write', () => {
    const html_content = `<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x">
<html xmlns:v="urn:schemas-microsoft-com:vml"><head><meta charset="utf-8">
<!--[if !mso]><!--><link href="https://fonts.example/x.css" rel="stylesheet"><!--<![endif]-->
<style>@media (max-width:1px){.a>.b{color:red}}</style><title>{{project_name}}</title></head>
<body style='margin:0'><!--[if mso]><v:roundrect href="{{magic_link_url}}" arcsize="10%"><![endif]-->
<a href='{{ magic_link_url }}' target=_blank>Log in &rarr;</a><img src="https://a.example/x.png" alt="{{project_name}}">
<!--[if mso]></v:roundrect><![endif]--> 1 < 2, {single}, }} &copy; </body></html>`;
    expect(custom({ html_content })).toBe('accepted');
  });
});
