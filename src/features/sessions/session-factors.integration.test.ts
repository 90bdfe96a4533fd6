import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeJson } from '../../platform/db/json.ts';
import { orderedId } from '../../platform/ids.ts';
import { later, login, mailedToken, unlimited } from '../../testing/magic-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp(unlimited);
});
afterAll(() => app.close());

const error = (status_code: number, error_type: string) => ({ status_code, error_type });
const authenticate = (body: object) => app.call('POST', '/v1/sessions/authenticate', body);
const useLink = (body: object) => app.call('POST', '/v1/magic_links/authenticate', body);
const newLink = async (user_id: string): Promise<string> =>
  (await app.call('POST', '/v1/magic_links', { user_id })).body.token;

interface Factor {
  type: string;
  delivery_method: string;
  created_at: string;
  last_authenticated_at: string;
  email_factor?: { email_address: string };
}

describe('a second proof', () => {
  test('of the same factor refreshes it where it stands', async () => {
    const first = await login(app, 'same@example.com');
    await later(app, 120, async () => {
      const token = await mailedToken(app, 'same@example.com');
      const { body } = await useLink({ token, session_token: first.session_token });
      expect(body.session_token).toBe(first.session_token);
      expect(body.session.session_id).toBe(first.session.session_id);
      const [before] = first.session.authentication_factors as Factor[];
      const factors = body.session.authentication_factors as Factor[];
      expect(factors).toHaveLength(1);
      expect(factors[0]?.created_at).toBe(before?.created_at);
      expect(factors[0]?.last_authenticated_at).not.toBe(before?.last_authenticated_at);
      // Without a duration the end stays.
      expect(body.session.expires_at).toBe(first.session.expires_at);
    });
  });

  test('of another factor goes to the end, by token or by JWT', async () => {
    const { session, session_token, session_jwt, user_id } = await login(app, 'more@example.com');
    const embedded = await useLink({ token: await newLink(user_id), session_jwt });
    expect(embedded.body).toMatchObject({
      session_token: '',
      session: { session_id: session.session_id },
    });
    await app.call('POST', '/v1/magic_links/email/send', { user_id, email: 'more2@example.com' });
    const { token } = await app.lastMail('more2@example.com');
    const { body } = await useLink({ token, session_token, session_duration_minutes: 600 });
    const factors = body.session.authentication_factors as Factor[];
    expect(factors.map((factor) => factor.email_factor?.email_address)).toEqual([
      'more@example.com',
      undefined,
      'more2@example.com',
    ]);
    expect(factors[1]).toMatchObject({ type: 'magic_link', delivery_method: 'embedded' });
    expect(Date.parse(body.session.expires_at)).toBeGreaterThan(Date.parse(session.expires_at));
    expect((await authenticate({ session_token })).body.session.authentication_factors).toEqual(
      factors,
    );
  });

  test('merges custom claims into the session it joins', async () => {
    const { session_token } = await login(app, 'claims@example.com', {
      session_duration_minutes: 60,
      session_custom_claims: { a: { b: 1 } },
    });
    const token = await mailedToken(app, 'claims@example.com');
    const session_custom_claims = { a: { c: 2 } };
    const { body } = await useLink({ token, session_token, session_custom_claims });
    expect(body.session.custom_claims).toEqual({ a: { b: 1, c: 2 } });
  });

  test('loses none that are proved at once', async () => {
    const { user_id, session_token } = await login(app, 'at-once@example.com');
    const tokens: string[] = [];
    for (let n = 0; n < 6; n += 1) tokens.push(await newLink(user_id));
    const answers = await Promise.all(tokens.map((token) => useLink({ token, session_token })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    const { session } = (await authenticate({ session_token })).body;
    expect(session.authentication_factors).toHaveLength(7);
  });
});

describe('a session that is presented with a proof', () => {
  test('of another user is ignored and stays as it was', async () => {
    const mine = await login(app, 'mine@example.com');
    const other = await login(app, 'other@example.com');
    for (const selector of [
      { session_token: other.session_token },
      { session_jwt: other.session_jwt },
    ]) {
      const token = await mailedToken(app, 'mine@example.com');
      const extra = { session_duration_minutes: 60, session_custom_claims: { a: 1 } };
      const { body } = await useLink({ token, ...selector, ...extra });
      expect(body.user_id).toBe(mine.user_id);
      expect(body.session.user_id).toBe(mine.user_id);
      expect(body.session.session_id).not.toBe(other.session.session_id);
      expect(body.session_token).not.toBe(other.session_token);
    }
    const token = await mailedToken(app, 'mine@example.com');
    const { body } = await useLink({ token, session_token: other.session_token });
    expect(body).toMatchObject({ user_id: mine.user_id, session: null, session_token: '' });
    const after = await authenticate({ session_token: other.session_token });
    expect(after.body.session).toMatchObject({
      user_id: other.user_id,
      authentication_factors: other.session.authentication_factors,
      custom_claims: null,
      expires_at: other.session.expires_at,
    });
  });

  test('must live and be named once; a refusal uses nothing up', async () => {
    const { session_token, session_jwt } = await login(app, 'dead@example.com');
    const live = await login(app, 'dead@example.com');
    await app.call('POST', '/v1/sessions/revoke', { session_token });
    const token = await mailedToken(app, 'dead@example.com');
    for (const [selector, status, type] of [
      [{ session_token }, 404, 'session_not_found'],
      [{ session_jwt }, 404, 'session_not_found'],
      [{ session_token: 'x'.repeat(44) }, 404, 'session_not_found'],
      [{ session_token: 'x' }, 400, 'invalid_session_token'],
      [{ session_jwt: 'x' }, 400, 'unable_to_parse_session_jwt'],
      [
        { session_token: live.session_token, session_jwt: live.session_jwt },
        400,
        'too_many_session_arguments',
      ],
    ] as const) {
      expect((await useLink({ token, ...selector })).body).toMatchObject(error(status, type));
    }
    expect((await useLink({ token, session_token: live.session_token })).status).toBe(200);
  });

  test('of the sandbox joins nothing real', async () => {
    const token = await mailedToken(app, 'no-sandbox@example.com');
    const session_token = 'WJtR5BCy38Szd5AfoDpf0iqFKEt4EE5JhjlWUY7l3FtY';
    expect((await useLink({ token, session_token })).body).toMatchObject(
      error(404, 'session_not_found'),
    );
    expect((await useLink({ token })).status).toBe(200);
  });
});

describe('a factor that is deleted', () => {
  test('leaves the sessions that have others and ends those that have none', async () => {
    const alone = await login(app, 'first@example.com');
    const { user_id, user } = alone;
    const embedded = (
      await useLink({ token: await newLink(user_id), session_duration_minutes: 60 })
    ).body;
    const both = await login(app, 'first@example.com');
    await useLink({ token: await newLink(user_id), session_token: both.session_token });
    await app.call('DELETE', `/v1/users/emails/${user.emails[0].email_id}`);
    expect((await authenticate({ session_token: alone.session_token })).body).toMatchObject(
      error(404, 'session_not_found'),
    );
    expect((await authenticate({ session_token: embedded.session_token })).status).toBe(200);
    const { session } = (await authenticate({ session_token: both.session_token })).body;
    expect(session.authentication_factors).toMatchObject([{ delivery_method: 'embedded' }]);
  });

  test('may be a password, which a session names by no id', async () => {
    const { user_id, session, session_token } = await login(app, 'password@example.com');
    const environment_id = app.test.project_id.slice(-36);
    const id = orderedId();
    const { q } = app.database;
    await app.database.affected(
      q.insertInto('factors').values({
        environment_id,
        id,
        user_id: user_id.slice(-36),
        kind: 'password',
        identifier: id,
        realm: '',
        verified: 1,
        data: encodeJson({ requires_reset: false }),
        created_at: Date.now(),
        expires_at: null,
      }),
    );
    const proven = {
      type: 'password',
      delivery_method: 'knowledge',
      last_authenticated_at: session.started_at,
      created_at: session.started_at,
      updated_at: session.started_at,
    };
    await app.database.affected(
      q
        .updateTable('sessions')
        .set({
          authentication_factors: encodeJson([proven, ...session.authentication_factors]),
        })
        .where('id', '=', session.session_id.slice(-36)),
    );
    await app.call('DELETE', `/v1/users/passwords/password-test-${id}`);
    const { body } = await authenticate({ session_token });
    expect(body.session.authentication_factors).toEqual(session.authentication_factors);
  });
});
