import { expect, test } from 'vitest';
import { renderConfigurationDocs } from './render-configuration-docs.ts';
import { settingGroups, settings } from './settings.ts';

const docs = renderConfigurationDocs(settingGroups);

test('every setting is there with its variable and its flag', () => {
  for (const { env, flag } of Object.values(settings)) {
    expect(docs).toContain(`\`${env}\``);
    if (flag !== undefined) expect(docs).toContain(`\`--${flag}\``);
  }
});

test('every row of a table has its four cells', () => {
  for (const line of docs.split('\n').filter((one) => one.startsWith('|'))) {
    expect(line.split(/(?<!\\)\|/), line).toHaveLength(6);
  }
});
