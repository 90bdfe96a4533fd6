/**
 * What a request turns out to be about while it is decided. The route collects what the request and
 * the answer say; features add what only they know, such as whose code was wrong.
 */
export interface AuditSubject {
  /** In place of the credentials' own, where who asks proves themselves otherwise. */
  actor?: string;
  /** Uuids, without the wire prefix. */
  userId?: string;
  sessionId?: string;
  /** Why somebody says they do it. */
  reason?: string;
  /** Ids by name, masked recipients: nothing that is secret. */
  details?: Record<string, string>;
  /**
   * One of thousands alike that say nothing on their own, such as a machine's next token: written
   * only where the operator wants it.
   */
  routine?: boolean;
  /** error_type, where a refusal is not told as one: a page that sends the browser on with it. */
  refusal?: string;
  /** What a page with several acts did: see `AuditRule.page`. */
  act?: string;
}

export function noteAct(subject: AuditSubject | undefined, act: string): void {
  if (subject) subject.act = act;
}

/** To be called by whoever knows the user of a request that may be refused. */
export function noteUser(subject: AuditSubject | undefined, userId: string): void {
  if (subject) subject.userId = userId;
}

/** A client of the OAuth endpoints that exists; `proven` once its secret was right. */
export function noteClient(
  subject: AuditSubject | undefined,
  clientId: string,
  proven: boolean,
): void {
  if (!subject) return;
  if (proven) subject.actor = clientId;
  else noteDetail(subject, 'client_id', clientId);
}

/** Never a secret, an address or a number: see `AuditEvent`. */
export function noteDetail(subject: AuditSubject | undefined, name: string, value: string): void {
  if (subject) subject.details = { ...subject.details, [name]: value };
}

/** For pages that answer a refusal with something else than an error. */
export function noteRefusal(subject: AuditSubject | undefined, errorType: string): void {
  if (subject) subject.refusal = errorType;
}

export function noteRoutine(subject: AuditSubject | undefined): void {
  if (subject) subject.routine = true;
}
