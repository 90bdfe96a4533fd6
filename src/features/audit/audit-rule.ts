/** What of an operation goes into the audit log. */
export interface AuditRule {
  /**
   * `always`: what happened and what was refused. `refusals`: reads and checks, of which only those
   * are remembered that were turned away for who asked or how often. `never`: nothing.
   */
  record: 'always' | 'refusals' | 'never';
  /** The event's name; the operation's id unless said otherwise. */
  action: string;
  /**
   * For a page, whose success shows in its answer alone: see `recordPages`. Of one with `acts` what
   * it did is written, under the name that `noteAct` gave it; looking at it is nothing.
   */
  page: 'none' | 'one act' | 'acts';
  /** Whose log. `workspace` is for acts that no environment survives or has seen yet. */
  scope: 'environment' | 'workspace';
}

export const auditRuleOf = (definition: {
  id: string;
  method: string;
  audit?: Partial<AuditRule>;
}): AuditRule => ({
  record: definition.method === 'GET' ? 'refusals' : 'always',
  action: definition.id,
  page: 'none',
  scope: 'environment',
  ...definition.audit,
});

/** For the route of a page that changes or proves something. */
export const pageAudit = (action: string, page: 'one act' | 'acts' = 'one act'): AuditRule => ({
  record: 'always',
  action,
  page,
  scope: 'environment',
});

/** Credentials, permission, limits and locks: what a refused read or check is remembered for. */
const TURNED_AWAY = new Set([401, 403, 429]);

export const isRemembered = (rule: AuditRule, status: number, authenticated: boolean): boolean => {
  if (rule.record === 'never') return false;
  return rule.record === 'always' || !authenticated || TURNED_AWAY.has(status);
};
