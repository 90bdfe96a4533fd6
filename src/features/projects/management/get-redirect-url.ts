import { operation } from '../../../http/operation.ts';
import { presentRedirectUrl } from '../present.ts';
import { EnvironmentParams, RedirectUrl, UrlQuery } from '../wire.ts';
import { environmentPlace } from './place.ts';

export const getRedirectUrl = operation({
  id: 'management.redirect_urls.get',
  method: 'GET',
  path: '/pwa/v3/projects/:project_slug/environments/:environment_slug/redirect_urls',
  caller: 'workspace',
  tag: 'Management: redirect URLs',
  summary: 'Read a redirect URL',
  params: EnvironmentParams,
  query: UrlQuery,
  response: { redirect_url: RedirectUrl },
  async handler({ workspaceKey, services }, { params, query }) {
    const place = environmentPlace(workspaceKey, params);
    const found = await services.projects.getRedirectUrl(place, query.url);
    return { redirect_url: presentRedirectUrl(found) };
  },
});
