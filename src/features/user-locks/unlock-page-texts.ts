import type { Locale } from '../messages/templates/render-mail.ts';

interface UnlockTexts {
  /** BCP 47, for the lang attribute. */
  languageTag: string;
  heading: (project: string) => string;
  prompt: string;
  action: string;
}

const texts: Record<Locale, UnlockTexts> = {
  en: {
    languageTag: 'en',
    heading: (project) => `Unlock your account at ${project}`,
    prompt:
      'It was locked after too many failed attempts to log in. Unlock it and log in again. If those attempts were not yours, you can also leave it locked; the lock ends by itself.',
    action: 'Unlock',
  },
  es: {
    languageTag: 'es',
    heading: (project) => `Desbloquea tu cuenta de ${project}`,
    prompt:
      'Se bloqueó tras demasiados intentos fallidos de iniciar sesión. Desbloquéala y vuelve a iniciar sesión. Si esos intentos no fueron tuyos, también puedes dejarla bloqueada; el bloqueo termina solo.',
    action: 'Desbloquear',
  },
  'pt-br': {
    languageTag: 'pt-BR',
    heading: (project) => `Desbloqueie sua conta em ${project}`,
    prompt:
      'Ela foi bloqueada depois de muitas tentativas de login sem sucesso. Desbloqueie-a e entre de novo. Se as tentativas não foram suas, você também pode deixá-la bloqueada; o bloqueio termina sozinho.',
    action: 'Desbloquear',
  },
  fr: {
    languageTag: 'fr',
    heading: (project) => `Déverrouillez votre compte ${project}`,
    prompt:
      'Il a été verrouillé après trop de tentatives de connexion échouées. Déverrouillez-le et reconnectez-vous. Si ces tentatives ne venaient pas de vous, vous pouvez aussi le laisser verrouillé ; le verrou se lève de lui-même.',
    action: 'Déverrouiller',
  },
};

/** Takes a browser's language tag; anything unknown is English. */
export function unlockTexts(tag: string): UnlockTexts {
  const [language] = tag.toLowerCase().split('-', 1);
  if (language === 'pt') return texts['pt-br'];
  return language === 'es' || language === 'fr' ? texts[language] : texts.en;
}
