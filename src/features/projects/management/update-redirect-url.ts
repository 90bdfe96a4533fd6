import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { noteDetail } from '../../audit/audit-subject.ts';
import { presentRedirectUrl, readRedirectUrlTypes } from '../present.ts';
import { EnvironmentParams, RedirectUrl, RedirectUrlTypes, UrlQuery } from '../wire.ts';
import { environmentPlace } from './place.ts';

export const updateRedirectUrl = operation({
  id: 'management.redirect_urls.update',
  method: 'PUT',
  path: '/pwa/v3/projects/:project_slug/environments/:environment_slug/redirect_urls',
  caller: 'workspace',
  tag: 'Management: redirect URLs',
  summary: 'Replace the types of a redirect URL',
  params: EnvironmentParams,
  query: UrlQuery,
  body: Type.Object({
    valid_types: RedirectUrlTypes,
    do_not_promote_defaults: Type.Optional(Type.Boolean()),
  }),
  response: { redirect_url: RedirectUrl },
  async handler({ workspaceKey, services, request }, { params, query, body }) {
    const place = environmentPlace(workspaceKey, params);
    const updated = await services.projects.updateRedirectUrl(
      place,
      { url: query.url, validTypes: readRedirectUrlTypes(body.valid_types) },
      body.do_not_promote_defaults ?? false,
    );
    noteDetail(request.subject, 'redirect_url', updated.url);
    return { redirect_url: presentRedirectUrl(updated) };
  },
});
