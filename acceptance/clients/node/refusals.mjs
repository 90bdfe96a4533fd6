import { randomBytes, randomUUID } from 'node:crypto';
import { expectError, step } from './report.mjs';

/** What an application meets every day: each refusal arrives as the client's own error. */
export async function refusals({ client, stranger, user, usedToken }) {
  await step('error: wrong secret', async () => {
    const call = stranger.users.get({ user_id: user.user_id });
    await expectError(call, 401, 'unauthorized_credentials');
  });

  await step('error: unknown user', async () => {
    const call = client.users.get({ user_id: `user-test-${randomUUID()}` });
    await expectError(call, 404, 'user_not_found');
  });

  await step('error: duplicate email', async () => {
    await expectError(client.users.create({ email: user.emails[0].email }), 400, 'duplicate_email');
  });

  await step('error: invalid email', async () => {
    await expectError(client.users.create({ email: 'not an address' }), 400, 'invalid_email');
  });

  await step('error: used magic link', async () => {
    const call = client.magicLinks.authenticate({ token: usedToken });
    await expectError(call, 401, 'unable_to_auth_magic_link');
  });

  await step('error: unknown magic link', async () => {
    const token = randomBytes(33).toString('base64url');
    await expectError(client.magicLinks.authenticate({ token }), 404, 'magic_link_not_found');
  });

  await step('error: malformed session token', async () => {
    const call = client.sessions.authenticate({ session_token: 'INVALID' });
    await expectError(call, 400, 'invalid_session_token');
  });
}
