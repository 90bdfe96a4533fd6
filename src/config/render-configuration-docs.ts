import type { Setting } from './setting.ts';

type Groups = Readonly<Record<string, Readonly<Record<string, Setting<unknown>>>>>;

/** A pipe would end the table cell. */
const cell = (text: string): string => text.replaceAll('|', '\\|');

function row({ flag, env, type, fallback, description, secret }: Setting<unknown>): string {
  const names = flag === undefined ? `\`${env}\`` : `\`--${flag}\`<br>\`${env}\``;
  const shown = fallback === undefined ? '' : `\`${fallback}\``;
  const note = secret ? ' Secret: never logged.' : '';
  return `| ${names} | ${cell(type)} | ${shown} | ${cell(description)}${note} |`;
}

/** The text of docs/configuration.md, from the groups of settings. */
export function renderConfigurationDocs(groups: Groups): string {
  const sections = Object.entries(groups).flatMap(([title, settings]) => [
    `## ${title}`,
    '',
    '| setting | value | default | meaning |',
    '| --- | --- | --- | --- |',
    ...Object.values(settings).map(row),
    '',
  ]);
  return [
    '# Configuration',
    '',
    '<!-- Generated from the settings. Do not edit. -->',
    '',
    'Each setting is an environment variable; some are options of `selvage start` too. An option',
    'wins over the variable, the variable over the default. An empty variable counts as absent.',
    'Every mistake is told at once, and the server does not start.',
    '',
    'What projects, environments and users there are is not configuration: see [seed.md](seed.md).',
    '',
    ...sections,
  ]
    .join('\n')
    .replace(/\n+$/, '\n');
}
