import type { EnvironmentKind } from '../../platform/ids.ts';
import type { AuditSubject } from '../audit/audit-subject.ts';
import type { TemplateIndex } from '../email-templates/email-template.ts';
import type { RegisteredUrl } from '../redirect-urls/matching.ts';
import type { SigningKey } from '../sessions/signing-key.ts';
import type { EnvironmentSettings } from './environment-settings.ts';

export interface SecretRecord {
  id: string;
  hash: string;
  usedAt: number | null;
}

/**
 * What a node holds in memory of one environment, always together with the version under which
 * it was read. An operation's own statement brings the current version back; if it differs, the
 * operation is decided again with a fresh copy.
 */
export interface Environment {
  /** The uuid inside the project_id; first column of every key of tenant data. */
  readonly id: string;
  /** `project-test-<uuid>` or `project-live-<uuid>`. */
  readonly projectId: string;
  readonly kind: EnvironmentKind;
  readonly type: 'TEST' | 'LIVE';
  readonly slug: string;
  readonly projectSlug: string;
  /** Shown to end users in mails. */
  readonly projectName: string;
  readonly version: number;
  readonly settings: EnvironmentSettings;
  readonly secrets: readonly SecretRecord[];
  /** Wire form, oldest first. */
  readonly publicTokens: readonly string[];
  /** `oauth-callback-<test|live>-<uuid>`: last segment of the URL that providers come back to. */
  readonly oauthCallbackId: string;
  readonly redirectUrls: readonly RegisteredUrl[];
  /** The project's; what they say is read when a mail uses one. */
  readonly emailTemplates: TemplateIndex;
  /** Newest last. */
  readonly signingKeys: readonly SigningKey[];
  /** Milliseconds since 1970 as this environment sees them: TEST environments have a clock. */
  now(): number;
  /**
   * What the request at hand is about, for the audit log: each request has a copy of the
   * environment with one of these. Absent in the cache and outside of requests.
   */
  readonly subject?: AuditSubject | undefined;
}

/**
 * The environment as one request has it. Where `environment` has the member already, as in the
 * cache, this is a plain copy of the same shape: a tenth of a microsecond, where a member that is
 * added costs two.
 */
export function forRequest(environment: Environment, subject: AuditSubject): Environment {
  const copy: { -readonly [K in keyof Environment]: Environment[K] } = { ...environment };
  copy.subject = subject;
  return copy;
}

/** Signals that a node's copy of an environment is out of date. Never reaches a client. */
export class StaleEnvironment extends Error {}

/** To be called with the version that the operation's own statement read. */
export function confirmVersion(environment: Environment, version: number | undefined): void {
  if (version !== environment.version) throw new StaleEnvironment('environment changed');
}
