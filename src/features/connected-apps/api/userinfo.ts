import { Type } from 'typebox';
import { apiError } from '../../catalogue.ts';
import { oauth2Endpoint } from '../../oauth2/api/endpoints.ts';

const optional = Type.Optional;

const response = {
  sub: Type.String(),
  name: optional(Type.String()),
  given_name: optional(Type.String()),
  middle_name: optional(Type.String()),
  family_name: optional(Type.String()),
  picture: optional(Type.String()),
  profile_picture: optional(Type.String()),
  locale: optional(Type.String()),
  email: optional(Type.String()),
  email_verified: optional(Type.Boolean()),
  phone_number: optional(Type.String()),
  phone_number_verified: optional(Type.Boolean()),
};

/** RFC 6750 section 2.1; a token in a form (2.2) serves clients that cannot set headers. */
function bearerToken(header: string | undefined, body: unknown): string {
  const token = /^Bearer +([\w.~+/=-]+)$/i.exec(header ?? '')?.[1];
  if (token !== undefined) return token;
  const { access_token } = (body ?? {}) as { access_token?: unknown };
  if (typeof access_token !== 'string' || access_token === '')
    throw apiError('invalid_access_token');
  return access_token;
}

const common = {
  path: '/userinfo',
  tag: 'OAuth 2.0',
  summary: 'What the scopes of an access token tell of its user',
  response,
} as const;

/** OpenID Connect Core 5.3: both methods. */
export const userinfoOperations = [
  ...oauth2Endpoint({
    ...common,
    id: 'oauth2.userinfo',
    method: 'GET',
    handler: ({ services, environment, authorization }) =>
      services.connectedApps.userinfo(environment, bearerToken(authorization, undefined)),
  }),
  ...oauth2Endpoint({
    ...common,
    id: 'oauth2.userinfo.post',
    method: 'POST',
    body: Type.Object({ access_token: optional(Type.String()) }),
    handler: ({ services, environment, authorization }, { body }) =>
      services.connectedApps.userinfo(environment, bearerToken(authorization, body)),
  }),
];
