import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { providers } from '../providers/index.ts';
import { renderProviderDocs, renderProviderOverview } from './render-provider-docs.ts';

test('the docs say for every provider what to enter where', () => {
  const text = renderProviderDocs();
  for (const { slug, title, guide, fields } of Object.values(providers)) {
    const [, rest = ''] = text.split(`## ${title}: \`${slug}\``);
    const section = rest.split('\n## ')[0] ?? '';
    expect(section).toContain(guide.callback);
    for (const { name, label } of fields) expect(section).toContain(`| \`${name}\` | ${label} |`);
  }
});

test('docs/oauth.md lists the same providers, each with the way to its section', () => {
  const text = readFileSync(new URL('../../../../docs/oauth.md', import.meta.url), 'utf8');
  for (const row of renderProviderOverview().split('\n')) expect(text).toContain(row);
});
