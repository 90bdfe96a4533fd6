import { Type } from 'typebox';
import { type Operation, operation } from '../../../http/operation.ts';
import { apiError } from '../../catalogue.ts';
import { environmentPlace } from '../../projects/management/place.ts';
import type { Projects } from '../../projects/projects.service.ts';
import type { EnvironmentPlace } from '../../projects/records.ts';
import { EnvironmentParams } from '../../projects/wire.ts';
import { readCountryCodes } from '../country-codes.ts';

const CountryCodes = Type.Array(Type.String({ description: 'ISO 3166-1 alpha-2' }), {
  maxItems: 1_000,
});
const response = { country_codes: CountryCodes };

const settingOf = { sms: 'sms_country_codes', whatsapp: 'whatsapp_country_codes' } as const;

/** Both channels alike, but that projects for businesses have no WhatsApp. */
function countryCodeOperations(channel: 'sms' | 'whatsapp', name: string): Operation[] {
  const path = `/pwa/v3/projects/:project_slug/environments/:environment_slug/allowed_country_codes/${channel}`;
  const setting = settingOf[channel];

  async function assertSupported(projects: Projects, place: EnvironmentPlace): Promise<void> {
    if (channel === 'sms') return;
    const { vertical } = await projects.getProject(place);
    if (vertical === 'B2B') throw apiError('country_code_allowlist_b2b_whatsapp_not_supported');
  }

  const get = operation({
    id: `management.country_codes.${channel}.get`,
    method: 'GET',
    path,
    caller: 'workspace',
    tag: 'Management: country codes',
    summary: `List the countries that ${name} may go to`,
    params: EnvironmentParams,
    response,
    async handler({ workspaceKey, services }, { params }) {
      const place = environmentPlace(workspaceKey, params);
      await assertSupported(services.projects, place);
      const { settings } = await services.projects.getEnvironment(place);
      return { country_codes: settings[setting] };
    },
  });

  const set = operation({
    id: `management.country_codes.${channel}.set`,
    method: 'POST',
    path,
    caller: 'workspace',
    tag: 'Management: country codes',
    summary: `Set the countries that ${name} may go to`,
    params: EnvironmentParams,
    // The Go client leaves out an empty list.
    body: Type.Object({ country_codes: Type.Optional(CountryCodes) }),
    response,
    async handler({ workspaceKey, services }, { params, body }) {
      const place = environmentPlace(workspaceKey, params);
      await assertSupported(services.projects, place);
      const codes = readCountryCodes(body.country_codes ?? []);
      const { settings } = await services.projects.updateEnvironment(place, {
        settings: { [setting]: codes },
      });
      return { country_codes: settings[setting] };
    },
  });
  return [get, set];
}

export const countryCodeManagement: readonly Operation[] = [
  ...countryCodeOperations('sms', 'SMS'),
  ...countryCodeOperations('whatsapp', 'WhatsApp messages'),
];
