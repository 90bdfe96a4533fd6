import { expect, test } from 'vitest';
import { renderSupportedDocs } from './render-supported-docs.ts';

const docs = renderSupportedDocs(
  [
    { method: 'GET', path: '/v1/users/:user_id', summary: 'Get a user' },
    { method: 'GET', path: '/selvage/v1/clock', summary: 'Read the clock' },
    { method: 'POST', path: '/web/v1/reset', summary: 'Reset' },
  ],
  [
    { method: 'GET', path: '/v1/users/:id' },
    { method: 'POST', path: '/v1/passwords' },
    { method: 'GET', path: '/pwa/v3/sdk' },
  ],
);

test('an operation is built whatever its path calls the parameters', () => {
  expect(docs).toContain('| `GET /v1/users/:user_id` | built | Get a user |');
  expect(docs).not.toContain('`GET /v1/users/:id`');
});

test('a documented operation that is not built says so', () => {
  expect(docs).toContain('| `POST /v1/passwords` | not yet |  |');
});

test('the totals count each area', () => {
  expect(docs).toContain('| Backend API | 1 | 1 | 2 |');
  expect(docs).toContain('| Management API | 0 | 1 | 1 |');
  expect(docs).toContain("| Selvage's own | 1 | 0 | 1 |");
});

test('an operation with a path of its own kind is not lost', () => {
  expect(docs).toContain('| `POST /web/v1/reset` | built | Reset |');
  expect(docs).toContain('| Other | 1 | 0 | 1 |');
});

test('an area without operations is left out', () => {
  expect(renderSupportedDocs([], [])).not.toContain('##');
});
