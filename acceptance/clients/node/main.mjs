// The login path of an application, through the official Node client (npm package stytch).
import assert from 'node:assert/strict';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import stytch from 'stytch';
import { apps } from './apps.mjs';
import { attest } from './attest.mjs';
import { impersonation } from './impersonation.mjs';
import { inboxOf } from './inbox.mjs';
import { m2m } from './m2m.mjs';
import { oauth } from './oauth.mjs';
import { otps } from './otps.mjs';
import { passwords } from './passwords.mjs';
import { rbac } from './rbac.mjs';
import { refusals } from './refusals.mjs';
import { expectError, finish, step } from './report.mjs';
import { sandbox } from './sandbox.mjs';
import { totps } from './totps.mjs';
import { signInWithEthereum, wallets } from './wallets.mjs';

const REDIRECT = 'http://localhost:3000/authenticate';

const credentials = JSON.parse(readFileSync(process.env.SELVAGE_CREDENTIALS, 'utf8'));
const { base_url, test } = credentials;
const { project_id, secret, public_token } = test;
const client = new stytch.Client({ project_id, secret, env: base_url });
const inbox = inboxOf(base_url, project_id, secret);

const run = randomUUID();
const address = (name) => `${name}.${run}@example.com`;
const ada = { email: address('ada'), external_id: `node-${run}` };
let user = {};
let session = {};
let usedToken = '';

await step('users.create', async () => {
  const made = await client.users.create({
    email: ada.email,
    name: { first_name: 'Ada', last_name: 'Lovelace' },
    external_id: ada.external_id,
    trusted_metadata: { plan: 'gold', seats: 3 },
    untrusted_metadata: { theme: 'dark' },
  });
  assert.match(made.user_id, /^user-test-/);
  assert.match(made.email_id, /^email-test-/);
  assert.equal(made.phone_id, '');
  assert.equal(made.status, 'active');
  user = made.user;
  assert.equal(user.emails[0].email, ada.email);
  assert.equal(user.emails[0].verified, false);
});

await step('users.get', async () => {
  const got = await client.users.get({ user_id: user.user_id });
  assert.equal(got.user_id, user.user_id);
  assert.equal(got.name.first_name, 'Ada');
  assert.deepEqual(got.trusted_metadata, { plan: 'gold', seats: 3 });
  assert.deepEqual(got.untrusted_metadata, { theme: 'dark' });
  assert.equal(got.external_id, ada.external_id);
  assert.equal(got.password, null);
  assert.ok(Date.parse(got.created_at) > 0);
});

await step('users.get by external_id', async () => {
  const got = await client.users.get({ user_id: ada.external_id });
  assert.equal(got.user_id, user.user_id);
});

await step('users.update', async () => {
  const { user: updated } = await client.users.update({
    user_id: user.user_id,
    name: { middle_name: 'King' },
    trusted_metadata: { plan: null, region: 'eu' },
  });
  assert.equal(updated.name.middle_name, 'King');
  assert.equal(updated.name.first_name, 'Ada');
  assert.deepEqual(updated.trusted_metadata, { seats: 3, region: 'eu' });
  assert.deepEqual(updated.untrusted_metadata, { theme: 'dark' });
});

const byEmail = (...emails) => ({
  operator: 'AND',
  operands: [{ filter_name: 'email_address', filter_value: emails }],
});

await step('users.search by email_address', async () => {
  const found = await client.users.search({ query: byEmail(ada.email), limit: 10 });
  assert.deepEqual(
    found.results.map((result) => result.user_id),
    [user.user_id],
  );
  assert.equal(found.results_metadata.total, 1);
  assert.equal(found.results_metadata.next_cursor, null);
});

await step('users.search page by page', async () => {
  const emails = ['page1', 'page2', 'page3'].map(address);
  const made = [];
  for (const email of emails) made.push((await client.users.create({ email })).user_id);
  const pages = [];
  for await (const page of client.users.searchAll({ query: byEmail(...emails), limit: 2 })) {
    pages.push(page.map((result) => result.user_id));
  }
  assert.deepEqual(
    pages.map((page) => page.length),
    [2, 1],
  );
  assert.deepEqual(pages.flat().sort(), made.sort());
});

await step('magic_links.email.login_or_create for a known user', async () => {
  const sent = await client.magicLinks.email.loginOrCreate({
    email: ada.email,
    login_magic_link_url: REDIRECT,
    signup_magic_link_url: REDIRECT,
  });
  assert.equal(sent.user_id, user.user_id);
  assert.equal(sent.email_id, user.emails[0].email_id);
  assert.equal(sent.user_created, false);
});

await step('magic_links.authenticate with a session', async () => {
  usedToken = await inbox.tokenTo(ada.email);
  session = await client.magicLinks.authenticate({
    token: usedToken,
    session_duration_minutes: 60,
    session_custom_claims: { cart: 'c-17', nested: { level: 2 } },
  });
  assert.equal(session.user_id, user.user_id);
  assert.equal(session.method_id, user.emails[0].email_id);
  assert.equal(session.user.emails[0].verified, true);
  assert.equal(session.reset_sessions, false);
  assert.equal(session.session_token.length, 44);
  assert.deepEqual(session.session.custom_claims, { cart: 'c-17', nested: { level: 2 } });
  const [factor] = session.session.authentication_factors;
  assert.equal(factor.type, 'magic_link');
  assert.equal(factor.delivery_method, 'email');
  assert.equal(factor.email_factor.email_address, ada.email);
});

await step('sessions.authenticate by token', async () => {
  const answer = await client.sessions.authenticate({
    session_token: session.session_token,
    session_custom_claims: { cart: null, coupon: 'x' },
  });
  assert.equal(answer.session.session_id, session.session.session_id);
  assert.equal(answer.session_token, session.session_token);
  assert.equal(answer.user.user_id, user.user_id);
  assert.deepEqual(answer.session.custom_claims, { coupon: 'x', nested: { level: 2 } });
  session.session_jwt = answer.session_jwt;
});

await step('sessions.authenticate by JWT', async () => {
  const answer = await client.sessions.authenticate({ session_jwt: session.session_jwt });
  assert.equal(answer.session.session_id, session.session.session_id);
  assert.equal(answer.session_jwt.split('.').length, 3);
});

await step('session JWT checked locally', async () => {
  const local = await client.sessions.authenticateJwtLocal({ session_jwt: session.session_jwt });
  assert.equal(local.session_id, session.session.session_id);
  assert.equal(local.user_id, user.user_id);
  assert.deepEqual(local.custom_claims, { coupon: 'x', nested: { level: 2 } });
  assert.equal(local.authentication_factors[0].email_factor.email_address, ada.email);
  assert.ok(Array.isArray(local.roles));
  const mixed = await client.sessions.authenticateJwt({ session_jwt: session.session_jwt });
  assert.equal(mixed.session.session_id, session.session.session_id);
  const tampered = `${session.session_jwt.slice(0, -8)}AAAAAAAA`;
  await assert.rejects(client.sessions.authenticateJwtLocal({ session_jwt: tampered }));
});

await step('sessions.get', async () => {
  const { sessions } = await client.sessions.get({ user_id: user.user_id });
  assert.deepEqual(
    sessions.map((each) => each.session_id),
    [session.session.session_id],
  );
});

await step('sessions.get_jwks', async () => {
  const { keys } = await client.sessions.getJWKS({ project_id });
  assert.ok(keys.length > 0);
  assert.equal(keys[0].alg, 'RS256');
  assert.equal(keys[0].d, undefined);
});

const pkce = { email: address('pkce'), verifier: randomBytes(32).toString('base64url') };

await step('magic_links.email.login_or_create for a new user with PKCE', async () => {
  const sent = await client.magicLinks.email.loginOrCreate({
    email: pkce.email,
    login_magic_link_url: REDIRECT,
    signup_magic_link_url: REDIRECT,
    code_challenge: createHash('sha256').update(pkce.verifier).digest('base64url'),
  });
  assert.equal(sent.user_created, true);
  pkce.token = await inbox.tokenTo(pkce.email);
});

await step('wrong PKCE verifier', async () => {
  const code_verifier = randomBytes(32).toString('base64url');
  const call = client.magicLinks.authenticate({ token: pkce.token, code_verifier });
  await expectError(call, 400, 'pkce_mismatch');
});

await step('right PKCE verifier', async () => {
  const answer = await client.magicLinks.authenticate({
    token: pkce.token,
    code_verifier: pkce.verifier,
  });
  assert.equal(answer.user.emails[0].email, pkce.email);
  assert.equal(answer.session, null);
  assert.equal(answer.session_token, '');
  assert.equal(answer.session_jwt, '');
});

const guest = { email: address('guest') };

await step('magic_links.email.invite', async () => {
  const sent = await client.magicLinks.email.invite({
    email: guest.email,
    invite_magic_link_url: REDIRECT,
    name: { first_name: 'Grace' },
  });
  assert.match(sent.user_id, /^user-test-/);
  assert.equal((await client.users.get({ user_id: sent.user_id })).status, 'pending');
  guest.token = await inbox.tokenTo(guest.email);
});

await step('magic_links.email.revoke_invite', async () => {
  await client.magicLinks.email.revokeInvite({ email: guest.email });
  const call = client.magicLinks.authenticate({ token: guest.token });
  await assert.rejects(call, (error) => [401, 404].includes(error.status_code));
});

await step('embeddable magic link', async () => {
  const made = await client.magicLinks.create({ user_id: user.user_id, expiration_minutes: 15 });
  assert.equal(made.user_id, user.user_id);
  const answer = await client.magicLinks.authenticate({
    token: made.token,
    session_duration_minutes: 10,
  });
  assert.equal(answer.user_id, user.user_id);
  const [factor] = answer.session.authentication_factors;
  assert.equal(factor.delivery_method, 'embedded');
  assert.ok(factor.embeddable_magic_link_factor.embedded_id.length > 0);
});

await step('sessions.revoke', async () => {
  await client.sessions.revoke({ session_id: session.session.session_id });
  const { session_token, session_jwt } = session;
  await expectError(client.sessions.authenticate({ session_token }), 404, 'session_not_found');
  await expectError(client.sessions.authenticate({ session_jwt }), 404, 'session_not_found');
});

await step('users.delete_email', async () => {
  const email = address('second');
  const { email_id } = await client.magicLinks.email.send({ email, user_id: user.user_id });
  const { emails } = await client.users.get({ user_id: user.user_id });
  assert.deepEqual(emails.map((each) => each.email).sort(), [ada.email, email].sort());
  const { user: left } = await client.users.deleteEmail({ email_id });
  assert.deepEqual(
    left.emails.map((each) => each.email),
    [ada.email],
  );
});

await step('users.delete', async () => {
  const { user_id } = await client.users.create({ email: address('gone') });
  assert.equal((await client.users.delete({ user_id })).user_id, user_id);
  await expectError(client.users.get({ user_id }), 404, 'user_not_found');
});

await passwords(client, inbox, { address, redirect: REDIRECT });
await otps(client, inbox, { address });
await totps(client, inbox, { address });
await wallets(client);
await oauth(client, { baseUrl: base_url, publicToken: public_token, address });
await m2m(client, { base_url, project_id });
await rbac(client, { address });
await attest(client);
await apps(client, { base_url, project_id, address });

const stranger = new stytch.Client({
  project_id,
  secret: `secret-test-${randomUUID()}`,
  env: base_url,
});
await refusals({ client, stranger, user, usedToken });
await sandbox(client, inbox);

await impersonation(client, credentials, user);

await signInWithEthereum(client);

finish();
