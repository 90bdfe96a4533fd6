import type { ProjectDomains } from '../oauth2/issuers.ts';
import type { Environment } from '../projects/environment.ts';

export const AUTHORIZE_PATH = '/idp/:project_id/authorize';
export const LOGOUT_PATH = '/idp/:project_id/logout';

/** Where our pages for a project are; `base` is an address of this server without a path. */
export const authorizePageUrl = (base: string, { projectId }: Environment): string =>
  `${base}/idp/${projectId}/authorize`;

export const logoutPageUrl = (base: string, { projectId }: Environment): string =>
  `${base}/idp/${projectId}/logout`;

/**
 * The address a browser reached us at, as far as it is one of ours: a link in a mail must come back
 * to the same host, which has the cookies, and never to one that a forged Host header names.
 */
export const pageBase = (
  environment: Environment,
  host: string,
  domains: ProjectDomains,
  publicUrl: string,
): string =>
  domains.projectOf(host) === environment.projectId ? `https://${host.toLowerCase()}` : publicUrl;

/** An environment whose own application has a page needs none of ours. */
export const hasOwnPage = ({ settings }: Environment): boolean =>
  settings.idp_authorization_url === '' && settings.authorization_page_enabled;
