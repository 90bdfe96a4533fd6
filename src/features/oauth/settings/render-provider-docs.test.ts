import { expect, test } from 'vitest';
import { providers } from '../providers/index.ts';
import { renderProviderDocs } from './render-provider-docs.ts';

test('the docs say for every provider what to enter where', () => {
  const text = renderProviderDocs();
  for (const { slug, title, guide, fields } of Object.values(providers)) {
    const [, rest = ''] = text.split(`## ${title}: \`${slug}\``);
    const section = rest.split('\n## ')[0] ?? '';
    expect(section).toContain(guide.callback);
    for (const { name, label } of fields) expect(section).toContain(`| \`${name}\` | ${label} |`);
  }
});
