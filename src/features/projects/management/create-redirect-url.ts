import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { noteDetail } from '../../audit/audit-subject.ts';
import { withError } from '../../wire-schema.ts';
import { presentRedirectUrl, readRedirectUrlTypes } from '../present.ts';
import { EnvironmentParams, RedirectUrl, RedirectUrlTypes } from '../wire.ts';
import { environmentPlace } from './place.ts';

export const createRedirectUrl = operation({
  id: 'management.redirect_urls.create',
  method: 'POST',
  path: '/pwa/v3/projects/:project_slug/environments/:environment_slug/redirect_urls',
  caller: 'workspace',
  tag: 'Management: redirect URLs',
  summary: 'Register a redirect URL, or add types to it',
  params: EnvironmentParams,
  body: Type.Object({
    url: withError('invalid_url', Type.String()),
    valid_types: RedirectUrlTypes,
    do_not_promote_defaults: Type.Optional(Type.Boolean()),
  }),
  response: { redirect_url: RedirectUrl },
  async handler({ workspaceKey, services, request }, { params, body }) {
    const place = environmentPlace(workspaceKey, params);
    const created = await services.projects.createRedirectUrl(
      place,
      { url: body.url, validTypes: readRedirectUrlTypes(body.valid_types) },
      body.do_not_promote_defaults ?? false,
    );
    noteDetail(request.subject, 'redirect_url', created.url);
    return { redirect_url: presentRedirectUrl(created) };
  },
});
