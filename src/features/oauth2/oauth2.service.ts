import { apiError } from '../catalogue.ts';
import type { Environment } from '../projects/environment.ts';
import { requireClientCredentials } from './client-credentials.ts';
import type { ActiveToken, ClientKind, TokenAnswer } from './client-kind.ts';
import { type LocateDependencies, type LocateProject, projectLocator } from './locate-project.ts';

/** A call of an `/oauth2/*` endpoint. */
export interface OAuth2Call {
  environment: Environment;
  issuer: string;
  /** The header as it came. */
  authorization: string | undefined;
  /** The body, form or JSON. */
  parameters: Readonly<Record<string, unknown>>;
}

/** The endpoints that all kinds of clients share (behaviour-platform 1.4 and 4). */
export interface OAuth2 {
  locate: LocateProject;
  token(call: OAuth2Call): Promise<TokenAnswer>;
  /** undefined where the token is not active. */
  introspect(call: OAuth2Call): Promise<ActiveToken | undefined>;
  revoke(call: OAuth2Call): Promise<void>;
}

export interface OAuth2Dependencies extends Omit<LocateDependencies, 'environmentsOfClient'> {
  /** Asked in this order whether a client is theirs; the last one takes what is left. */
  clientKinds: readonly ClientKind[];
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

function requireText(parameters: OAuth2Call['parameters'], name: string): string {
  const value = text(parameters[name]);
  if (value === undefined) throw apiError('invalid_request', { message: `${name} is missing.` });
  return value;
}

export function createOAuth2(dependencies: OAuth2Dependencies): OAuth2 {
  const { clientKinds } = dependencies;
  const grantTypes = new Set(clientKinds.flatMap(({ grants }) => Object.keys(grants)));

  function kindOf(clientId: string): ClientKind {
    const kind = clientKinds.find((one) => one.owns(clientId));
    if (!kind) throw apiError('invalid_client');
    return kind;
  }

  /** The kind of the calling client, and what it is to be asked. */
  function lookup({ environment, issuer, authorization, parameters }: OAuth2Call) {
    const credentials = requireClientCredentials(authorization, parameters);
    const token = requireText(parameters, 'token');
    const hint = text(parameters['token_type_hint']);
    const asked = { environment, issuer, credentials, token, hint };
    return { kind: kindOf(credentials.clientId), asked };
  }

  return {
    locate: projectLocator({
      ...dependencies,
      environmentsOfClient: (clientId) => kindOf(clientId).environmentsOf(clientId),
    }),

    async token({ environment, issuer, authorization, parameters }) {
      const grantType = requireText(parameters, 'grant_type');
      if (!grantTypes.has(grantType)) throw apiError('unsupported_grant_type');
      const credentials = requireClientCredentials(authorization, parameters);
      const kind = kindOf(credentials.clientId);
      const grant = Object.hasOwn(kind.grants, grantType) ? kind.grants[grantType] : undefined;
      if (grant) return grant({ environment, issuer, credentials, parameters });
      // Only who is a client learns which grants it lacks.
      await kind.authenticate({ environment, credentials });
      throw apiError('unauthorized_client');
    },

    async introspect(call) {
      const { kind, asked } = lookup(call);
      return kind.introspect(asked);
    },

    async revoke(call) {
      const { kind, asked } = lookup(call);
      await kind.revoke(asked);
    },
  };
}
