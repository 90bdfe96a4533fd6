import { expect, test } from 'vitest';
import { maskRecipient } from './mask-recipient.ts';

test.each([
  ['ada.lovelace@mail.example.com', 'a***@m***.com'],
  ['a@b.example', 'a***@b***.example'],
  ['root@localhost', 'r***@l***'],
  ['\u{1f600}x@\u00fcber.example', '\u{1f600}***@\u00fc***.example'],
  ['+14155550123', '+1***23'],
])('%s is shown as %s', (recipient, shown) => {
  expect(maskRecipient(recipient)).toBe(shown);
});
