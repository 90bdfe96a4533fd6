import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { expectError, step } from './report.mjs';

let line = randomInt(9_000);

/** A new number in a country that every environment allows; nothing is sent to it. */
function usNumber() {
  line += 1;
  return `+1415555${String(line).padStart(4, '0')}`;
}

const wrong = (code) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

/** One-time passcodes over every channel, read from the inbox. */
export async function otps(client, inbox, { address }) {
  let used = {};

  await step('otps.email.login_or_create and authenticate', async () => {
    const email = address('otp');
    const sent = await client.otps.email.loginOrCreate({ email });
    assert.equal(sent.user_created, true);
    const code = await inbox.codeTo(email);
    used = { method_id: sent.email_id, code };
    const answer = await client.otps.authenticate({ ...used, session_duration_minutes: 60 });
    assert.equal(answer.user_id, sent.user_id);
    assert.equal(answer.method_id, sent.email_id);
    assert.equal(answer.user.emails[0].verified, true);
    const [factor] = answer.session.authentication_factors;
    assert.equal(factor.type, 'otp');
    assert.equal(factor.delivery_method, 'email');
    assert.equal(factor.email_factor.email_address, email);
  });

  await step('otps: a used code', async () => {
    await expectError(client.otps.authenticate(used), 401, 'unable_to_auth_otp_code');
  });

  await step('otps.sms: a wrong code, then the right one', async () => {
    const phone_number = usNumber();
    const sent = await client.otps.sms.loginOrCreate({ phone_number, expiration_minutes: 5 });
    const code = await inbox.codeTo(phone_number);
    const method_id = sent.phone_id;
    const miss = client.otps.authenticate({ method_id, code: wrong(code) });
    await expectError(miss, 404, 'otp_code_not_found');
    const answer = await client.otps.authenticate({ method_id, code });
    assert.equal(answer.session, null);
    assert.equal(answer.user.phone_numbers[0].phone_number, phone_number);
    assert.equal(answer.user.phone_numbers[0].verified, true);
  });

  await step('otps.whatsapp.login_or_create and authenticate', async () => {
    const phone_number = usNumber();
    const sent = await client.otps.whatsapp.loginOrCreate({ phone_number });
    const answer = await client.otps.authenticate({
      method_id: sent.phone_id,
      code: await inbox.codeTo(phone_number),
      session_duration_minutes: 60,
    });
    const [factor] = answer.session.authentication_factors;
    assert.equal(factor.delivery_method, 'whatsapp');
    assert.equal(factor.phone_number_factor.phone_number, phone_number);
  });

  await step('otps.sms.send to an unknown number', async () => {
    const phone_number = usNumber();
    await expectError(client.otps.sms.send({ phone_number }), 404, 'phone_number_not_found');
  });

  await step('otps: too many sends', async () => {
    const email = address('often');
    // One a second and five a minute: of eleven one is refused, however slow they are.
    for (let tries = 0; tries < 10; tries += 1) {
      try {
        await client.otps.email.loginOrCreate({ email });
      } catch (error) {
        return expectError(Promise.reject(error), 429, 'too_many_requests');
      }
    }
    await expectError(client.otps.email.loginOrCreate({ email }), 429, 'too_many_requests');
  });
}
