import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { noteDetail } from '../../audit/audit-subject.ts';
import { EnvironmentParams, UrlQuery } from '../wire.ts';
import { environmentPlace } from './place.ts';

export const deleteRedirectUrl = operation({
  id: 'management.redirect_urls.delete',
  method: 'DELETE',
  path: '/pwa/v3/projects/:project_slug/environments/:environment_slug/redirect_urls',
  caller: 'workspace',
  tag: 'Management: redirect URLs',
  summary: 'Delete a redirect URL',
  params: EnvironmentParams,
  query: Type.Object({
    ...UrlQuery.properties,
    // Python writes a capital letter.
    do_not_promote_defaults: Type.Optional(Type.String({ pattern: '^([Tt]rue|[Ff]alse)$' })),
  }),
  response: {},
  async handler({ workspaceKey, services, request }, { params, query }) {
    const place = environmentPlace(workspaceKey, params);
    const keepDefaults = query.do_not_promote_defaults?.toLowerCase() === 'true';
    await services.projects.deleteRedirectUrl(place, query.url, keepDefaults);
    noteDetail(request.subject, 'redirect_url', query.url);
    return {};
  },
});
