import type { Locale } from '../messages/templates/render-mail.ts';

export interface RedirectTexts {
  /** BCP 47, for the lang attribute. */
  languageTag: string;
  heading: (project: string | undefined) => string;
  /** Shown while the script forwards. */
  forwarding: string;
  /** Shown where it does not: no script, or a visitor that looks automated. */
  prompt: string;
  action: string;
  errorHeading: string;
  errorText: string;
}

const texts: Record<Locale, RedirectTexts> = {
  en: {
    languageTag: 'en',
    heading: (project) => (project ? `Continue to ${project}` : 'Almost there'),
    forwarding: 'Taking you there. If nothing happens, select Continue.',
    prompt: 'Select Continue to go on.',
    action: 'Continue',
    errorHeading: 'This link does not work',
    errorText:
      'It may be incomplete. Open the link from your email again, or ask for a new one where you wanted to log in.',
  },
  es: {
    languageTag: 'es',
    heading: (project) => (project ? `Continúa a ${project}` : 'Ya casi está'),
    forwarding: 'Te llevamos allí. Si no pasa nada, pulsa Continuar.',
    prompt: 'Pulsa Continuar para seguir.',
    action: 'Continuar',
    errorHeading: 'Este enlace no funciona',
    errorText:
      'Puede que esté incompleto. Vuelve a abrir el enlace de tu correo o pide uno nuevo donde querías iniciar sesión.',
  },
  'pt-br': {
    languageTag: 'pt-BR',
    heading: (project) => (project ? `Continue para ${project}` : 'Quase lá'),
    forwarding: 'Levando você para lá. Se nada acontecer, selecione Continuar.',
    prompt: 'Selecione Continuar para prosseguir.',
    action: 'Continuar',
    errorHeading: 'Este link não funciona',
    errorText:
      'Ele pode estar incompleto. Abra de novo o link do seu e-mail ou peça um novo no lugar em que você queria entrar.',
  },
  fr: {
    languageTag: 'fr',
    heading: (project) => (project ? `Continuez vers ${project}` : 'Vous y êtes presque'),
    forwarding: 'Redirection en cours. Si rien ne se passe, choisissez Continuer.',
    prompt: 'Choisissez Continuer pour poursuivre.',
    action: 'Continuer',
    errorHeading: 'Ce lien ne fonctionne pas',
    errorText:
      'Il est peut-être incomplet. Ouvrez de nouveau le lien de votre e-mail, ou demandez-en un nouveau là où vous vouliez vous connecter.',
  },
};

/** Takes a stored locale or a browser's language tag; anything unknown is English. */
export function redirectTexts(locale: string | undefined): RedirectTexts {
  const tag = (locale ?? 'en').toLowerCase();
  if (tag === 'es' || tag.startsWith('es-')) return texts.es;
  if (tag === 'pt' || tag.startsWith('pt-')) return texts['pt-br'];
  if (tag === 'fr' || tag.startsWith('fr-')) return texts.fr;
  return texts.en;
}
