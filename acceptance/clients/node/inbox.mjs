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

  return {
    messagesTo,
    /** The token in the newest message to the address. */
    async tokenTo(address) {
      let messages = await messagesTo(address);
      for (let tries = 0; messages.length === 0 && tries < 100; tries += 1) {
        await sleep(100);
        messages = await messagesTo(address);
      }
      assert.ok(messages.length > 0, 'nothing was sent');
      assert.equal(messages[0].channel, 'email');
      assert.equal(typeof messages[0].token, 'string');
      return messages[0].token;
    },
  };
}
