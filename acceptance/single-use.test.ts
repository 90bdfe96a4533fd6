import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { api, type ErrorBody } from './lib/api.ts';
import { type Deployment, startEmbedded, startTwoNodes } from './lib/deployment.ts';

const TIMEOUT_MS = 300_000;
const PARALLEL = 200;

describe.each<[string, () => Promise<Deployment>]>([
  ['one process on the embedded database', startEmbedded],
  ['two processes on one PostgreSQL database', startTwoNodes],
])('%s', (_where, start) => {
  test(
    '200 parallel uses of one magic link give exactly one session',
    async () => {
      const deployment = await start();
      try {
        const { base_url, test: keys } = deployment.credentials;
        const test = api(base_url, keys.project_id, keys.secret);
        const email = `${randomUUID()}@example.com`;
        const sent = await test.post<{ user_id: string }>('/v1/magic_links/email/login_or_create', {
          email,
        });
        expect(sent.status).toBe(200);
        const inbox = await test.get<{ messages: Array<{ token: string }> }>(
          `/selvage/v1/messages?to=${encodeURIComponent(email)}`,
        );
        const token = inbox.body.messages[0]?.token;
        const answers = await Promise.all(
          Array.from({ length: PARALLEL }, () =>
            test.post<ErrorBody>('/v1/magic_links/authenticate', {
              token,
              session_duration_minutes: 60,
            }),
          ),
        );
        const tally = new Map<string, number>();
        for (const { status, body } of answers) {
          const kind = status === 200 ? '200' : `${status} ${body.error_type}`;
          tally.set(kind, (tally.get(kind) ?? 0) + 1);
        }
        expect(Object.fromEntries(tally)).toEqual({
          200: 1,
          '401 unable_to_auth_magic_link': PARALLEL - 1,
        });
        const { user_id } = sent.body;
        const sessions = await test.get<{ sessions: object[] }>(`/v1/sessions?user_id=${user_id}`);
        expect(sessions.body.sessions).toHaveLength(1);
      } finally {
        await deployment.stop();
      }
    },
    TIMEOUT_MS,
  );
});
