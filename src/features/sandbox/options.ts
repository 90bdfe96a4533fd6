import type { SessionOptions, SessionSelector } from '../sessions/sessions.service.ts';

/** What a login says of a session. Only how many it names matters: the sandbox has but one. */
export type SandboxOptions = SessionOptions & SessionSelector;
