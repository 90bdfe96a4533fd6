import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeSettings, policyWithRoles } from '../../testing/change-settings.ts';
import { login, otherEnvironment, unlimited } from '../../testing/magic-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp(unlimited);
});
afterAll(() => app.close());

const create = (body: object) => app.call('POST', '/v1/users', body);
const get = (id: string) => app.call('GET', `/v1/users/${encodeURIComponent(id)}`);
const update = (id: string, body: object) =>
  app.call('PUT', `/v1/users/${encodeURIComponent(id)}`, body);
const created = async (body: object) => {
  const answer = await create(body);
  expect(answer.body).toMatchObject({ status_code: 201 });
  return answer.body;
};
const error = (status_code: number, error_type: string) => ({ status_code, error_type });

describe('creating a user', () => {
  test('answers 201 with the ids of its factors and empty values for what is unset', async () => {
    const answer = await create({ email: 'Ada@Example.com' });
    expect(answer.status).toBe(201);
    const { body } = answer;
    expect(body).toMatchObject({ status: 'active', phone_id: '' });
    expect(body.user).toMatchObject({
      user_id: body.user_id,
      emails: [{ email_id: body.email_id, email: 'Ada@Example.com', verified: false }],
      phone_numbers: [],
      providers: [],
      webauthn_registrations: [],
      biometric_registrations: [],
      totps: [],
      crypto_wallets: [],
      name: { first_name: '', middle_name: '', last_name: '' },
      password: null,
      external_id: null,
      trusted_metadata: {},
      untrusted_metadata: {},
      is_locked: false,
      lock_created_at: null,
      lock_expires_at: null,
      roles: ['stytch_user'],
    });
    expect((await get(body.user_id)).body).toMatchObject({ ...body.user, status_code: 200 });
  });

  test('takes email and phone number together', async () => {
    const body = await created({ email: 'both@example.com', phone_number: '+14155550100' });
    expect(body.email_id).toMatch(/^email-test-/);
    expect(body.phone_id).toMatch(/^phone-number-test-/);
    expect(body.user.phone_numbers).toEqual([
      { phone_id: body.phone_id, phone_number: '+14155550100', verified: false },
    ]);
  });

  test('makes it pending on demand, until its first success', async () => {
    const body = await created({ email: 'pending@example.com', create_user_as_pending: true });
    expect(body).toMatchObject({ status: 'pending', user: { status: 'pending' } });
    expect((await get(body.user_id)).body.status).toBe('pending');
    expect((await login(app, 'pending@example.com')).user.status).toBe('active');
  });

  test.each([
    [{}, 'invalid_create_user_request'],
    [{ name: { first_name: 'Ada' } }, 'invalid_create_user_request'],
    [{ email: null }, 'invalid_create_user_request'],
    [{ email: '' }, 'invalid_email'],
    [{ email: 'nobody' }, 'invalid_email'],
    [{ email: 1 }, 'bad_request'],
    [{ phone_number: '4155550100' }, 'invalid_phone_number'],
    [{ phone_number: '+999123456789' }, 'invalid_phone_number_country_code'],
    [{ email: 'x@example.com', external_id: '' }, 'invalid_user_id'],
    [{ email: 'x@example.com', external_id: 'a b' }, 'invalid_user_id'],
    [{ email: 'x@example.com', external_id: 'x'.repeat(129) }, 'invalid_user_id'],
    [{ email: 'x@example.com', external_id: 'user-test-1' }, 'invalid_user_id'],
    [{ email: 'x@example.com', roles: ['nobody'] }, 'invalid_role'],
    [{ email: 'x@example.com', roles: ['stytch_user'] }, 'cannot_assign_default_rbac_role_id'],
    [{ email: 'x@example.com', attributes: { ip_address: '1.2.3' } }, 'invalid_ip_address'],
    [
      { email: 'x@example.com', attributes: { user_agent: 'x'.repeat(2_049) } },
      'invalid_user_agent',
    ],
    [{ email: 'x@example.com', trusted_metadata: [] }, 'metadata_invalid_format'],
    [{ email: 'x@example.com', untrusted_metadata: 'x' }, 'metadata_invalid_format'],
    [{ email: 'x@example.com', name: { first_name: 'x'.repeat(1_001) } }, 'bad_request'],
    [
      { email: 'x@example.com', name: { first_name: 'A\u200bda' } },
      'forbidden_character_zero_width_space',
    ],
  ])('refuses %j', async (body, type) => {
    expect((await create(body)).body).toMatchObject(error(400, type));
    expect(
      (await app.call('POST', '/v1/magic_links/email/send', { email: 'x@example.com' })).body,
    ).toMatchObject(error(404, 'email_not_found'));
  });

  test('keeps what makes a user unique to one user', async () => {
    await created({ email: 'one@example.com', phone_number: '+14155550101', external_id: 'one' });
    expect((await create({ email: 'ONE@example.COM' })).body).toMatchObject(
      error(400, 'duplicate_email'),
    );
    expect((await create({ phone_number: '+14155550101' })).body).toMatchObject(
      error(400, 'duplicate_phone_number'),
    );
    expect((await create({ email: 'two@example.com', external_id: 'one' })).body).toMatchObject(
      error(400, 'duplicate_user_external_id'),
    );
    // Nothing of a refused call stays.
    await created({ email: 'two@example.com' });
    const half = await create({ email: 'half@example.com', phone_number: '+14155550101' });
    expect(half.body).toMatchObject(error(400, 'duplicate_phone_number'));
    await created({ email: 'half@example.com' });
  });

  test.each([
    ['email', { email: 'race@example.com' }, 'duplicate_email'],
    ['phone number', { phone_number: '+14155550102' }, 'duplicate_phone_number'],
  ])('of 20 callers with one %s lets one win', async (_, body, type) => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => create(body)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    const others = answers.filter(({ status }) => status !== 201);
    for (const other of others) expect(other.body).toMatchObject(error(400, type));
  });

  test('of 20 callers with one external_id lets one win', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        create({ email: `race${n}@example.com`, external_id: 'race' }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(
      answers.filter(({ body }) => body.error_type === 'duplicate_user_external_id'),
    ).toHaveLength(19);
  });

  test('gives each environment users of its own', async () => {
    const test = await created({ email: 'tenant@example.com', external_id: 'tenant' });
    const live = await app.callLive('POST', '/v1/users', {
      email: 'tenant@example.com',
      external_id: 'tenant',
    });
    expect(live.status).toBe(201);
    expect(live.body.user_id).toMatch(/^user-live-/);
    expect((await app.callLive('GET', '/v1/users/tenant')).body.user_id).toBe(live.body.user_id);
    expect((await get('tenant')).body.user_id).toBe(test.user_id);
    // The uuid alone opens nothing: another environment's user is not there.
    expect((await get(otherEnvironment(live.body.user_id))).body).toMatchObject(
      error(404, 'user_not_found'),
    );
    expect((await get(live.body.user_id)).body).toMatchObject(
      error(400, 'live_id_used_in_test_environment'),
    );
    expect((await app.callLive('GET', `/v1/users/${test.user_id}`)).body).toMatchObject(
      error(400, 'test_id_used_in_live_environment'),
    );
  });
});

describe('a user_id', () => {
  test.each([
    ['user-test-0', 400, 'invalid_user_id'],
    ['user-test-00000000-0000-4000-8000-00000000000G', 400, 'invalid_user_id'],
    ['a b', 400, 'invalid_user_id'],
    ['user-test-00000000-0000-4000-8000-000000000000', 404, 'user_not_found'],
    ['unknown', 404, 'user_not_found'],
    ['__proto__', 404, 'user_not_found'],
  ])('%s gets %i %s', async (id, status, type) => {
    expect((await get(id)).body).toMatchObject(error(status, type));
    expect((await update(id, {})).body).toMatchObject(error(status, type));
    const one = `/v1/users/${encodeURIComponent(id)}`;
    expect((await app.call('DELETE', one)).body).toMatchObject(error(status, type));
    expect((await app.call('DELETE', `${one}/external_id`)).body).toMatchObject(
      error(status, type),
    );
    expect((await app.call('GET', `${one}/connected_apps`)).body).toMatchObject(
      error(status, type),
    );
    const exchange = { email_address: 'other@example.com' };
    expect((await app.call('PUT', `${one}/exchange_primary_factor`, exchange)).body).toMatchObject(
      error(status, type),
    );
  });

  test('may be the external_id wherever one is taken; answers carry the real id', async () => {
    const external_id = `ext|1_a.B-${'x'.repeat(100)}`;
    const { user_id } = await created({ email: 'ext@example.com', external_id });
    const { body: found } = await get(external_id);
    expect(found).toMatchObject({ user_id, external_id });
    expect((await update(external_id, { name: { first_name: 'Eve' } })).body.user_id).toBe(user_id);
    const one = `/v1/users/${encodeURIComponent(external_id)}`;
    expect((await app.call('GET', `${one}/connected_apps`)).body.connected_apps).toEqual([]);
    expect(
      (await app.call('POST', `${one}/connected_apps/connected-app-test-1/revoke`)).body,
    ).toMatchObject(error(404, 'connected_app_not_found'));
    const link = await app.call('POST', '/v1/magic_links', { user_id: external_id });
    expect(link.body.user_id).toBe(user_id);
    const query = `user_id=${encodeURIComponent(external_id)}`;
    expect((await app.call('GET', `/v1/sessions?${query}`)).body.sessions).toEqual([]);
    await login(app, 'ext@example.com');
    const sent = await app.call('POST', '/v1/magic_links/email/send', {
      user_id: external_id,
      email: 'ext2@example.com',
    });
    expect(sent.body.user_id).toBe(user_id);
    const removed = await app.call('DELETE', `${one}/external_id`);
    expect(removed.body.user).toMatchObject({ user_id, external_id: null });
    expect((await get(external_id)).body).toMatchObject(error(404, 'user_not_found'));
  });

  test('an external_id is one no longer once it was changed', async () => {
    const { user_id } = await created({ email: 'moved@example.com', external_id: 'old' });
    expect((await update(user_id, { external_id: 'new' })).body.user.external_id).toBe('new');
    expect((await get('old')).status).toBe(404);
    expect((await get('new')).body.user_id).toBe(user_id);
    await created({ email: 'heir@example.com', external_id: 'old' });
  });
});

describe('updating a user', () => {
  test('changes what is given and leaves the rest', async () => {
    const { user_id } = await created({
      email: 'update@example.com',
      name: { first_name: 'Ada', middle_name: 'King', last_name: 'Lovelace' },
      external_id: 'update',
      trusted_metadata: { a: 1 },
    });
    const first = await update(user_id, { name: { middle_name: '' } });
    expect(first.body.user).toMatchObject({
      name: { first_name: 'Ada', middle_name: '', last_name: 'Lovelace' },
      external_id: 'update',
      trusted_metadata: { a: 1 },
    });
    expect(first.body).toMatchObject({ user_id, phone_numbers: [], crypto_wallets: [] });
    expect(first.body.emails).toEqual(first.body.user.emails);
    expect((await update(user_id, {})).body.user).toEqual(first.body.user);
    expect((await update(user_id, { external_id: null, name: null })).body.user).toEqual(
      first.body.user,
    );
  });

  test.each(['trusted_metadata', 'untrusted_metadata'])(
    '%s merges at the top level only, null deletes',
    async (member) => {
      const { user_id } = await created({
        email: `${member}@example.com`,
        [member]: { keep: 1, replace: { a: 1, b: [1] }, drop: true, nothing: null },
      });
      const before = (await get(user_id)).body[member];
      expect(before).toEqual({ keep: 1, replace: { a: 1, b: [1] }, drop: true });
      const changes = { replace: { c: null, d: [null, 1.5] }, drop: null, add: 'é😀' };
      const { body } = await update(user_id, { [member]: changes });
      const after = { keep: 1, replace: { c: null, d: [null, 1.5] }, add: 'é😀' };
      expect(body.user[member]).toEqual(after);
      expect((await get(user_id)).body[member]).toEqual(after);
    },
  );

  test('metadata limits hold for the result of the merge, and a refusal changes nothing', async () => {
    const twenty = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`k${n}`, 1]));
    const { user_id } = await created({ email: 'limits@example.com', trusted_metadata: twenty });
    expect((await update(user_id, { trusted_metadata: { one: 1 } })).body).toMatchObject(
      error(400, 'metadata_too_many_keys'),
    );
    expect((await update(user_id, { trusted_metadata: { k0: null, one: 1 } })).status).toBe(200);
    const big = { k1: 'x'.repeat(4_096) };
    expect(
      (await update(user_id, { trusted_metadata: big, name: { first_name: 'X' } })).body,
    ).toMatchObject(error(400, 'metadata_too_large'));
    expect((await get(user_id)).body.name.first_name).toBe('');
  });

  test('a metadata key cannot become a prototype', async () => {
    const { user_id } = await created({ email: 'proto@example.com' });
    const path = `/v1/users/${user_id}`;
    const send = (payload: string) =>
      app.app.inject({
        method: 'PUT',
        url: path,
        headers: {
          'content-type': 'application/json',
          authorization: `Basic ${Buffer.from(`${app.test.project_id}:${app.test.secret}`).toString('base64')}`,
        },
        payload,
      });
    for (const key of ['__proto__', '_\\u005fproto__', '\\u005f_proto__', '__pr\\u006fto__']) {
      const answer = await send(`{"trusted_metadata":{"${key}":{"isAdmin":true}}}`);
      expect(answer.json()).toMatchObject(error(400, 'bad_request'));
    }
    const odd = { constructor: { prototype: 1 }, toString: 'x', hasOwnProperty: 1, toJSON: 2 };
    expect((await update(user_id, { trusted_metadata: odd })).body.user.trusted_metadata).toEqual(
      odd,
    );
    expect((await get(user_id)).body.trusted_metadata).toEqual(odd);
  });

  test('no key is lost when many callers each add one', async () => {
    const { user_id } = await created({ email: 'merge-race@example.com' });
    await Promise.all(
      Array.from({ length: 15 }, (_, n) =>
        update(user_id, { untrusted_metadata: { [`k${n}`]: n } }),
      ),
    );
    expect(Object.keys((await get(user_id)).body.untrusted_metadata)).toHaveLength(15);
  });

  test('of many callers who want one external_id one gets it', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      ids.push((await created({ email: `wants${n}@example.com` })).user_id);
    }
    const answers = await Promise.all(ids.map((id) => update(id, { external_id: 'wanted' })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(
      answers.filter(({ body }) => body.error_type === 'duplicate_user_external_id'),
    ).toHaveLength(4);
  });

  test.each(['emails', 'phone_numbers', 'crypto_wallets'])('cannot add %s', async (member) => {
    const { user_id } = await created({ email: `add-${member}@example.com` });
    expect((await update(user_id, { [member]: [] })).body).toMatchObject(
      error(400, 'update_user_auth_method_not_allowed'),
    );
  });

  test('replaces explicit roles as a whole and never the default one', async () => {
    await changeSettings(app, { rbac_policy: policyWithRoles('editor', 'viewer') });
    const { user_id, user } = await created({
      email: 'roles@example.com',
      roles: ['editor', 'editor'],
    });
    expect(user.roles).toEqual(['stytch_user', 'editor']);
    const roles = async (body: object) => (await update(user_id, body)).body.user.roles;
    expect(await roles({ name: {} })).toEqual(['stytch_user', 'editor']);
    expect(await roles({ roles: ['viewer'] })).toEqual(['stytch_user', 'viewer']);
    expect((await update(user_id, { roles: ['editor', 'nobody'] })).body).toMatchObject(
      error(400, 'invalid_role'),
    );
    expect((await update(user_id, { roles: ['stytch_user'] })).body).toMatchObject(
      error(400, 'cannot_assign_default_rbac_role_id'),
    );
    expect((await get(user_id)).body.roles).toEqual(['stytch_user', 'viewer']);
    expect(await roles({ roles: [] })).toEqual(['stytch_user']);
  });
});

describe('deleting a user', () => {
  test('ends everything that is the user’s, at once', async () => {
    const session = await login(app, 'gone@example.com');
    const pending = await app.call('POST', '/v1/magic_links', { user_id: session.user_id });
    const deleted = await app.call('DELETE', `/v1/users/${session.user_id}`);
    expect(Object.keys(deleted.body).sort()).toEqual(['request_id', 'status_code', 'user_id']);
    expect((await get(session.user_id)).body).toMatchObject(error(404, 'user_not_found'));
    for (const selector of ['session_token', 'session_jwt']) {
      const answer = await app.call('POST', '/v1/sessions/authenticate', {
        [selector]: session[selector],
      });
      expect(answer.body).toMatchObject(error(404, 'session_not_found'));
    }
    const token = pending.body.token;
    expect((await app.call('POST', '/v1/magic_links/authenticate', { token })).body).toMatchObject(
      error(404, 'magic_link_not_found'),
    );
    expect((await app.call('DELETE', `/v1/users/${session.user_id}`)).body).toMatchObject(
      error(404, 'user_not_found'),
    );
    // The address is free again, for another user.
    expect((await created({ email: 'gone@example.com' })).user_id).not.toBe(session.user_id);
  });

  test('meets logins of the same moment without an unexpected error', async () => {
    for (let round = 0; round < 5; round += 1) {
      const email = `crossing${round}@example.com`;
      const { user_id } = await created({ email });
      const tokens: string[] = [];
      for (let n = 0; n < 4; n += 1) {
        tokens.push((await app.call('POST', '/v1/magic_links', { user_id })).body.token);
      }
      const answers = await Promise.all([
        ...tokens.map((token) =>
          app.call('POST', '/v1/magic_links/authenticate', { token, session_duration_minutes: 5 }),
        ),
        app.call('DELETE', `/v1/users/${user_id}`),
        app.call('POST', '/v1/magic_links', { user_id }),
        app.call('POST', '/v1/magic_links/email/login_or_create', { email }),
        app.call('POST', '/v1/magic_links/email/send', { email }),
        update(user_id, { name: { first_name: 'X' } }),
      ]);
      expect(answers.map(({ status }) => status).filter((status) => status >= 500)).toEqual([]);
      expect(answers[4]?.status).toBe(200);
      expect(answers[6]?.status).toBe(200);
    }
  });
});
