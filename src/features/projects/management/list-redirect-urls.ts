import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { presentRedirectUrl } from '../present.ts';
import { EnvironmentParams, RedirectUrl } from '../wire.ts';
import { environmentPlace } from './place.ts';

export const listRedirectUrls = operation({
  id: 'management.redirect_urls.list',
  method: 'GET',
  path: '/pwa/v3/projects/:project_slug/environments/:environment_slug/redirect_urls/all',
  caller: 'workspace',
  tag: 'Management: redirect URLs',
  summary: 'List the redirect URLs of an environment',
  params: EnvironmentParams,
  response: { redirect_urls: Type.Array(RedirectUrl) },
  async handler({ workspaceKey, services }, { params }) {
    const place = environmentPlace(workspaceKey, params);
    const urls = await services.projects.listRedirectUrls(place);
    return { redirect_urls: urls.map(presentRedirectUrl) };
  },
});
