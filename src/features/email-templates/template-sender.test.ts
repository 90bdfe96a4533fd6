import { expect, it } from 'vitest';
import { templateSender } from './template-sender.ts';

const server = { name: 'Login', address: 'login@example.com', replyTo: 'help@example.com' };

it.each([
  ['nothing', {}, server],
  ['a name', { from_name: 'Acme' }, { ...server, name: 'Acme' }],
  ['a local part', { from_local_part: 'hi' }, { ...server, address: 'hi@example.com' }],
  ['a domain', { from_domain: 'a.example' }, { ...server, address: 'login@a.example' }],
  [
    'all',
    {
      from_name: 'Acme',
      from_local_part: 'hi',
      from_domain: 'a.example',
      reply_to_local_part: 'support',
      reply_to_name: 'Support',
    },
    {
      name: 'Acme',
      address: 'hi@a.example',
      replyTo: 'support@a.example',
      replyToName: 'Support',
    },
  ],
])('a template that says %s of the sender leaves the rest to the environment', (_, own, sender) => {
  expect(templateSender(server, own)).toEqual(sender);
});
