import type { FastifyRequest } from 'fastify';
import { readIp } from '../features/audit/ip-address.ts';
import { maskRecipient } from '../features/messages/mask-recipient.ts';
import { isUuid } from '../platform/ids.ts';

/** What an event says of a request beside its outcome. */
export interface Facts {
  userId?: string;
  sessionId?: string;
  details: Record<string, string>;
}

/** Our own ids: `email-test-<uuid>`. Whatever else stands in an `_id` may be anything. */
const WIRE_ID = /^[a-z][a-z0-9-]{0,60}-(?:test|live|prod)-([0-9a-f-]{36})$/;
/** Names that operators give: no address has this form. */
const SLUG = /^[A-Za-z0-9_-]{1,128}$/;
const RECIPIENTS = new Set(['email', 'email_address', 'phone_number']);
/** Of members, which callers are free to invent. */
const MEMBER = /^[a-z][a-z_]{0,63}$/;
const MAX_DETAILS = 16;
const MAX_RECIPIENT = 320;

type Members = Record<string, unknown>;

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function note(facts: Facts, name: string, value: string): void {
  const uuid = WIRE_ID.exec(value)?.[1];
  if (uuid === undefined || !isUuid(uuid)) return;
  if (name === 'user_id' && value.startsWith('user-')) facts.userId = uuid;
  else if (name === 'session_id' && value.startsWith('session-')) facts.sessionId = uuid;
  else if (Object.keys(facts.details).length < MAX_DETAILS) facts.details[name] = value;
}

/** Ids of the first level, and recipients so that they are recognised and not told. */
function noteMembers(facts: Facts, members: unknown): void {
  if (!isMembers(members)) return;
  for (const [name, value] of Object.entries(members)) {
    if (typeof value !== 'string' || !MEMBER.test(name)) continue;
    if (name.endsWith('_id')) note(facts, name, value);
    else if (RECIPIENTS.has(name) && value.length <= MAX_RECIPIENT) {
      facts.details['recipient'] = maskRecipient(value);
    }
  }
}

/** Names by which a path points at what an operator administers. */
const NAMES = new Set(['template_id', 'provider', 'public_token']);
const isName = (name: string): boolean =>
  name.endsWith('_slug') || name.endsWith('_type') || NAMES.has(name);

/** To be called with names that were found: in a path that leads nowhere may stand anything. */
function noteNames(facts: Facts, members: unknown): void {
  if (!isMembers(members)) return;
  for (const [name, value] of Object.entries(members)) {
    if (typeof value === 'string' && isName(name) && SLUG.test(value)) facts.details[name] = value;
  }
}

/** Objects of answers whose ids tell what was made or found. */
const ANSWERED = [
  'user',
  'session',
  'secret',
  'project',
  'environment',
  'm2m_client',
  'connected_app',
];

const MAX_SENT = 24;

/** What an operator set: names, and values where they cannot be a secret or an address. */
function sentMembers(body: unknown): string {
  if (!isMembers(body)) return '';
  return Object.entries(body)
    .filter(([name]) => MEMBER.test(name))
    .slice(0, MAX_SENT)
    .map(([name, value]) =>
      typeof value === 'boolean' || typeof value === 'number' ? `${name}=${value}` : name,
    )
    .join(' ');
}

/** Ids that the request names and the answer tells; the answer wins. */
export function factsOf(request: FastifyRequest, answer: Members | undefined): Facts {
  const facts: Facts = { details: {} };
  noteMembers(facts, request.params);
  noteMembers(facts, request.body);
  if (!answer) return facts;
  noteNames(facts, request.params);
  const sent = request.workspaceKey ? sentMembers(request.body) : '';
  if (sent !== '') facts.details['members'] = sent;
  for (const name of ANSWERED) {
    noteMembers(facts, answer[name]);
    noteNames(facts, answer[name]);
  }
  noteMembers(facts, answer);
  return facts;
}

export interface Source {
  ipAddress: string;
  userAgent: string;
  /** The caller's own address, where it told the one of its user. */
  peer: string | undefined;
}

const MAX_USER_AGENT = 256;

/**
 * Where it came from. An authenticated backend calls for its users and tells their address and
 * browser in `attributes`; those are more to the point than its own.
 */
export function sourceOf(request: FastifyRequest, trusted: boolean): Source {
  // Proxies pass on whatever they are given.
  const peer = readIp(request.ip) ?? '';
  const body = isMembers(request.body) ? request.body : {};
  const given = trusted && isMembers(body['attributes']) ? body['attributes'] : {};
  const told = readIp(given['ip_address']) ?? peer;
  const agent = given['user_agent'];
  const userAgent =
    typeof agent === 'string' && agent !== '' ? agent : (request.headers['user-agent'] ?? '');
  return {
    ipAddress: told,
    userAgent: userAgent.slice(0, MAX_USER_AGENT),
    peer: told === peer ? undefined : peer,
  };
}
