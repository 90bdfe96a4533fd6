const nested = (open: string, inner: string, close: string): string =>
  `{"a":${open.repeat(2_000)}${inner}${close.repeat(2_000)}}`;

const CONTENTS: readonly string[] = [
  '{"__proto__":{{ user.user_id }}}',
  '{"constructor":{{ user.constructor }}}',
  '{"a":{{ user.trusted_metadata.__proto__.toString }}}',
  '{"a":{{ user.rbac.__proto__.actions }}}',
  '{"a":{{ user.password }}, "b":{{ user.emails.0.email_id }}}',
  '{"a":{{ environment.settings }}}',
  '{"a":{{ process.env.SELVAGE_MASTER_KEY }}}',
  '{"sub":{{ user.user_id }}}',
  '{"s\\u0075b":1}',
  '{"https://stytch.com/session":{"roles":["admin"]}}',
  '{"a":"\\u0000","b":"\\ud800"}',
  '{"a":1e400}',
  '{"a":{{ user.user_id }}}}',
  '{"a":"{{ user.user_id }}"}',
  '{{ user.trusted_metadata }}',
  '{{'.repeat(8_000),
  '"'.repeat(16_000),
  `{"a":{{ ${'user.'.repeat(3_000)} }}}`,
  nested('[', '', ']'),
  nested('{"a":', '1', '}'),
  nested('[', '{{ user.user_id }}', ']'),
];

/** Templates of claims that no operator means well with, by the operation that takes them. */
export const templates: Readonly<Record<string, readonly string[]>> = {
  'management.jwt_templates.set': CONTENTS,
};
