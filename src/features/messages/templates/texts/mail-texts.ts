import type { CodeMailKind, LinkMailKind, Locale, ResetMailKind } from '../mail-types.ts';

export interface UnitWords {
  one: string;
  other: string;
}

/** Words for a validity, "1 day and 2 hours". Every stock locale says `one` for exactly 1. */
export interface DurationWords {
  week: UnitWords;
  day: UnitWords;
  hour: UnitWords;
  minute: UnitWords;
  and: string;
}

/**
 * What one mail says. `validity` gets a spoken duration. The sentences serve the HTML and the plain
 * text part alike, so they speak of links and codes, never of buttons.
 */
export interface CodeMailTexts {
  subject: (project: string) => string;
  heading: (project: string) => string;
  intro: (project: string) => string;
  validity: (duration: string) => string;
  /** What a recipient who did not ask for this should do. */
  ignore: string;
}

export interface LinkMailTexts extends CodeMailTexts {
  action: string;
}

export interface ResetMailTexts extends LinkMailTexts {
  secondary: {
    intro: string;
    action: string;
    /** Takes the place of the single-link sentence when both links are there. */
    validity: (duration: string) => string;
  };
}

export interface LocaleTexts {
  /** BCP 47, for the lang attribute. */
  languageTag: string;
  duration: DurationWords;
  linkFallback: string;
  /** The same for a mail with two buttons. */
  linksFallback: string;
  testNotice: string;
  sentTo: (recipient: string) => string;
  codeMails: Record<CodeMailKind, CodeMailTexts>;
  linkMails: Record<Exclude<LinkMailKind, ResetMailKind>, LinkMailTexts>;
  resetMails: Record<ResetMailKind, ResetMailTexts>;
}

export type AllTexts = Record<Locale, LocaleTexts>;
