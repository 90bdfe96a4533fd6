import { describe, expect, test } from 'vitest';
import { findValue } from './find-value.ts';
import { checkTemplate } from './jwt-templates.ts';
import { readTemplate } from './template.ts';

const values = {
  user: {
    trusted_metadata: {
      role: 'admin',
      level: 3,
      tags: ['a'],
      deep: { 'x.y': true },
      nothing: null,
    },
  },
};
const render = (content: string) =>
  readTemplate(content).render((variable) => findValue(values, variable));

describe('a template', () => {
  test('puts the JSON of any value in the place of a tag', () => {
    expect(
      render(`{
        "role": {{ user.trusted_metadata.role }},
        "level": {{user.trusted_metadata.level}},
        "tags": {{ user.trusted_metadata.tags }},
        "nested": {"all": {{ user.trusted_metadata.deep }}, "list": [1, {{ user.trusted_metadata.role }}]},
        "fixed": "text"
      }`),
    ).toEqual({
      role: 'admin',
      level: 3,
      tags: ['a'],
      nested: { all: { 'x.y': true }, list: [1, 'admin'] },
      fixed: 'text',
    });
  });

  test('loses the claims whose variable is missing or null', () => {
    const content = `{"a": {{ user.trusted_metadata.nothing }}, "b": {{ user.none }}, "c": 1}`;
    expect(render(content)).toEqual({ c: 1 });
  });

  test('finds keys with dots', () => {
    expect(render('{"a": {{ user.trusted_metadata.deep.x.y }}}')).toEqual({ a: true });
  });

  test('reads no member that JavaScript made', () => {
    expect(
      render('{"a": {{ user.constructor.name }}, "b": {{ user.trusted_metadata.tags.length }}}'),
    ).toEqual({});
  });

  test('is not filled twice: a value that looks like a tag stays a text', () => {
    const template = readTemplate('{"a": {{ user.a }}}');
    expect(template.render(() => '{{ user.b }}')).toEqual({ a: '{{ user.b }}' });
  });
});

describe('when it is saved', () => {
  const refusal = (content: string, context: 'SESSION' | 'M2M' = 'SESSION') => {
    try {
      checkTemplate(context, content);
      return undefined;
    } catch (error) {
      return (error as { type: string }).type;
    }
  };

  test.each([
    ['{}'],
    ['{"a": {{ user.external_id }}, "b": {{ user.rbac.roles }}, "c": {{ user.rbac.a.b.actions }}}'],
    ['{"a": {{ user.name.first_name }}, "b": {{ user.untrusted_metadata }}}'],
  ])('%s is taken', (content) => {
    expect(refusal(content)).toBeUndefined();
  });

  test.each([
    ['', 'jwt_template_invalid_json'],
    ['[]', 'jwt_template_invalid_json'],
    ['"x"', 'jwt_template_invalid_json'],
    ['{"a": user.x}', 'jwt_template_invalid_json'],
    ['{"a": 1,}', 'jwt_template_invalid_json'],
    ['{"__proto__": {}}', 'jwt_template_invalid_json'],
    ['{"a": {{ user.user_id }', 'jwt_template_mismatched_tag'],
    ['{"a": {{ user.user_id }}', 'jwt_template_mismatched_tag'],
    ['{"a": user.user_id }}}', 'jwt_template_mismatched_tag'],
    ['{"a": {{ {{ user.user_id }} }}}', 'jwt_template_mismatched_tag'],
    ['{"a": "{{ user.user_id }}"}', 'jwt_template_invalid_tag'],
    ['{ {{ user.user_id }}: 1}', 'jwt_template_invalid_tag'],
    ['{"a": {{ }}}', 'jwt_template_invalid_tag'],
    ['{"a": {{ user }}}', 'jwt_template_invalid_tag'],
    ['{"a": {{ user.nothing }}}', 'jwt_template_invalid_tag'],
    ['{"a": {{ user.user_id | upper }}}', 'jwt_template_invalid_tag'],
    ['{"a": {{ client.trusted_metadata }}}', 'jwt_template_invalid_tag'],
    ['{"a": {{ user.rbac.x }}}', 'jwt_template_invalid_tag'],
    ['{"sub": "x"}', 'reserved_claims_in_custom_claims'],
    ['{"https://stytch.com/session": {}}', 'stytch_claims_in_custom_claims'],
    [JSON.stringify({ a: 'x'.repeat(4_096) }), 'custom_claims_too_large'],
    [`{}${' '.repeat(20_000)}`, 'custom_claims_too_large'],
  ])('%s is refused with %s', (content, error) => {
    expect(refusal(content)).toBe(error);
  });

  test.each([
    ['deep lists', `{"a": ${'['.repeat(8_000)}${']'.repeat(8_000)}}`, 'jwt_template_invalid_json'],
    ['deep objects', `${'{"a":'.repeat(2_500)}1${'}'.repeat(2_500)}`, 'jwt_template_invalid_json'],
    [
      'a deep variable',
      `{"a": ${'['.repeat(8_000)}{{ user.user_id }}${']'.repeat(8_000)}}`,
      'jwt_template_invalid_json',
    ],
    ['lists without an end', `{"a": ${'['.repeat(8_000)}`, 'jwt_template_mismatched_tag'],
    ['tags without an end', '{{'.repeat(8_000), 'jwt_template_mismatched_tag'],
    ['nothing but quotes', '"'.repeat(16_000), 'jwt_template_invalid_json'],
    ['a text without an end', `{"a": "${'\\'.repeat(8_000)}`, 'jwt_template_mismatched_tag'],
  ])('%s: refused, whatever the size', (_name, content, error) => {
    expect(refusal(content)).toBe(error);
  });

  test('an M2M template knows client and request, and cannot set the scope', () => {
    expect(refusal('{"a": {{ client.trusted_metadata.x }}, "b": {{ request.y }}}', 'M2M')).toBe(
      undefined,
    );
    expect(refusal('{"a": {{ user.user_id }}}', 'M2M')).toBe('jwt_template_invalid_tag');
    expect(refusal('{"scope": "admin"}', 'M2M')).toBe('reserved_claims_in_custom_claims');
  });
});
