import { catalogue } from '../../features/catalogue.ts';
import type { DescribedOperation } from './described-operations.ts';
import type { Ids } from './world.ts';

export interface RawAnswer {
  status: number;
  contentType: string;
  text: string;
}

const ERROR_MEMBERS = ['status_code', 'request_id', 'error_type', 'error_message', 'error_url'];
/** Of an `/oauth2/*` endpoint: both families, with the same values. */
const OAUTH_ERROR_MEMBERS = [
  'status_code',
  'request_id',
  'error',
  'error_description',
  'error_uri',
  'error_type',
  'error_message',
  'error_url',
];
const SAME = [
  ['error', 'error_type'],
  ['error_description', 'error_message'],
  ['error_uri', 'error_url'],
] as const;
/** RFC 6750's name on the wire has another meaning, and another status, outside of OAuth. */
const OAUTH_NAMES: Readonly<Record<string, string>> = { invalid_token: 'invalid_access_token' };
const REQUEST_ID = /^request-id-(test|live)-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What an error answer has against errors-and-conventions 1.5. */
export function problemsOfError(
  status: number,
  body: Record<string, unknown>,
  oauth = false,
): string[] {
  const problems: string[] = [];
  const members = Object.keys(body).filter((name) => name !== 'error_details');
  const expected = oauth && 'error' in body ? OAUTH_ERROR_MEMBERS : ERROR_MEMBERS;
  if (members.join() !== expected.join()) problems.push(`members are ${members.join()}`);
  if (expected === OAUTH_ERROR_MEMBERS) {
    for (const [own, usual] of SAME) {
      if (body[own] !== body[usual]) problems.push(`${own} is not ${usual}`);
    }
  }
  const type = String(body['error_type']);
  const name = expected === OAUTH_ERROR_MEMBERS ? (OAUTH_NAMES[type] ?? type) : type;
  const entry = Object.hasOwn(catalogue, name)
    ? catalogue[name as keyof typeof catalogue]
    : undefined;
  if (!entry) problems.push(`${type} is not in the catalogue`);
  else if (entry.status !== status) problems.push(`${type} came with ${status}`);
  if (body['status_code'] !== status) problems.push('status_code is not the HTTP status');
  if (!REQUEST_ID.test(String(body['request_id']))) problems.push('request_id is malformed');
  if (body['error_url'] !== `https://stytch.com/docs/api/errors/${status}#${type}`) {
    problems.push('error_url is wrong');
  }
  const message = body['error_message'];
  if (typeof message !== 'string' || message === '') problems.push('error_message is empty');
  return problems;
}

/** A passcode of six digits stands by chance inside of some id: it counts as a word of its own. */
const SHORT = 8;
const WORD = /[\w-]+/g;

const shows = (answer: string, value: string): boolean =>
  answer.includes(value) &&
  (value.length > SHORT || (answer.match(WORD) ?? []).some((word) => word === value));

/** Values of the other tenant that an answer shows though the attacker did not bring them. */
function leaks(answer: string, brought: string, theirs: Ids): string[] {
  const known = brought.toLowerCase();
  return Object.entries(theirs)
    .filter(([, value]) => shows(answer, value) && !known.includes(value.toLowerCase()))
    .map(([name]) => `shows the other tenant's ${name}`);
}

/**
 * Everything that is wrong with an answer, whatever the request was. `brought` is what the attacker
 * sent now or stored before, and so may see again.
 */
export function problemsOf(
  operation: DescribedOperation,
  answer: RawAnswer,
  brought: string,
  theirs: Ids,
): string[] {
  const { status, text, contentType } = answer;
  const problems = leaks(text, brought, theirs);
  if (status >= 500 && status !== 501) problems.push(`answers ${status}: ${text}`);
  if (!contentType.startsWith('application/json')) problems.push(`content type ${contentType}`);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return [...problems, `is no JSON: ${text.slice(0, 200)}`];
  }
  if (status >= 400) {
    const oauth = /\/(oauth2|\.well-known)\//.test(operation.path);
    return [...problems, ...problemsOfError(status, body as never, oauth)];
  }
  if (status !== operation.successStatus) problems.push(`succeeds with ${status}`);
  return [...problems, ...operation.problemsOf(body)];
}
