import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { loginTemplate, look, otpTemplate, sender } from '../../testing/email-templates.ts';
import { type Answer, createTestApp, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
/** A project of its own for each test. */
let P: string;
let T: string;
const D = (type: string): string => `${P}/default_email_templates/${type}`;

beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** The Node client: a body `{}` on every call but a GET. */
const node = (method: Method, path: string, body: object = {}) =>
  app.callManagement(method, path, method === 'GET' ? undefined : body);
/** The Go client: no body at all on DELETE. */
const goDelete = (path: string) => app.callManagement('DELETE', path);

beforeEach(async () => {
  const { body } = await node('POST', '/pwa/v3/projects', { name: 'Templates' });
  P = `/pwa/v3/projects/${body.project.project_slug}`;
  T = `${P}/email_templates`;
});

function expectOk(answer: Answer): Answer['body'] {
  expect(answer.body).toMatchObject({ status_code: 200 });
  expect(answer.status).toBe(200);
  const { request_id: _, status_code: __, ...rest } = answer.body;
  return rest;
}

function expectError(answer: Answer, status: number, type: string): void {
  expect(answer.body).toMatchObject({ status_code: status, error_type: type });
  expect(answer.status).toBe(status);
  expect(answer.body.request_id).not.toBe('');
}

const prebuilt = { template_id: 'looks', prebuilt_customization: look };
const custom = {
  template_id: 'Login.v2_a-b',
  name: 'Login mail',
  sender_information: sender,
  custom_html_customization: loginTemplate,
};
const create = async (template: object) => expectOk(await node('POST', T, template));

describe('templates', () => {
  test('are created, read, listed, changed and deleted, each with one customization', async () => {
    expect(await create(custom)).toEqual({ email_template: custom });
    expect(await create(prebuilt)).toEqual({ email_template: prebuilt });
    const path = `${T}/${custom.template_id}`;
    expect(expectOk(await node('GET', path))).toEqual({ email_template: custom });
    expect(expectOk(await node('GET', T))).toEqual({ email_templates: [custom, prebuilt] });
    const changed = { ...loginTemplate, subject: 'Other' };
    const answer = await node('PUT', path, { custom_html_customization: changed });
    expect(expectOk(answer)).toEqual({
      email_template: { ...custom, custom_html_customization: changed },
    });
    expect(expectOk(await node('DELETE', path))).toEqual({});
    expectOk(await goDelete(`${T}/looks`));
    expect(expectOk(await node('GET', T))).toEqual({ email_templates: [] });
  });

  test('may say no more than what the Go client leaves of zero values', async () => {
    const template = { template_id: 'go', prebuilt_customization: {} };
    expect(await create(template)).toEqual({ email_template: template });
    const empty = { ...prebuilt, name: '', sender_information: { from_name: '' } };
    expect(await create(empty)).toEqual({
      email_template: { ...prebuilt, sender_information: {} },
    });
  });

  test('keep parts that a change does not name, and their id', async () => {
    await create({ ...prebuilt, name: 'Looks', sender_information: sender });
    const change = async (body: object) =>
      expectOk(await node('PUT', `${T}/looks`, body)).email_template;
    const whole = { ...prebuilt, name: 'Looks', sender_information: sender };
    expect(await change({})).toEqual(whole);
    expect(await change({ name: 'New', template_id: 'other' })).toEqual({ ...whole, name: 'New' });
    const less = { button_color: '#000000' };
    const next = { ...whole, name: 'New', prebuilt_customization: less };
    expect(await change({ prebuilt_customization: less })).toEqual(next);
    const html = { custom_html_customization: loginTemplate };
    const { prebuilt_customization: _, ...rest } = next;
    expect(await change(html)).toEqual({ ...rest, ...html });
    expect(expectOk(await node('GET', `${T}/looks`)).email_template).toEqual({ ...rest, ...html });
  });

  test('are refused where something is wrong, and stay as they were', async () => {
    await create(custom);
    const refused: [object, string][] = [
      [
        { ...custom, template_id: 'b', prebuilt_customization: look },
        'invalid_email_template_parameters',
      ],
      [{ template_id: 'b' }, 'invalid_email_template_parameters'],
      [
        { ...custom, template_id: 'b', sender_information: null },
        'invalid_email_template_parameters',
      ],
      [{ ...custom, template_id: 'no spaces' }, 'invalid_template_id'],
      [{ ...custom, template_id: '..' }, 'invalid_template_id'],
      [{ ...custom, template_id: '' }, 'invalid_template_id'],
      [{ prebuilt_customization: look }, 'invalid_template_id'],
      [custom, 'duplicate_email_template_vanity_id'],
      [
        { ...prebuilt, prebuilt_customization: { font_family: 'COMIC_SANS' } },
        'invalid_email_template_parameters',
      ],
      [
        { ...prebuilt, prebuilt_customization: { text_alignment: 'RIGHT' } },
        'invalid_email_template_parameters',
      ],
      [{ ...prebuilt, prebuilt_customization: { button_border_radius: '4' } }, 'bad_request'],
      [
        { ...custom, custom_html_customization: { ...loginTemplate, template_type: 'X' } },
        'invalid_email_template_parameters',
      ],
    ];
    for (const member of ['html_content', 'subject', 'template_type']) {
      const { [member]: _, ...rest } = loginTemplate as Record<string, string>;
      const error = member.startsWith('template')
        ? 'invalid_email_template_parameters'
        : `invalid_email_${member.replace('_content', '')}`;
      refused.push([{ ...custom, template_id: 'b', custom_html_customization: rest }, error]);
    }
    for (const [body, error] of refused) expectError(await node('POST', T, body), 400, error);
    const bad = { ...loginTemplate, html_content: 'none' };
    const change = { custom_html_customization: bad };
    expectError(
      await node('PUT', `${T}/${custom.template_id}`, change),
      400,
      'invalid_email_template_content',
    );
    expect(expectOk(await node('GET', T))).toEqual({ email_templates: [custom] });
  });

  test('that do not exist cannot be read, changed, deleted, shown or made a default', async () => {
    const unknown = [`${T}/unknown`, `${T}/a%2Fb`, '/pwa/v3/projects/unknown/email_templates/a'];
    for (const path of unknown) {
      const error = path.includes('projects/unknown')
        ? 'project_not_found'
        : 'email_template_not_found';
      for (const method of ['GET', 'PUT', 'DELETE'] as const) {
        expectError(await node(method, path), 404, error);
      }
      expectError(await goDelete(path), 404, error);
      expectError(await node('POST', `${path}/preview`), 404, error);
    }
    const body = { template_id: 'unknown' };
    expectError(await node('POST', D('LOGIN'), body), 404, 'email_template_not_found');
  });

  test('belong to one project', async () => {
    await create(prebuilt);
    const mine = T;
    const { body } = await node('POST', '/pwa/v3/projects', { name: 'Other' });
    T = `/pwa/v3/projects/${body.project.project_slug}/email_templates`;
    expectError(await node('GET', `${T}/looks`), 404, 'email_template_not_found');
    await create({ ...prebuilt, name: 'Theirs' });
    expect(expectOk(await node('GET', `${mine}/looks`))).toEqual({ email_template: prebuilt });
  });

  test('number 100 at most, however many calls arrive at once', async () => {
    for (let n = 0; n < 96; n += 1) await create({ ...prebuilt, template_id: `t${n}` });
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        node('POST', T, { ...prebuilt, template_id: `last${n}` }),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(4);
    const refused = answers.find(({ status }) => status !== 200) as Answer;
    expectError(refused, 400, 'too_many_email_templates');
    expect(expectOk(await node('GET', T)).email_templates).toHaveLength(100);
  });

  test('go with their project, defaults included', async () => {
    await create(prebuilt);
    expectOk(await node('POST', D('PREBUILT'), { template_id: 'looks' }));
    expectOk(await node('DELETE', P));
    expectError(await node('GET', T), 404, 'project_not_found');
    const { q } = app.database;
    const project = P.split('/').at(-1) as string;
    const left = await app.database.all(
      q
        .selectFrom('email_templates as t')
        .leftJoin('projects as p', 'p.id', 't.project_id')
        .select('t.template_id')
        .where((eb) => eb.or([eb('p.id', 'is', null), eb('p.slug', '=', project)])),
    );
    expect(left).toEqual([]);
  });
});

describe('a default', () => {
  test('is set, read, replaced and unset, once a type', async () => {
    await create(prebuilt);
    await create(custom);
    for (const type of ['LOGIN', 'ONE_TIME_PASSCODE', 'PREBUILT']) {
      expectError(await node('GET', D(type)), 404, 'email_template_not_found');
      expect(expectOk(await node('POST', D(type), { template_id: 'looks' }))).toEqual({});
      expect(expectOk(await node('GET', D(type)))).toEqual({ template_id: 'looks' });
    }
    expectOk(await node('POST', D('LOGIN'), { template_id: custom.template_id }));
    expect(expectOk(await node('GET', D('LOGIN')))).toEqual({ template_id: custom.template_id });
    expectOk(await node('DELETE', D('LOGIN')));
    expectOk(await goDelete(D('ONE_TIME_PASSCODE')));
    expectError(await node('GET', D('LOGIN')), 404, 'email_template_not_found');
  });

  test('can be unset where none is set, except that for all types', async () => {
    expectOk(await node('DELETE', D('SIGNUP')));
    expectError(await node('DELETE', D('PREBUILT')), 400, 'cannot_delete_default_email_template');
    await create(prebuilt);
    expectOk(await node('POST', D('PREBUILT'), { template_id: 'looks' }));
    expectError(await goDelete(D('PREBUILT')), 400, 'cannot_delete_default_email_template');
    expect(expectOk(await node('GET', D('PREBUILT')))).toEqual({ template_id: 'looks' });
  });

  test('must fit its type, also after a change of the template', async () => {
    await create(prebuilt);
    await create(custom);
    const { template_id } = custom;
    for (const type of ['SIGNUP', 'PREBUILT', 'ONE_TIME_PASSCODE']) {
      expectError(await node('POST', D(type), { template_id }), 400, 'invalid_template_id');
    }
    expectOk(await node('POST', D('LOGIN'), { template_id }));
    const path = `${T}/${template_id}`;
    const other = { custom_html_customization: otpTemplate };
    expectError(await node('PUT', path, other), 400, 'invalid_email_template_parameters');
    expectOk(await node('PUT', path, { prebuilt_customization: look }));
    expectOk(await node('POST', D('PREBUILT'), { template_id }));
    const back = { custom_html_customization: loginTemplate };
    expectError(await node('PUT', path, back), 400, 'invalid_email_template_parameters');
  });

  test('cannot be deleted as a template', async () => {
    await create(prebuilt);
    expectOk(await node('POST', D('INVITE'), { template_id: 'looks' }));
    const path = `${T}/looks`;
    expectError(await node('DELETE', path), 400, 'cannot_delete_default_email_template');
    expectOk(await node('DELETE', D('INVITE')));
    expectOk(await node('DELETE', path));
  });

  test('is only for types there are', async () => {
    for (const method of ['GET', 'POST', 'DELETE'] as const) {
      const body = { template_id: 'looks' };
      expectError(await node(method, D('login'), body), 400, 'invalid_argument');
    }
    expectError(await node('POST', D('LOGIN')), 400, 'invalid_template_id');
  });
});

describe('a preview', () => {
  const preview = (id: string, body: object = {}) => node('POST', `${T}/${id}/preview`, body);

  test('shows a mail with sample values, those that are given first', async () => {
    await create(custom);
    const values = {
      user_email: 'o\'neil"<b>@example.com',
      magic_link_url: 'https://a.example/?a&b',
    };
    const shown = expectOk(await preview(custom.template_id, { values }));
    expect(shown).toEqual({
      subject: 'Come in, o\'neil"<b>@example.com',
      html: '<p>For o&#39;neil&quot;&lt;b&gt;@example.com: <a href="https://a.example/?a&amp;b">in</a></p>',
      text: 'In: https://a.example/?a&b',
    });
    expect(expectOk(await preview(custom.template_id)).subject).toBe('Come in, ada@example.com');
  });

  test('shows looks in mails of every type and locale', async () => {
    await create(prebuilt);
    const first = expectOk(await preview('looks'));
    expect(first.subject).toBe('Your login request to Templates');
    expect(first.html).toContain('bgcolor="#aa0000"');
    const code = { type: 'ONE_TIME_PASSCODE', locale: 'fr', values: { otp_code: '048213' } };
    expect(expectOk(await preview('looks', code)).text).toContain('048213');
    const both = { type: 'RESET_PASSWORD', values: { magic_link_url: 'myapp://in' } };
    expect(expectOk(await preview('looks', both)).html).toContain('href="myapp://in"');
  });

  test('refuses what cannot be sent', async () => {
    await create(custom);
    const refused: [object, string][] = [
      [{ type: 'SIGNUP' }, 'invalid_template_id'],
      [{ type: 'PREBUILT' }, 'invalid_argument'],
      [{ locale: 'de' }, 'invalid_locale'],
      [{ values: { magic_link_url: 'javascript:x' } }, 'invalid_template_values'],
      [{ values: { expiration_minutes: 0 } }, 'invalid_template_values'],
      [{ values: { user_email: 'x'.repeat(2_049) } }, 'invalid_template_values'],
    ];
    for (const [body, error] of refused) {
      expectError(await preview(custom.template_id, body), 400, error);
    }
  });
});
