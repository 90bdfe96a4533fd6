import { type ArgsDef, defineCommand } from 'citty';
import { commandEvent } from '../features/audit/command-event.ts';
import { isProviderSlug, providerSlugs } from '../features/oauth/providers/slugs.ts';
import type { OAuthProviders } from '../features/oauth/settings/oauth-providers.ts';
import type { EnvironmentPlace } from '../features/projects/records.ts';
import type { Services } from '../http/services.ts';
import { ApiError } from '../platform/errors/api-error.ts';
import { expectedError } from '../platform/errors/expected-error.ts';
import { flagsOf } from './flags.ts';
import { readProviderInput, settingFlags } from './oauth-provider-input.ts';
import { storageFlags, withServices } from './with-services.ts';

const place = {
  ...storageFlags,
  // The redirect_uri that is shown and checked begins with it.
  ...flagsOf(['publicUrl', 'port']),
  project: { type: 'string', default: 'my-project', description: 'Slug of the project' },
  environment: {
    type: 'string',
    default: 'test',
    description: 'Slug of the environment: test or production, unless named otherwise',
  },
} satisfies ArgsDef;

const provider = {
  provider: { type: 'positional', description: providerSlugs.join(', ') },
} satisfies ArgsDef;

type Args = Record<string, unknown>;

async function placeOf({ projects }: Services, args: Args): Promise<EnvironmentPlace> {
  const workspaceId = await projects.firstWorkspace();
  if (workspaceId === undefined) throw expectedError('The database is empty: start the server.');
  return {
    workspaceId,
    projectSlug: String(args['project']),
    environmentSlug: String(args['environment']),
  };
}

function readProvider(args: Args) {
  const text = String(args['provider']);
  if (isProviderSlug(text)) return text;
  throw expectedError(`${text} is no provider. There are ${providerSlugs.join(', ')}.`);
}

/** What the management API would refuse is the operator's mistake here as well. */
const at = (
  args: Args,
  work: (oauth: OAuthProviders, at: EnvironmentPlace, services: Services) => Promise<void>,
) =>
  withServices(args, async (services) => {
    try {
      await work(services.oauthProviders, await placeOf(services, args), services);
    } catch (error) {
      if (error instanceof ApiError) throw expectedError(error.message, error);
      throw error;
    }
  });

async function note(services: Services, at: EnvironmentPlace, act: string, provider: string) {
  const { id } = await services.projects.getEnvironment(at);
  await services.audit.record(commandEvent(id, `command.oauth_providers.${act}`, { provider }));
}

const print = (value: unknown): void => console.log(JSON.stringify(value, null, 2));

const list = defineCommand({
  meta: { name: 'list', description: 'What is entered, without secrets, one JSON line each' },
  args: place,
  run: ({ args }) =>
    at(args, async (oauth, environment) => {
      for (const one of await oauth.list(environment)) {
        console.log(JSON.stringify(oauth.present(one)));
      }
    }),
});

const set = defineCommand({
  meta: {
    name: 'set',
    description:
      'Enter what a provider needs. What is left out is empty, but for a secret, which stays. Secrets come from a file, the standard input or the environment. A running server takes it up at once',
  },
  args: { ...place, ...settingFlags, ...provider },
  run: ({ args }) => {
    const slug = readProvider(args);
    // Before the database is opened: the standard input may be a person.
    const input = readProviderInput(args, process.env);
    return at(args, async (oauth, environment, services) => {
      const entered = await oauth.put(environment, slug, input);
      await note(services, environment, 'set', slug);
      print(oauth.present(entered));
    });
  },
});

const check = defineCommand({
  meta: {
    name: 'check',
    description: 'Say what is wrong with what is entered; asks the provider too. Ends with 1 if so',
  },
  args: { ...place, ...provider },
  run: ({ args }) => {
    const slug = readProvider(args);
    return at(args, async (oauth, environment) => {
      const { ok, findings } = await oauth.check(await oauth.get(environment, slug));
      for (const { level, field, message } of findings) {
        console.log(`${level}: ${field} ${message}`);
      }
      if (ok) console.log(findings.length === 0 ? 'Nothing is wrong.' : 'Logins can work.');
      else process.exitCode = 1;
    });
  },
});

const remove = defineCommand({
  meta: { name: 'delete', description: 'Delete what is entered for a provider' },
  args: { ...place, ...provider },
  run: ({ args }) => {
    const slug = readProvider(args);
    return at(args, async (oauth, environment, services) => {
      await oauth.remove(environment, slug);
      await note(services, environment, 'delete', slug);
      console.log(`${slug} is deleted.`);
    });
  },
});

export const oauthProvidersCommand = defineCommand({
  meta: {
    name: 'oauth-providers',
    description: 'Client ids and secrets of OAuth providers, as in docs/oauth-providers.md',
  },
  subCommands: { list, set, check, delete: remove },
});
