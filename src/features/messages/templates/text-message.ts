import { displayText } from './display-text.ts';
import type { Locale } from './mail-types.ts';
import { spokenDuration } from './spoken-duration.ts';
import { allTexts } from './texts/all-texts.ts';

export interface TextMessageInput {
  locale: Locale;
  projectName: string;
  code: string;
  expirationMinutes: number;
  /** Last line by which a device fills the code in by itself (messaging 4.4); empty for none. */
  autofill?: string;
}

type Sentence = (project: string, code: string, duration: string) => string;

const sentences: Record<Locale, Sentence> = {
  en: (project, code, duration) =>
    `${project}: your verification code is ${code}. It is valid for ${duration}.`,
  es: (project, code, duration) =>
    `${project}: tu código de verificación es ${code}. Es válido durante ${duration}.`,
  fr: (project, code, duration) =>
    `${project} : votre code de vérification est ${code}. Il est valable ${duration}.`,
  'pt-br': (project, code, duration) =>
    `${project}: seu código de verificação é ${code}. Ele vale por ${duration}.`,
};

/** The text of an SMS or WhatsApp message with a code. */
export function renderTextMessage(input: TextMessageInput): string {
  const { duration } = allTexts[input.locale];
  const sentence = sentences[input.locale](
    displayText(input.projectName),
    input.code,
    spokenDuration(input.expirationMinutes, duration),
  );
  return input.autofill ? `${sentence}\n\n${input.autofill}` : sentence;
}
