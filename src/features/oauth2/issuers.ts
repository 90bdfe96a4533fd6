import type { Environment } from '../projects/environment.ts';

/** Host names that stand for a project, so that its issuer is a URL of its own. */
export interface ProjectDomains {
  projectOf(host: string): string | undefined;
  domainsOf(projectId: string): readonly string[];
}

/** Of the setting, `auth.example.com=project-live-...` and more of them. */
export function readProjectDomains(setting: string | undefined): ProjectDomains {
  const pairs = (setting ?? '')
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((pair) => pair.split('=') as [string, string]);
  const projects = new Map(pairs.map(([host, projectId]) => [host.toLowerCase(), projectId]));
  return {
    projectOf: (host) => (projects.size === 0 ? undefined : projects.get(host.toLowerCase())),
    domainsOf: (projectId) =>
      [...projects].filter(([, mapped]) => mapped === projectId).map(([host]) => host),
  };
}

/** Every issuer that tokens of an environment may name (behaviour-platform 0.2). */
export function issuersOf(
  { projectId }: Environment,
  domains: ProjectDomains,
  publicUrl: string,
): string[] {
  const ofDomains = domains.domainsOf(projectId).map((host) => `https://${host}`);
  return [`stytch.com/${projectId}`, publicUrl, ...ofDomains];
}

/** The issuer of an environment that is a URL: its first own domain, else the server's. */
export const urlIssuerOf = (
  { projectId }: Environment,
  domains: ProjectDomains,
  publicUrl: string,
): string => {
  const [domain] = domains.domainsOf(projectId);
  return domain === undefined ? publicUrl : `https://${domain}`;
};
