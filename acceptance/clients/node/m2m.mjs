import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { expectError, step } from './report.mjs';

const SCOPES = ['read:reports', 'write:reports', 'admin'];

/** Machines: clients, their tokens and their secrets. */
export async function m2m(client, { base_url, project_id }) {
  let machine = {};
  let access_token = '';

  const credentials = (client_secret = machine.client_secret) => ({
    client_id: machine.client_id,
    client_secret,
  });

  await step('m2m.clients.create and token', async () => {
    const { m2m_client } = await client.m2m.clients.create({
      scopes: SCOPES,
      client_name: 'Reporter',
      trusted_metadata: { tenant: 't-17' },
    });
    machine = m2m_client;
    assert.match(machine.client_id, /^m2m-client-test-/);
    assert.equal(machine.client_secret.length, 44);
    assert.equal(machine.client_secret_last_four, machine.client_secret.slice(-4));
    const { client_secret, ...shown } = machine;
    const got = await client.m2m.clients.get({ client_id: machine.client_id });
    assert.deepEqual(got.m2m_client, shown);
    const token = await client.m2m.token(credentials());
    assert.equal(token.token_type, 'bearer');
    assert.equal(token.expires_in, 3600);
    access_token = token.access_token;
  });

  await step('m2m: a token checked locally, with its scopes', async () => {
    const claims = await client.m2m.authenticateToken({
      access_token,
      required_scopes: ['read:reports'],
      max_token_age_seconds: 600,
    });
    assert.equal(claims.client_id, machine.client_id);
    assert.deepEqual(claims.scopes, SCOPES);
    assert.deepEqual(claims.custom_claims, { tenant: 't-17' });
    const narrow = await client.m2m.token({ ...credentials(), scopes: ['read:reports'] });
    const refused = client.m2m.authenticateToken({
      access_token: narrow.access_token,
      required_scopes: ['read:reports', 'write:reports'],
    });
    await assert.rejects(refused, { code: 'missing_scopes' });
    const tampered = `${access_token.slice(0, -8)}AAAAAAAA`;
    await assert.rejects(client.m2m.authenticateToken({ access_token: tampered }));
  });

  await step('m2m: a token introspected and revoked', async () => {
    const { access_token: token } = await client.m2m.token(credentials());
    const known = await client.idp.introspectTokenNetwork({ token, ...credentials() });
    assert.equal(known.subject, machine.client_id);
    assert.equal(known.scope, SCOPES.join(' '));
    assert.deepEqual(known.audience, [project_id]);
    assert.deepEqual(known.custom_claims, { tenant: 't-17' });
    // The client has no method for it.
    const revoked = await fetch(`${base_url}/v1/public/${project_id}/oauth2/revoke`, {
      method: 'POST',
      body: new URLSearchParams({ token, ...credentials() }),
    });
    assert.equal(revoked.status, 200);
    const again = client.idp.introspectTokenNetwork({ token, ...credentials() });
    await assert.rejects(again, { code: 'token_invalid' });
  });

  await step('m2m: a wrong secret and a scope that is not assigned', async () => {
    await expectError(client.m2m.token(credentials('wrong')), 400, 'invalid_client');
    const nobody = { ...credentials(), client_id: `m2m-client-test-${randomUUID()}` };
    await expectError(client.m2m.token(nobody), 400, 'invalid_client');
    const more = { ...credentials(), scopes: ['read:reports', 'root'] };
    await expectError(client.m2m.token(more), 400, 'invalid_scope');
  });

  await step('m2m: both secrets during a rotation', async () => {
    const { client_id } = machine;
    const { secrets } = client.m2m.clients;
    const started = await secrets.rotateStart({ client_id });
    const next = started.m2m_client.next_client_secret;
    assert.equal(started.m2m_client.next_client_secret_last_four, next.slice(-4));
    await expectError(
      secrets.rotateStart({ client_id }),
      400,
      'm2m_client_already_rotating_secret',
    );
    await client.m2m.token(credentials());
    await client.m2m.token(credentials(next));
    await secrets.rotateCancel({ client_id });
    await expectError(client.m2m.token(credentials(next)), 400, 'invalid_client');
    const last = (await secrets.rotateStart({ client_id })).m2m_client.next_client_secret;
    const { m2m_client } = await secrets.rotate({ client_id });
    assert.equal(m2m_client.client_secret_last_four, last.slice(-4));
    assert.equal(m2m_client.next_client_secret_last_four, null);
    await expectError(client.m2m.token(credentials()), 400, 'invalid_client');
    await client.m2m.token(credentials(last));
    machine.client_secret = last;
  });

  await step('m2m: search, update and deletion', async () => {
    const { client_id } = machine;
    const { clients } = client.m2m;
    const query = {
      operator: 'AND',
      operands: [
        { filter_name: 'scopes', filter_value: ['admin'] },
        { filter_name: 'client_name', filter_value: ['Reporter'] },
      ],
    };
    const found = await clients.search({ query, limit: 10 });
    assert.deepEqual(
      found.m2m_clients.map((each) => each.client_id),
      [client_id],
    );
    assert.equal(found.results_metadata.total, 1);
    await clients.update({ client_id, status: 'inactive', scopes: ['admin'] });
    await expectError(client.m2m.token(credentials()), 400, 'invalid_client');
    // What was issued stays good where it is checked without the server.
    assert.equal((await client.m2m.authenticateToken({ access_token })).client_id, client_id);
    assert.equal((await clients.delete({ client_id })).client_id, client_id);
    await expectError(clients.get({ client_id }), 404, 'm2m_client_not_found');
  });
}
