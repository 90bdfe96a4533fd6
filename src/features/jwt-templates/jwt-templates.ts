import { apiError } from '../catalogue.ts';
import type { Environment } from '../projects/environment.ts';
import type { UserRecord } from '../users/user-record.ts';
import { defaultJwtTemplate, type JwtTemplateSettings } from './settings.ts';
import { type Claims, readTemplate, type Template } from './template.ts';
import {
  type ClientVariables,
  clientValues,
  isVariable,
  type TemplateContext,
  userValues,
} from './variables.ts';

/** Of the rendered claims as JSON in UTF-8. */
const MAX_BYTES = 4_096;
/** Of the text of a template, which may be laid out with white space. */
const MAX_CONTENT = 16_384;
const MAX_AUDIENCE = 1_024;

const REGISTERED = ['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti'];
const NAMESPACE = 'https://stytch.com/';
/** What tokens say themselves. A template that could set `scope` could grant anything. */
const reserved: Record<TemplateContext, ReadonlySet<string>> = {
  SESSION: new Set(REGISTERED),
  M2M: new Set([...REGISTERED, 'scope']),
  CONNECTED_APP: new Set([...REGISTERED, 'scope', 'client_id']),
  ID_TOKEN: new Set([...REGISTERED, 'nonce', 'auth_time', 'azp', 'acr', 'amr']),
};

function checkSize(claims: Claims): Claims {
  if (Buffer.byteLength(JSON.stringify(claims)) > MAX_BYTES) {
    throw apiError('custom_claims_too_large');
  }
  return claims;
}

/**
 * Throws what is wrong with a template, as it is to be told when one is saved: the `jwt_template_*`
 * errors, `reserved_claims_in_custom_claims`, `stytch_claims_in_custom_claims`,
 * `custom_claims_too_large` where even its fixed part is.
 */
export function checkTemplate(context: TemplateContext, content: string): void {
  if (content.length > MAX_CONTENT) throw apiError('custom_claims_too_large');
  const template = readTemplate(content);
  if (!template.variables.every((variable) => isVariable(context, variable))) {
    throw apiError('jwt_template_invalid_tag');
  }
  for (const name of template.names) {
    if (reserved[context].has(name)) throw apiError('reserved_claims_in_custom_claims');
    if (name.startsWith(NAMESPACE)) throw apiError('stytch_claims_in_custom_claims');
  }
  checkSize(template.render(() => undefined));
}

/** The same of a template of an environment, and its audience. */
export function checkTemplateSettings(
  context: 'SESSION' | 'M2M',
  { template_content, custom_audience }: JwtTemplateSettings,
): void {
  if (custom_audience.length > MAX_AUDIENCE) {
    throw apiError('bad_request', { message: 'custom_audience is too long.' });
  }
  checkTemplate(context, template_content);
}

const NO_CLAIMS: Claims = Object.freeze({});
const NO_TEMPLATE: Template = { variables: [], names: [], render: () => NO_CLAIMS };

/** By text: environments have few, and keep them in memory anyway. */
const known = new Map<string, Template>();
const MAX_KNOWN = 1_000;

/** Read once. An empty text is no template. */
function templateOf(content: string): Template {
  if (content === '' || content === defaultJwtTemplate.template_content) return NO_TEMPLATE;
  let template = known.get(content);
  if (!template) {
    if (known.size >= MAX_KNOWN) known.clear();
    template = readTemplate(content);
    known.set(content, template);
  }
  return template;
}

function renderClaims(content: string, lookUp: Parameters<Template['render']>[0]): Claims {
  const claims = templateOf(content).render(lookUp);
  return claims === NO_CLAIMS ? claims : checkSize(claims);
}

/** Claims of a template about a user: of sessions, and of access tokens of Connected Apps. */
export const userClaims = (environment: Environment, user: UserRecord, content: string): Claims =>
  renderClaims(content, userValues(environment, user));

/** Claims of every session of the user: what the session itself says comes on top. */
export const sessionClaims = (environment: Environment, user: UserRecord): Claims =>
  userClaims(environment, user, environment.settings.jwt_template_session.template_content);

/** Claims of a token of an M2M client. */
export const m2mClaims = (environment: Environment, values: ClientVariables): Claims =>
  renderClaims(environment.settings.jwt_template_m2m.template_content, clientValues(values));

/** `aud`: the project id, which every SDK looks for, and the template's own one. */
export const audienceOf = (environment: Environment, context: 'SESSION' | 'M2M'): string[] => {
  const { jwt_template_session, jwt_template_m2m } = environment.settings;
  const { custom_audience } = context === 'SESSION' ? jwt_template_session : jwt_template_m2m;
  const { projectId } = environment;
  return custom_audience === '' ? [projectId] : [projectId, custom_audience];
};
