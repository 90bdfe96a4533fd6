import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { ApiError } from '../../platform/errors/api-error.ts';
import { newKeyPair } from '../../testing/webauthn/key-pair.ts';
import { generator, wound } from '../../testing/webauthn/mutations.ts';
import { softwareAuthenticator } from '../../testing/webauthn/software-authenticator.ts';
import { toBase64Url } from './base64.ts';
import { readChallenge } from './challenge.ts';
import { readAssertion, readNewCredential } from './read-credential.ts';
import { assertOrigin } from './rules.ts';
import { assertReadable, verifyAssertion } from './verify-assertion.ts';
import { verifyRegistration } from './verify-registration.ts';

/** Of each ceremony; some ten seconds on one core. */
const INPUTS = 55_000;
const TIMEOUT_MS = 300_000;

const DOMAIN = 'example.com';
const challenge = randomBytes(33).toString('base64url');
const creation = JSON.stringify({ challenge, rp: { id: DOMAIN } });
const request = JSON.stringify({ challenge, rpId: DOMAIN });
const authenticators = (['ES256', 'EdDSA', 'RS256'] as const).map((algorithm) =>
  softwareAuthenticator({ key: newKeyPair(algorithm) }),
);
const random = generator(20_260_101);
const { below, pick } = random;

type Members = Record<string, unknown>;

const WRONG = [null, undefined, 17, -0, true, '', 'AA', '!', [], {}, '__proto__', '\ud800'];

/** A good credential with wounds in its bytes, its members, or its text. */
function wounded(text: string): string {
  const kind = below(10);
  if (kind === 0) return wound(random, Buffer.from(text)).toString();
  const json = JSON.parse(text) as Members & { response: Members };
  const target = kind === 1 ? json : json.response;
  const name = pick(Object.keys(target));
  const value = target[name];
  if (kind < 3 || typeof value !== 'string') target[name] = pick(WRONG);
  else target[name] = toBase64Url(wound(random, Buffer.from(value, 'base64url')));
  return JSON.stringify(json);
}

/** Counts what came of the inputs; whatever is no catalogue error ends the test. */
async function attack(ceremony: () => Promise<string>): Promise<Map<string, number>> {
  const outcomes = new Map<string, number>();
  for (let input = 0; input < INPUTS; input += 1) {
    let outcome: string;
    try {
      outcome = await ceremony();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      outcome = error.type;
    }
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  return outcomes;
}

const registrations = authenticators.flatMap((authenticator) => [
  authenticator.create(creation),
  authenticator.create(creation, { format: 'packed' }),
  authenticator.create(creation, { format: 'vendor' }),
]);

test('55,000 wounded registrations meet a catalogue error or are whole', {
  timeout: TIMEOUT_MS,
}, async () => {
  const outcomes = await attack(async () => {
    const credential = readNewCredential(wounded(pick(registrations)));
    readChallenge(credential.clientData.challenge);
    assertOrigin(credential.clientData, DOMAIN);
    const made = await verifyRegistration(credential, DOMAIN);
    expect(made.id).toBe(credential.id);
    expect(made.attestationFormat).toMatch(/^[a-z0-9-]{1,32}$/);
    expect(made.signCount).toBeLessThan(2 ** 32);
    return 'accepted';
  });
  // The wounds reach every stage.
  expect(outcomes.size).toBeGreaterThanOrEqual(10);
});

const logins = authenticators.map((authenticator) => ({
  key: { publicKey: publicKeyOf(authenticator.create(creation)), signCount: 0 },
  text: authenticator.get(request),
}));

function publicKeyOf(text: string) {
  return verifyRegistration(readNewCredential(text), DOMAIN).then(({ publicKey }) => publicKey);
}

test('55,000 wounded logins meet a catalogue error, and none is believed', {
  timeout: TIMEOUT_MS,
}, async () => {
  const outcomes = await attack(async () => {
    const { key, text } = pick(logins);
    const changed = wounded(text);
    const assertion = readAssertion(changed);
    const whole = readAssertion(text);
    await assertReadable(assertion);
    readChallenge(assertion.clientData.challenge);
    assertOrigin(assertion.clientData, DOMAIN);
    const stored = { publicKey: await key.publicKey, signCount: 0 };
    const proof = await verifyAssertion(assertion, DOMAIN, stored);
    if (!proof) return 'not proven';
    // Only what the key signed: the rest may differ.
    expect(assertion.authenticatorData).toBe(whole.authenticatorData);
    expect(assertion.clientDataJson).toBe(whole.clientDataJson);
    return 'proven';
  });
  expect(outcomes.size).toBeGreaterThanOrEqual(8);
});
