import { domainToASCII } from 'node:url';
import { apiError } from '../catalogue.ts';
import type { SenderInformation } from './email-template.ts';
import { pickGiven } from './pick-given.ts';

const MEMBERS = [
  'from_local_part',
  'from_domain',
  'from_name',
  'reply_to_local_part',
  'reply_to_name',
] as const;

/** RFC 5321 section 4.1.2 Dot-string, at most 64 octets (4.5.3.1.1); no quoted local parts. */
const LOCAL_PART = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const MAX_DOMAIN = 253;
const MAX_NAME = 128;

const isLocalPart = (text: string): boolean => text.length <= 64 && LOCAL_PART.test(text);

function isDomain(text: string): boolean {
  const ascii = domainToASCII(text);
  if (ascii === '' || ascii.length > MAX_DOMAIN || text.length > MAX_DOMAIN) return false;
  return ascii.split('.').every((label) => LABEL.test(label));
}

/** One line: it stands in a header. */
function checkName(member: string, name: string | undefined): void {
  if (name === undefined) return;
  if (name.length > MAX_NAME || /[\p{Cc}\u2028\u2029]/u.test(name)) {
    throw apiError('invalid_email_template_parameters', {
      message: `sender_information.${member} is invalid.`,
    });
  }
}

export function readSender(sender: SenderInformation): SenderInformation {
  const given: SenderInformation = pickGiven(sender, MEMBERS);
  const { from_local_part, from_domain, reply_to_local_part } = given;
  if (from_local_part !== undefined && !isLocalPart(from_local_part)) {
    throw apiError('invalid_from_local_part');
  }
  if (reply_to_local_part !== undefined && !isLocalPart(reply_to_local_part)) {
    throw apiError('invalid_reply_to_local_part');
  }
  if (from_domain !== undefined && !isDomain(from_domain)) {
    throw apiError('invalid_email_template_parameters', {
      message: 'sender_information.from_domain is not a domain.',
    });
  }
  checkName('from_name', given.from_name);
  checkName('reply_to_name', given.reply_to_name);
  return given;
}
