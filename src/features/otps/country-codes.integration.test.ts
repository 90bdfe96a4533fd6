import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const pathOf = (channel: string, project = 'my-project', environment = 'test') =>
  `/pwa/v3/projects/${project}/environments/${environment}/allowed_country_codes/${channel}`;

describe.each(['sms', 'whatsapp'])('the country allowlist for %s', (channel) => {
  const get = async () => (await app.callManagement('GET', pathOf(channel))).body.country_codes;
  const set = (country_codes?: unknown) =>
    app.callManagement('POST', pathOf(channel), { country_codes });

  test('is CA and US by default', async () => {
    expect(await get()).toEqual(['CA', 'US']);
  });

  test('is echoed sorted, each country once', async () => {
    const answer = await set(['US', 'DE', 'AT', 'DE']);
    expect([answer.status, answer.body.country_codes]).toEqual([200, ['AT', 'DE', 'US']]);
    expect(await get()).toEqual(['AT', 'DE', 'US']);
    expect((await set(['CA', 'US'])).body.country_codes).toEqual(['CA', 'US']);
  });

  test.each([[[]], [undefined]])('is not set to %j', async (codes) => {
    const answer = await set(codes);
    expect([answer.status, answer.body.error_type]).toEqual([400, 'country_code_allowlist_empty']);
  });

  test.each([[['XX']], [['us']], [['USA']], [['US', '']], [['\u00dc\u00dc']]])(
    'is not set to %j',
    async (codes) => {
      const answer = await set(codes);
      expect([answer.status, answer.body.error_type]).toEqual([
        400,
        'country_code_allowlist_invalid_country_codes',
      ]);
      expect(await get()).toEqual(['CA', 'US']);
    },
  );

  test('holds for the next send', async () => {
    const send = async () => {
      const body = { phone_number: '+436641234567' };
      return (await app.call('POST', `/v1/otps/${channel}/login_or_create`, body)).status;
    };
    expect(await send()).toBe(400);
    await set(['AT']);
    // Each channel its own number of seconds: 429 would be as good as 200 here.
    expect([200, 429]).toContain(await send());
    await set(['CA', 'US']);
    expect(await send()).toBe(400);
  });

  test('is found in an environment only', async () => {
    const answer = await app.callManagement('GET', pathOf(channel, 'my-project', 'nowhere'));
    expect(answer.body.error_type).toBe('environment_not_found');
  });
});

test('projects for businesses have no WhatsApp', async () => {
  const made = await app.callManagement('POST', '/pwa/v3/projects', {
    name: 'Business',
    vertical: 'B2B',
  });
  const { project_slug } = made.body.project;
  await app.callManagement('POST', `/pwa/v3/projects/${project_slug}/environments`, {
    name: 'Live',
    type: 'LIVE',
    environment_slug: 'production',
  });
  const path = (channel: string) => pathOf(channel, project_slug, 'production');
  for (const method of ['GET', 'POST'] as const) {
    const body = { country_codes: ['US'] };
    const answer = await app.callManagement(method, path('whatsapp'), body);
    expect(answer.body.error_type).toBe('country_code_allowlist_b2b_whatsapp_not_supported');
  }
  expect((await app.callManagement('GET', path('sms'))).status).toBe(200);
});
