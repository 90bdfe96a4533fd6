import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { later, login, unlimited } from '../../testing/magic-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp(unlimited);
});
afterAll(() => app.close());

const error = (status_code: number, error_type: string) => ({ status_code, error_type });
const invite = (body: object) => app.call('POST', '/v1/magic_links/email/invite', body);
const revoke = (body: object) => app.call('POST', '/v1/magic_links/email/revoke_invite', body);
const useLink = (body: object) => app.call('POST', '/v1/magic_links/authenticate', body);
const get = (id: string) => app.call('GET', `/v1/users/${id}`);

describe('an invitation', () => {
  test('makes a pending user with what it says of them, and mails them', async () => {
    const email = 'invited@example.com';
    const answer = await invite({
      email,
      name: { first_name: 'Grace' },
      trusted_metadata: { a: 1 },
      untrusted_metadata: { b: 2 },
    });
    expect(Object.keys(answer.body).sort()).toEqual([
      'email_id',
      'request_id',
      'status_code',
      'user_id',
    ]);
    const { user_id } = answer.body;
    expect((await get(user_id)).body).toMatchObject({
      status: 'pending',
      name: { first_name: 'Grace' },
      trusted_metadata: { a: 1 },
      untrusted_metadata: { b: 2 },
    });
    const mail = await app.lastMail(email);
    expect(mail.kind).toBe('invite');
    const page = await app.app.inject({ url: mail.link.replace(/^https?:\/\/[^/]+/, '') });
    expect(page.body).toContain('stytch_redirect_type=invite');
    const used = await useLink({ token: mail.token });
    expect(used.body).toMatchObject({ user_id, user: { status: 'active' } });
    expect((await invite({ email })).body).toMatchObject(error(400, 'duplicate_email'));
  });

  test('may be sent again, to the same user, until it is accepted', async () => {
    const email = 'again@example.com';
    const first = await invite({ email });
    const older = (await app.lastMail(email)).token;
    const second = await invite({ email, name: { first_name: 'Other' } });
    expect(second.body.user_id).toBe(first.body.user_id);
    expect((await get(first.body.user_id)).body.name.first_name).toBe('');
    expect((await useLink({ token: older })).status).toBe(200);
  });

  test('makes one user, however many invite them at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => invite({ email: 'race@example.com' })),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(new Set(answers.map(({ body }) => body.user_id)).size).toBe(1);
  });

  test('takes no PKCE: the invitee has no verifier', async () => {
    await invite({ email: 'no-pkce@example.com', code_challenge: 'x'.repeat(43) });
    const { token } = await app.lastMail('no-pkce@example.com');
    expect((await useLink({ token })).status).toBe(200);
  });

  test.each([
    [{}, 400, 'invalid_email'],
    [{ email: 'x' }, 400, 'invalid_email'],
    [{ invite_expiration_minutes: 4 }, 400, 'invalid_expiration'],
    [{ invite_expiration_minutes: 10_081 }, 400, 'invalid_expiration'],
    [{ invite_template_id: 'unknown' }, 404, 'email_template_not_found'],
    [{ invite_magic_link_url: 'x' }, 400, 'invalid_invite_magic_link_url'],
    [
      { invite_magic_link_url: 'https://evil.example' },
      400,
      'no_match_for_provided_magic_link_url',
    ],
    [{ locale: 'xx' }, 400, 'invalid_locale'],
    [{ trusted_metadata: 'x' }, 400, 'metadata_invalid_format'],
    [{ untrusted_metadata: { a: 'x'.repeat(5_000) } }, 400, 'metadata_too_large'],
    [{ attributes: { ip_address: 'x' } }, 400, 'invalid_ip_address'],
  ])('with %j is refused and makes no user', async (part, status, type) => {
    const body = Object.keys(part).length === 0 ? part : { email: 'not@example.com', ...part };
    expect((await invite(body)).body).toMatchObject(error(status, type));
    expect((await revoke({ email: 'not@example.com' })).body).toMatchObject(
      error(404, 'email_not_found'),
    );
  });

  test('lasts an hour, or as long as it says', async () => {
    await invite({ email: 'hour@example.com' });
    await invite({ email: 'week@example.com', invite_expiration_minutes: 10_080 });
    const hour = (await app.lastMail('hour@example.com')).token;
    const week = (await app.lastMail('week@example.com')).token;
    await later(app, 3_601, async () => {
      expect((await useLink({ token: hour })).body).toMatchObject(
        error(401, 'unable_to_auth_magic_link'),
      );
    });
    await later(app, 7 * 86_400 - 600, async () => {
      expect((await useLink({ token: week })).status).toBe(200);
    });
  });
});

describe('revoking an invitation', () => {
  test('ends its links and the user whom nobody ever was', async () => {
    const email = 'revoked@example.com';
    const { user_id } = (await invite({ email })).body;
    const { token } = await app.lastMail(email);
    const answer = await revoke({ email: 'REVOKED@example.com' });
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.body).sort()).toEqual(['request_id', 'status_code']);
    expect((await useLink({ token })).body).toMatchObject(error(404, 'magic_link_not_found'));
    expect((await get(user_id)).body).toMatchObject(error(404, 'user_not_found'));
    expect((await revoke({ email })).body).toMatchObject(error(404, 'email_not_found'));
  });

  test('of a user who came in leaves them as they are', async () => {
    const email = 'came-in@example.com';
    const { user_id } = (await invite({ email })).body;
    const { token } = await app.lastMail(email);
    await useLink({ token });
    expect((await revoke({ email })).status).toBe(200);
    expect((await get(user_id)).body.status).toBe('active');
    expect((await login(app, email)).user_id).toBe(user_id);
  });

  test('leaves a pending user who was never invited', async () => {
    const body = { email: 'uninvited@example.com', create_user_as_pending: true };
    const { user_id } = (await app.call('POST', '/v1/users', body)).body;
    expect((await revoke({ email: body.email })).status).toBe(200);
    expect((await get(user_id)).body.status).toBe('pending');
  });

  test('needs a valid address', async () => {
    expect((await revoke({})).body).toMatchObject(error(400, 'invalid_email'));
    expect((await revoke({ email: 'x' })).body).toMatchObject(error(400, 'invalid_email'));
  });

  test('meets acceptances and new invitations of the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const email = `crossing${round}@example.com`;
      await invite({ email });
      const { token } = await app.lastMail(email);
      const [used, revoked, ...invited] = await Promise.all([
        useLink({ token, session_duration_minutes: 5 }),
        revoke({ email }),
        invite({ email }),
        invite({ email }),
      ]);
      expect([200, 401, 404]).toContain(used?.status);
      expect([200, 404]).toContain(revoked?.status);
      for (const one of invited) expect([200, 400]).toContain(one.status);
    }
  });
});
