import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

/** Reads what the server would have mailed, through its test inbox. */
export function inboxOf(baseUrl, projectId, secret) {
  const authorization = `Basic ${Buffer.from(`${projectId}:${secret}`).toString('base64')}`;

  async function messagesTo(address) {
    const url = `${baseUrl}/selvage/v1/messages?to=${encodeURIComponent(address)}`;
    const response = await fetch(url, { headers: { authorization } });
    assert.equal(response.status, 200);
    return (await response.json()).messages;
  }

  async function newestTo(recipient) {
    let messages = await messagesTo(recipient);
    for (let tries = 0; messages.length === 0 && tries < 100; tries += 1) {
      await sleep(100);
      messages = await messagesTo(recipient);
    }
    assert.ok(messages.length > 0, 'nothing was sent');
    return messages[0];
  }

  return {
    messagesTo,
    /** The token in the newest message to the address. */
    async tokenTo(address) {
      const message = await newestTo(address);
      assert.equal(message.channel, 'email');
      assert.equal(typeof message.token, 'string');
      return message.token;
    },
    /** The code in the newest message to the address or number. */
    async codeTo(recipient) {
      const message = await newestTo(recipient);
      assert.match(message.code, /^\d{6}$/);
      assert.ok(message.text.includes(message.code));
      return message.code;
    },
  };
}
