import type { Config } from '../config/settings.ts';
import { version } from '../version.ts';
import { type Credentials, credentialsPath } from './credentials-file.ts';

interface BannerInput {
  config: Config;
  baseUrl: string;
  credentials: Credentials | undefined;
  /** The first start shows the secrets; later ones say where they are. */
  first: boolean;
}

const environmentLines = (
  name: string,
  { project_id, secret, public_token }: Credentials['test'],
): string[] => [
  `  ${name}`,
  `    project_id    ${project_id}`,
  `    secret        ${secret}`,
  `    public token  ${public_token}`,
];

/** One copyable line for each official SDK. */
function sdkLines(baseUrl: string, { project_id, secret }: Credentials['test']): string[] {
  return [
    '  Point an SDK at this server (TEST):',
    `    Node    new stytch.Client({ project_id: '${project_id}', secret: '${secret}', env: '${baseUrl}' })`,
    `    Python  stytch.Client(project_id='${project_id}', secret='${secret}', environment='${baseUrl}/')`,
    `    Go      stytchapi.NewClient("${project_id}", "${secret}", stytchapi.WithBaseURI("${baseUrl}"))`,
    `    Ruby    Stytch::Client.new(project_id: '${project_id}', secret: '${secret}', env: '${baseUrl}')`,
    `    Java    new StytchClient("${project_id}", "${secret}", new OptionalClientConfig("${baseUrl}"))`,
    '',
    `    curl -X POST ${baseUrl}/v1/users -u '${project_id}:${secret}' \\`,
    `      -H 'Content-Type: application/json' \\`,
    `      -d '{"email": "ada@example.com", "name": {"first_name": "Ada", "last_name": "Lovelace"}}'`,
  ];
}

/** What a newcomer needs after a start, on standard output. */
export function banner({ config, baseUrl, credentials, first }: BannerInput): string {
  const store = config.databaseUrl === undefined ? 'embedded database' : 'PostgreSQL';
  const lines = [
    '',
    `  Selvage ${version} on ${baseUrl} (${store})`,
    `  API reference ${baseUrl}/docs`,
  ];
  if (credentials && first) {
    lines.push(
      '',
      ...environmentLines('TEST', credentials.test),
      ...environmentLines('LIVE', credentials.live),
      '  Management API',
      `    key_id        ${credentials.management.key_id}`,
      `    key_secret    ${credentials.management.key_secret}`,
      '',
      ...sdkLines(baseUrl, credentials.test),
      '',
      `  These values are shown once and kept in ${credentialsPath(config.dataDir)}.`,
    );
  } else if (credentials) {
    lines.push(`  Project ids and secrets: ${credentialsPath(config.dataDir)}`);
  }
  return `${lines.join('\n')}\n\n`;
}
