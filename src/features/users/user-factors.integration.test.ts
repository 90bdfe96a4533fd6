import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FactorKind } from '../../platform/db/schema.ts';
import { orderedId } from '../../platform/ids.ts';
import { changeSettings } from '../../testing/change-settings.ts';
import {
  later,
  login,
  mailedToken,
  otherEnvironment,
  unlimited,
} from '../../testing/magic-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import { factorIdKind } from './factor.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp(unlimited);
});
afterAll(() => app.close());

const error = (status_code: number, error_type: string) => ({ status_code, error_type });
const get = (id: string) => app.call('GET', `/v1/users/${id}`);
const remove = (path: string) => app.call('DELETE', `/v1/users/${path}`);
const authenticate = (body: object) => app.call('POST', '/v1/magic_links/authenticate', body);
const send = (body: object) => app.call('POST', '/v1/magic_links/email/send', body);
const created = async (body: object) => (await app.call('POST', '/v1/users', body)).body;
const exchange = (id: string, body: object) =>
  app.call('PUT', `/v1/users/${id}/exchange_primary_factor`, body);

/** A factor of a kind that no operation can make yet, as its operation would leave it. */
async function insert(userId: string, kind: FactorKind, data: object, verified: 0 | 1 = 1) {
  const id = orderedId();
  const row = {
    environment_id: app.test.project_id.slice(-36),
    id,
    user_id: userId.slice(-36),
    kind,
    identifier: id,
    realm: kind === 'oauth' ? 'google' : '',
    verified,
    data: JSON.stringify(data),
    created_at: Date.now(),
    expires_at: null,
  };
  await app.database.affected(app.database.q.insertInto('factors').values(row));
  return `${factorIdKind[kind]}-test-${id}`;
}

interface Case {
  kind: FactorKind;
  path: string;
  list: string;
  malformed: string;
  notFound: string;
  data: object;
}

const cases: Case[] = [
  {
    kind: 'phone_number',
    path: 'phone_numbers',
    list: 'phone_numbers',
    malformed: 'phone_number_not_found',
    notFound: 'phone_number_not_found',
    data: {},
  },
  {
    kind: 'webauthn_registration',
    path: 'webauthn_registrations',
    list: 'webauthn_registrations',
    malformed: 'invalid_webauthn_registration_id',
    notFound: 'webauthn_registration_not_found',
    data: { domain: 'example.com', user_agent: '', authenticator_type: '', name: 'key' },
  },
  {
    kind: 'biometric_registration',
    path: 'biometric_registrations',
    list: 'biometric_registrations',
    malformed: 'invalid_biometric_registration_id',
    notFound: 'biometric_registration_not_found',
    data: {},
  },
  {
    kind: 'totp',
    path: 'totps',
    list: 'totps',
    malformed: 'invalid_totp_id',
    notFound: 'totp_not_found',
    data: {},
  },
  {
    kind: 'crypto_wallet',
    path: 'crypto_wallets',
    list: 'crypto_wallets',
    malformed: 'invalid_crypto_wallet_id',
    notFound: 'crypto_wallet_not_found',
    data: { address: '0x1', type: 'ethereum' },
  },
  {
    kind: 'password',
    path: 'passwords',
    list: 'password',
    malformed: 'invalid_password_id',
    notFound: 'password_not_found',
    data: { requires_reset: false },
  },
  {
    kind: 'oauth',
    path: 'oauth',
    list: 'providers',
    malformed: 'invalid_oauth_user_registration_id',
    notFound: 'oauth_user_registration_not_found',
    data: { provider_type: 'Google', provider_subject: '1', profile_picture_url: '', locale: '' },
  },
];

describe.each(cases)('deleting a factor of kind $kind', ({ kind, path, list, ...rest }) => {
  test('removes that one and answers the user', async () => {
    const { user_id } = await created({ email: `${kind}@example.com` });
    const id = await insert(user_id, kind, rest.data);
    const before = (await get(user_id)).body;
    expect(JSON.stringify(before[list])).toContain(id);
    const answer = await remove(`${path}/${id}`);
    expect(answer.body).toMatchObject({ status_code: 200, user_id });
    expect(answer.body.user).toEqual({
      ...Object.fromEntries(
        Object.entries(before).filter(([key]) => !['request_id', 'status_code'].includes(key)),
      ),
      [list]: list === 'password' ? null : [],
    });
    expect((await remove(`${path}/${id}`)).body).toMatchObject(error(404, rest.notFound));
  });

  test('finds neither malformed nor unknown ids, nor those of others', async () => {
    const { user_id } = await created({ email: `${kind}-other@example.com` });
    const id = await insert(user_id, kind, rest.data);
    const status = rest.malformed === rest.notFound ? 404 : 400;
    expect((await remove(`${path}/x`)).body).toMatchObject(error(status, rest.malformed));
    expect((await remove(`${path}/${user_id}`)).body).toMatchObject(error(status, rest.malformed));
    const unknown = `${id.slice(0, -36)}00000000-0000-4000-8000-000000000000`;
    expect((await remove(`${path}/${unknown}`)).body).toMatchObject(error(404, rest.notFound));
    expect((await remove(`${path}/${otherEnvironment(id)}`)).body).toMatchObject(
      error(400, 'live_id_used_in_test_environment'),
    );
    const live = await app.callLive('DELETE', `/v1/users/${path}/${otherEnvironment(id)}`);
    expect(live.body).toMatchObject(error(404, rest.notFound));
    expect(JSON.stringify((await get(user_id)).body[list])).toContain(id);
  });
});

describe('deleting an email', () => {
  test('frees the address and kills the links sent to it', async () => {
    const { user_id, email_id } = await created({ email: 'freed@example.com' });
    const token = await mailedToken(app, 'freed@example.com');
    expect((await remove(`emails/${email_id}`)).body).toMatchObject({
      user_id,
      user: { emails: [] },
    });
    expect((await authenticate({ token })).body).toMatchObject(error(404, 'magic_link_not_found'));
    expect((await send({ email: 'freed@example.com' })).body).toMatchObject(
      error(404, 'email_not_found'),
    );
    const heir = await created({ email: 'freed@example.com' });
    expect((await authenticate({ token })).body).toMatchObject(error(404, 'magic_link_not_found'));
    expect((await get(heir.user_id)).body.emails[0].verified).toBe(false);
  });

  test('is refused for malformed ids and those of another kind', async () => {
    const { user_id } = await created({ email: 'ids@example.com' });
    for (const id of ['x', user_id, `email-test-${'0'.repeat(36)}`]) {
      expect((await remove(`emails/${id}`)).body).toMatchObject(error(400, 'invalid_email_id'));
    }
  });

  test('is refused while a password needs it', async () => {
    const { user_id, email_id } = await created({ email: 'needed@example.com' });
    const password = await insert(user_id, 'password', { requires_reset: false });
    expect((await remove(`emails/${email_id}`)).body).toMatchObject(
      error(400, 'cannot_delete_email'),
    );
    await remove(`passwords/${password}`);
    expect((await remove(`emails/${email_id}`)).status).toBe(200);
  });

  test('is refused for the last primary factor where the environment protects it', async () => {
    await changeSettings(app, { protect_last_primary_factor: true });
    const { user_id, email_id, phone_id } = await created({
      email: 'protected@example.com',
      phone_number: '+14155550110',
    });
    expect((await remove(`emails/${email_id}`)).status).toBe(200);
    expect((await remove(`phone_numbers/${phone_id}`)).body).toMatchObject(
      error(400, 'cannot_delete_last_primary_factor'),
    );
    await changeSettings(app, { protect_last_primary_factor: false });
    expect((await remove(`phone_numbers/${phone_id}`)).body.user_id).toBe(user_id);
  });

  test('of many callers lets one find it', async () => {
    const { email_id } = await created({ email: 'many-delete@example.com' });
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => remove(`emails/${email_id}`)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([
      200,
      ...Array.from({ length: 9 }, () => 404),
    ]);
  });
});

describe('exchanging the primary factor', () => {
  test('puts a new, unverified one of either kind in its place', async () => {
    const { user_id, email_id } = await created({ email: 'ex1@example.com' });
    await login(app, 'ex1@example.com');
    const email = await exchange(user_id, { email_address: 'ex2@example.com' });
    expect(email.body.user.emails).toMatchObject([{ email: 'ex2@example.com', verified: false }]);
    expect(email.body.user.emails[0].email_id).not.toBe(email_id);
    const phone = await exchange(user_id, { phone_number: '+14155550120' });
    expect(phone.body.user).toMatchObject({
      emails: [],
      phone_numbers: [{ phone_number: '+14155550120', verified: false }],
    });
    const { status_code, request_id, ...stored } = (await get(user_id)).body;
    expect([status_code, typeof request_id]).toEqual([200, 'string']);
    expect(stored).toEqual(phone.body.user);
    // The old ones are nobody's now.
    await created({ email: 'ex1@example.com' });
    await created({ email: 'ex2@example.com' });
  });

  test('ends the sessions that the old factor alone had made', async () => {
    const { user_id, session_token } = await login(app, 'ex-session@example.com');
    await exchange(user_id, { email_address: 'ex-session2@example.com' });
    const answer = await app.call('POST', '/v1/sessions/authenticate', { session_token });
    expect(answer.body).toMatchObject(error(404, 'session_not_found'));
  });

  test.each([
    [{}, 'invalid_exchange_primary_factor_fields'],
    [
      { email_address: 'x@example.com', phone_number: '+14155550121' },
      'invalid_exchange_primary_factor_fields',
    ],
    [{ email_address: 'x' }, 'invalid_email'],
    [{ phone_number: 'x' }, 'invalid_phone_number'],
    [{ email_address: 'taken@example.com' }, 'duplicate_email'],
    [{ email_address: 'EX-Mine@example.com' }, 'duplicate_email'],
    [{ phone_number: '+14155550122' }, 'duplicate_phone_number'],
    [{ email_address: ' Sandbox@stytch.com' }, 'invalid_email_sandbox'],
    [{ phone_number: '+10000000000' }, 'invalid_phone_number_sandbox'],
  ])('refuses %j', async (body, type) => {
    await created({ email: 'taken@example.com', phone_number: '+14155550122' });
    const external_id = `mine-${type}-${JSON.stringify(body).length}`;
    const mine = await created({ email: 'ex-mine@example.com', external_id });
    const { user_id } = mine.user_id ? mine : (await get('ex-mine')).body;
    expect((await exchange(user_id, body)).body).toMatchObject(error(400, type));
    const { emails } = (await get(user_id)).body;
    expect(emails).toMatchObject([{ email: 'ex-mine@example.com' }]);
    await app.call('DELETE', `/v1/users/${user_id}`);
  });

  test('is for users with exactly one factor of all kinds', async () => {
    const two = await created({ email: 'ex-two@example.com', phone_number: '+14155550123' });
    const target = { email_address: 'ex-three@example.com' };
    expect((await exchange(two.user_id, target)).body).toMatchObject(
      error(400, 'invalid_exchange_primary_factor_user'),
    );
    await remove(`phone_numbers/${two.phone_id}`);
    await insert(two.user_id, 'totp', {}, 0);
    expect((await exchange(two.user_id, target)).body).toMatchObject(
      error(400, 'invalid_exchange_primary_factor_user'),
    );
    const none = await created({ email: 'ex-none@example.com' });
    await remove(`emails/${none.email_id}`);
    expect((await exchange(none.user_id, target)).body).toMatchObject(
      error(400, 'invalid_exchange_primary_factor_user'),
    );
  });
});

describe('an email added to a user by a send', () => {
  const add = (user_id: string, email: string) => send({ user_id, email });
  const owner = async (name: string) => (await login(app, `${name}@example.com`)).user_id;

  test('is there at once, unverified, and stays when it is authenticated', async () => {
    const user_id = await owner('add1');
    const sent = await add(user_id, 'added1@example.com');
    expect(sent.body).toMatchObject({ user_id });
    const { emails } = (await get(user_id)).body;
    expect(emails).toMatchObject([
      { email: 'add1@example.com', verified: true },
      { email_id: sent.body.email_id, email: 'added1@example.com', verified: false },
    ]);
    const { token } = await app.lastMail('added1@example.com');
    await later(app, 240, async () => {
      const answer = await authenticate({ token });
      expect(answer.body).toMatchObject({ user_id, method_id: sent.body.email_id });
    });
    await later(app, 1_000, async () => {
      expect((await get(user_id)).body.emails[1].verified).toBe(true);
      expect((await send({ email: 'added1@example.com' })).body.user_id).toBe(user_id);
    });
  });

  test('vanishes five minutes later, with its links, and anybody may have it', async () => {
    const user_id = await owner('add2');
    await add(user_id, 'added2@example.com');
    const { token } = await app.lastMail('added2@example.com');
    await later(app, 301, async () => {
      expect((await get(user_id)).body.emails).toHaveLength(1);
      expect((await authenticate({ token })).body).toMatchObject(
        error(404, 'magic_link_not_found'),
      );
      expect((await send({ email: 'added2@example.com' })).body).toMatchObject(
        error(404, 'email_not_found'),
      );
      const other = await login(app, 'added2@example.com');
      expect(other.user_id).not.toBe(user_id);
    });
    // Also where the clock goes back: the address is the other user's.
    expect((await authenticate({ token })).body).toMatchObject(error(404, 'magic_link_not_found'));
    expect((await get(user_id)).body.emails).toHaveLength(1);
  });

  test('may be claimed by another user once its time is over', async () => {
    const first = await owner('add3');
    const second = await owner('add4');
    await add(first, 'added3@example.com');
    expect((await add(second, 'added3@example.com')).body).toMatchObject(
      error(400, 'duplicate_email'),
    );
    await later(app, 301, async () => {
      expect((await add(second, 'added3@example.com')).body.user_id).toBe(second);
      expect((await get(first)).body.emails).toHaveLength(1);
      expect((await get(second)).body.emails).toHaveLength(2);
    });
  });

  test('of another user is refused, and of the same one is just sent to', async () => {
    const first = await owner('add5');
    const second = await owner('add6');
    expect((await add(second, 'add5@example.com')).body).toMatchObject(
      error(400, 'duplicate_email'),
    );
    expect((await add(first, 'ADD5@example.com')).body.user_id).toBe(first);
    expect((await get(first)).body.emails).toHaveLength(1);
  });

  test('waits until the user’s other factors are verified', async () => {
    const { user_id, email_id } = await created({ email: 'add7@example.com' });
    expect((await add(user_id, 'added7@example.com')).body).toMatchObject(
      error(400, 'too_many_unverified_factors'),
    );
    await login(app, 'add7@example.com');
    expect((await add(user_id, 'added7@example.com')).status).toBe(200);
    expect((await add(user_id, 'added7b@example.com')).body).toMatchObject(
      error(400, 'too_many_unverified_factors'),
    );
    await later(app, 301, async () => {
      expect((await add(user_id, 'added7b@example.com')).status).toBe(200);
    });
    const totp = await insert(await owner('add8'), 'totp', {}, 0);
    const { user_id: withTotp } = (await remove(`totps/${totp}`)).body;
    expect((await add(withTotp, 'added8@example.com')).status).toBe(200);
    expect(email_id).toBeDefined();
  });

  test('counts an unverified factor of any kind, but no password', async () => {
    const user_id = await owner('add9');
    const password = await insert(user_id, 'password', { requires_reset: false }, 0);
    expect((await add(user_id, 'added9@example.com')).status).toBe(200);
    await remove(`passwords/${password}`);
    const other = await owner('add10');
    await insert(other, 'totp', {}, 0);
    expect((await add(other, 'added10@example.com')).body).toMatchObject(
      error(400, 'too_many_unverified_factors'),
    );
  });

  test('goes to one of the users who ask at once, and each user gets one at a time', async () => {
    const users = await Promise.all([1, 2, 3, 4].map((n) => owner(`add-race${n}`)));
    const answers = await Promise.all(users.map((id) => add(id, 'added-race@example.com')));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.error_type === 'duplicate_email')).toHaveLength(3);
    const id = await owner('add-many');
    const many = await Promise.all([1, 2, 3, 4].map((n) => add(id, `added-many${n}@example.com`)));
    expect(many.filter(({ status }) => status === 200)).toHaveLength(1);
  });
});
