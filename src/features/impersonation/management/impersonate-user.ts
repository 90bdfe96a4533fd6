import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { toTimestamp } from '../../../platform/clock.ts';
import { forRequest } from '../../projects/environment.ts';
import { workspaceKeyWireId } from '../../projects/keys.ts';
import { environmentPlace } from '../../projects/management/place.ts';
import { EnvironmentParams } from '../../projects/wire.ts';
import { userWireId } from '../../users/present-user.ts';
import { Nullable, Timestamp, withError } from '../../wire-schema.ts';

/** Ours: the hosted service impersonates by its dashboard only. */
export const impersonateUser = operation({
  id: 'management.users.impersonate',
  method: 'POST',
  path: '/pwa/v3/projects/:project_slug/environments/:environment_slug/users/:user_id/impersonate',
  caller: 'workspace',
  tag: 'Management: users',
  summary: 'Make a token by which an operator logs in as a user, once, within five minutes',
  params: Type.Object({ ...EnvironmentParams.properties, user_id: Type.String() }),
  body: Type.Object({
    reason: withError(
      'invalid_impersonation_reason',
      Type.String({ description: 'Why; kept in the audit log. At most 500 characters.' }),
    ),
    impersonator_email_address: withError(
      'invalid_email',
      Type.String({ description: 'Who does it; part of the session and of the audit log.' }),
    ),
    impersonator_id: Type.Optional(
      Type.String({ description: 'Your id of who does it; the management key where absent.' }),
    ),
  }),
  response: {
    user_id: Type.String(),
    impersonation_token: Type.String(),
    impersonation_url: Nullable(
      Type.String({
        description: 'Where to send the operator; null without a default LOGIN redirect URL.',
      }),
    ),
    expires_at: Timestamp(),
  },
  async handler({ workspaceKey, services, request }, { params, body }) {
    const place = environmentPlace(workspaceKey, params);
    const environment = await services.projects.snapshot(place);
    const minted = await services.impersonation.mint(forRequest(environment, request.subject), {
      userId: params.user_id,
      reason: body.reason,
      impersonatorId: body.impersonator_id ?? workspaceKeyWireId(workspaceKey.id),
      impersonatorEmail: body.impersonator_email_address,
    });
    return {
      user_id: userWireId(environment.kind, minted.user.id),
      impersonation_token: minted.token,
      impersonation_url: minted.url ?? null,
      expires_at: toTimestamp(minted.expiresAt),
    };
  },
});
