import assert from 'node:assert/strict';
import stytch from 'stytch';

let failed = false;

/**
 * Runs one step and prints its outcome as a line of JSON. A failure does not end the run: the
 * steps that do not depend on it still tell something.
 */
export async function step(name, action) {
  let outcome = { step: name, ok: true, detail: '' };
  try {
    await action();
  } catch (error) {
    outcome = { step: name, ok: false, detail: String(error?.message ?? error) };
    failed = true;
  }
  console.log(JSON.stringify(outcome));
}

export function finish() {
  process.exitCode = failed ? 1 : 0;
}

/** The call must fail with the client's own error type, carrying exactly this error. */
export async function expectError(call, status, type) {
  let answer;
  try {
    answer = await call;
  } catch (error) {
    assert.ok(error instanceof stytch.StytchError, `not a StytchError: ${error}`);
    assert.equal(error.error_type, type);
    assert.equal(error.status_code, status);
    assert.match(error.request_id, /^request-id-(test|live)-/);
    assert.equal(error.error_url, `https://stytch.com/docs/api/errors/${status}#${type}`);
    assert.ok(error.error_message.length > 0);
    return;
  }
  assert.fail(`expected ${type}, got ${JSON.stringify(answer)}`);
}
