import type { ProviderEntry } from '../providers/entry.ts';
import { providers } from '../providers/index.ts';
import type { SettingField } from './setting-field.ts';

const INTRODUCTION = `<!-- Made by npm run generate from src/features/oauth/providers; do not edit. -->

# OAuth providers

Each environment has settings of its own for each provider. They are stored encrypted; a secret can
be written and never read.

\`\`\`sh
P=$BASE_URL/pwa/v3/projects/my-project/environments/test/oauth_providers
curl -u "$KEY_ID:$KEY_SECRET" -X PUT $P/github -H 'content-type: application/json' \\
  -d '{"client_id": "Ov23...", "client_secret": "..."}'
curl -u "$KEY_ID:$KEY_SECRET" -X POST $P/github/check    # says what is wrong; asks the provider too
curl -u "$KEY_ID:$KEY_SECRET" $P                         # all of them, without secrets
\`\`\`

The command line does the same on the machine of the server; secrets come from a file, from the
standard input (\`-\`) or from \`SELVAGE_OAUTH_CLIENT_SECRET\` and \`SELVAGE_OAUTH_PRIVATE_KEY\`, never
from an argument:

\`\`\`sh
selvage oauth-providers set github --environment test --client-id Ov23... --client-secret-file -
selvage oauth-providers check github --environment test
selvage oauth-providers list --environment production
selvage oauth-providers delete github --environment test
\`\`\`

A seed file has them under \`oauth_providers\` of an environment: see [seed.md](seed.md).

Setting one replaces everything but a secret that is left out, and that only where the addresses it
goes to stay the same. The answer holds \`redirect_uri\`: register it at the provider exactly as it
is. It is the same for all providers of an environment:
\`<public URL>/v1/oauth/callback/<oauth_callback_id>\`.

\`endpoints\` (\`issuer\`, \`authorization_endpoint\`, \`token_endpoint\`, \`refresh_endpoint\`,
\`jwks_uri\`, \`userinfo_endpoint\`, \`emails_endpoint\`) replaces a provider's own addresses, in TEST
environments only, for tests against a stand-in. Whatever the address, requests never go to private
networks unless \`SELVAGE_ALLOW_PRIVATE_OUTGOING\` is set.
`;

const fieldRow = ({ name, label, required, fallback }: SettingField): string => {
  const need = required ? 'required' : `optional${fallback ? `, default \`${fallback}\`` : ''}`;
  return `| \`${name}\` | ${label} | ${need} |`;
};

function section({ slug, title, guide, fields, scopes, claims }: ProviderEntry): string {
  const where = guide.console === '' ? '' : `Register the application at <${guide.console}>.\n\n`;
  const https = guide.httpsOnly ? '; it must be `https`' : '';
  const verified = claims.emailVerified === undefined ? 'never' : 'where the provider verified it';
  const notes = (guide.notes ?? []).map((note) => `- ${note}`);
  return [
    `## ${title}: \`${slug}\`\n`,
    `${where}\`redirect_uri\` goes into: ${guide.callback}${https}.\n`,
    '| setting | at the provider | |',
    '| --- | --- | --- |',
    ...fields.map(fieldRow),
    '',
    `Scopes: ${scopes.map((scope) => `\`${scope}\``).join(' ')}. Email of the user: ${verified}.`,
    ...(notes.length > 0 ? ['', ...notes] : []),
    '',
  ].join('\n');
}

const overviewRow = ({ slug, title, fields, guide }: ProviderEntry): string => {
  const named = fields.map(({ name, required }) => (required ? `\`${name}\`` : `(\`${name}\`)`));
  const anchor = `${title} ${slug}`
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');
  return `| [${title}](oauth-providers.md#${anchor}) | \`${slug}\` | ${named.join(' ')} | ${guide.callback} |`;
};

/** The table of docs/oauth.md: what to enter here, and where the callback goes over there. */
export const renderProviderOverview = (): string =>
  [
    '| provider | slug | enter here (optional ones in brackets) | `redirect_uri` goes into |',
    '| --- | --- | --- | --- |',
    ...Object.values(providers).map(overviewRow),
  ].join('\n');

/** The text of docs/oauth-providers.md. @public used by scripts/generate-docs.mjs */
export const renderProviderDocs = (): string =>
  [INTRODUCTION, ...Object.values(providers).map(section)].join('\n');
