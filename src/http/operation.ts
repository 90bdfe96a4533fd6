import { type Static, type TObject, type TProperties, type TSchema, Type } from 'typebox';
import { type AuditRule, auditRuleOf } from '../features/audit/audit-rule.ts';
import type { AuditSubject } from '../features/audit/audit-subject.ts';
import type { Environment } from '../features/projects/environment.ts';
import type { WorkspaceKey } from '../features/projects/projects.service.ts';
import { envelopeProperties } from '../features/wire-schema.ts';
import type { Services } from './services.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What an operation may know of the request beside its validated input. */
export interface RequestInfo {
  /** `request-id-<env>-<uuid>` */
  requestId: string;
  /** Address of the peer, or of the client behind a trusted proxy. */
  ip: string;
  userAgent: string;
  /** For what only the handler knows and the audit log should: see `AuditSubject`. */
  subject: AuditSubject;
}

/**
 * Who calls. `project`: project_id and secret; `test-project`: the same, TEST environments only;
 * `workspace`: a management key; `none`: anybody; `public`: anybody, about the project that the
 * address or what was sent names, with credentials that the operation itself reads.
 */
export interface Callers {
  project: { environment: Environment };
  'test-project': { environment: Environment };
  workspace: { workspaceKey: WorkspaceKey };
  none: object;
  public: {
    environment: Environment;
    /** What tokens issued at this address have as `iss`. */
    issuer: string;
    /** The header as it came. */
    authorization: string | undefined;
  };
}

export type Context<C extends keyof Callers> = Callers[C] & {
  services: Services;
  request: RequestInfo;
};

export interface Input<B extends TSchema, P extends TSchema, Q extends TSchema> {
  body: Static<B>;
  params: Static<P>;
  query: Static<Q>;
}

export interface OperationDefinition<
  C extends keyof Callers,
  B extends TSchema,
  P extends TSchema,
  Q extends TSchema,
  R extends TProperties,
> {
  /** Stable name, `users.create`: logs, metrics, docs. */
  id: string;
  method: Method;
  /** Express form: `/v1/users/:user_id`. */
  path: string;
  caller: C;
  /** One line for the API reference, in our own words. */
  summary: string;
  tag: string;
  body?: B;
  params?: P;
  query?: Q;
  /** Members of the success body beside `request_id` and `status_code`. */
  response: R;
  /** True where the success body may have members that are not described, such as claims. */
  openResponse?: boolean;
  /** HTTP status of success; 200 unless said otherwise. */
  status?: 200 | 201;
  /**
   * `oauth2`: bodies may be forms (RFC 6749 appendix B), errors have OAuth's members beside the
   * usual ones (errors-and-conventions 1.6), and pages of any origin may call.
   */
  protocol?: 'api' | 'oauth2';
  headers?: Record<string, string>;
  /**
   * True where the handler itself confirms the environment's version with its own statement
   * (`confirmVersion`) before it answers or writes: the hot operations. For the others the
   * version is checked before the handler, at the cost of one more round trip.
   */
  confirms?: boolean;
  /** Where the default of `auditRuleOf` does not fit. */
  audit?: Partial<AuditRule>;
  handler: (context: Context<C>, input: Input<B, P, Q>) => Promise<Static<TObject<R>>>;
}

/** An operation with its types folded away, as the registry and the server use it. */
export interface Operation {
  id: string;
  method: Method;
  path: string;
  caller: keyof Callers;
  summary: string;
  tag: string;
  body: TSchema | undefined;
  params: TSchema | undefined;
  query: TSchema | undefined;
  response: TSchema;
  status: 200 | 201;
  protocol: 'api' | 'oauth2';
  headers: Record<string, string>;
  confirms: boolean;
  audit: AuditRule;
  handler: (
    context: Callers['public'] &
      Callers['workspace'] & { services: Services; request: RequestInfo },
    input: { body: never; params: never; query: never },
  ) => Promise<object>;
}

export function operation<
  C extends keyof Callers,
  R extends TProperties,
  B extends TSchema = TObject<TProperties>,
  P extends TSchema = TObject<TProperties>,
  Q extends TSchema = TObject<TProperties>,
>(definition: OperationDefinition<C, B, P, Q, R>): Operation {
  const { id, method, path, caller, summary, tag } = definition;
  return {
    id,
    method,
    path,
    caller,
    summary,
    tag,
    body: definition.body,
    params: definition.params,
    query: definition.query,
    response: Type.Object(
      { ...definition.response, ...envelopeProperties },
      definition.openResponse ? { additionalProperties: true } : {},
    ),
    status: definition.status ?? 200,
    protocol: definition.protocol ?? 'api',
    headers: definition.headers ?? {},
    confirms: definition.confirms ?? false,
    audit: auditRuleOf(definition),
    handler: definition.handler as unknown as Operation['handler'],
  };
}
