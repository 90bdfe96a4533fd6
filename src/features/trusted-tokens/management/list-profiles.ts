import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { environmentPlace } from '../../projects/management/place.ts';
import { EnvironmentParams } from '../../projects/wire.ts';
import { presentProfile, TrustedTokenProfile } from '../wire.ts';

export const listProfiles = operation({
  id: 'management.trusted_token_profiles.list',
  method: 'GET',
  path: '/pwa/v3/projects/:project_slug/environments/:environment_slug/trusted_token_profiles',
  caller: 'workspace',
  tag: 'Management: trusted auth tokens',
  summary: 'List whose tokens an environment trusts',
  params: EnvironmentParams,
  response: { profiles: Type.Array(TrustedTokenProfile) },
  async handler({ workspaceKey, services }, { params }) {
    const place = environmentPlace(workspaceKey, params);
    const { environment, profiles } = await services.trustedTokens.listProfiles(place);
    return { profiles: profiles.map((profile) => presentProfile(environment.kind, profile)) };
  },
});
