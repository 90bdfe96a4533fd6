import { Type } from 'typebox';
import { type Operation, operation } from '../../../http/operation.ts';
import { environmentPlace } from '../../projects/management/place.ts';
import { EnvironmentParams } from '../../projects/wire.ts';
import {
  OAuthProvider,
  OAuthProviderCheck,
  ProviderParams,
  providerArguments,
} from '../settings/wire.ts';

const all = '/pwa/v3/projects/:project_slug/environments/:environment_slug/oauth_providers';
const one = `${all}/:provider`;
const tag = 'Management: OAuth providers';

/** Ours: the hosted service has these settings in its dashboard only. */
const listOAuthProviders = operation({
  id: 'management.oauth_providers.list',
  method: 'GET',
  path: all,
  caller: 'workspace',
  tag,
  summary: 'List the OAuth providers that an environment has settings for',
  params: EnvironmentParams,
  response: { oauth_providers: Type.Array(OAuthProvider) },
  async handler({ workspaceKey, services: { oauthProviders } }, { params }) {
    const found = await oauthProviders.list(environmentPlace(workspaceKey, params));
    return { oauth_providers: found.map(oauthProviders.present) };
  },
});

const getOAuthProvider = operation({
  id: 'management.oauth_providers.get',
  method: 'GET',
  path: one,
  caller: 'workspace',
  tag,
  summary: 'Read the settings of an OAuth provider, without its secret',
  params: ProviderParams,
  response: { oauth_provider: OAuthProvider },
  async handler({ workspaceKey, services: { oauthProviders } }, { params }) {
    const place = environmentPlace(workspaceKey, params);
    const found = await oauthProviders.get(place, params.provider);
    return { oauth_provider: oauthProviders.present(found) };
  },
});

const setOAuthProvider = operation({
  id: 'management.oauth_providers.set',
  method: 'PUT',
  path: one,
  caller: 'workspace',
  tag,
  summary: 'Set an OAuth provider; what is left out is empty, but for the secret, which stays',
  params: ProviderParams,
  body: Type.Object(providerArguments),
  response: { oauth_provider: OAuthProvider },
  async handler({ workspaceKey, services: { oauthProviders } }, { params, body }) {
    const place = environmentPlace(workspaceKey, params);
    const set = await oauthProviders.put(place, params.provider, body);
    return { oauth_provider: oauthProviders.present(set) };
  },
});

const deleteOAuthProvider = operation({
  id: 'management.oauth_providers.delete',
  method: 'DELETE',
  path: one,
  caller: 'workspace',
  tag,
  summary: 'Delete the settings of an OAuth provider',
  params: ProviderParams,
  response: {},
  async handler({ workspaceKey, services: { oauthProviders } }, { params }) {
    await oauthProviders.remove(environmentPlace(workspaceKey, params), params.provider);
    return {};
  },
});

const checkOAuthProvider = operation({
  id: 'management.oauth_providers.check',
  audit: { record: 'refusals' },
  method: 'POST',
  path: `${one}/check`,
  caller: 'workspace',
  tag,
  summary: 'Say what is wrong with the settings of an OAuth provider; asks the provider too',
  params: ProviderParams,
  response: { oauth_provider_check: OAuthProviderCheck },
  async handler({ workspaceKey, services: { oauthProviders } }, { params }) {
    const place = environmentPlace(workspaceKey, params);
    const configured = await oauthProviders.get(place, params.provider);
    return { oauth_provider_check: await oauthProviders.check(configured) };
  },
});

export const oauthProviderOperations: readonly Operation[] = [
  listOAuthProviders,
  getOAuthProvider,
  setOAuthProvider,
  deleteOAuthProvider,
  checkOAuthProvider,
];
