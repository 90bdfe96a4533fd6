import type { LocaleTexts } from './mail-texts.ts';

const linkValidity = (duration: string) =>
  `Ce lien ne peut servir qu’une seule fois et expire dans ${duration}.`;
const linksValidity = (duration: string) =>
  `Chaque lien ne peut servir qu’une seule fois et expire dans ${duration}.`;
const codeValidity = (duration: string) =>
  `Ce code ne peut servir qu’une seule fois et expire dans ${duration}.`;
const ignoreCode =
  'Si vous n’avez pas demandé ce code, vous pouvez ignorer cet e-mail. Ne communiquez ce code à personne.';

// "de {project}" would need an elision before a vowel ("d’Acme"), so the project always follows a
// preposition that never changes.
export const fr: LocaleTexts = {
  languageTag: 'fr',
  duration: {
    week: { one: 'semaine', other: 'semaines' },
    day: { one: 'jour', other: 'jours' },
    hour: { one: 'heure', other: 'heures' },
    minute: { one: 'minute', other: 'minutes' },
    and: 'et',
  },
  linkFallback: 'Si le bouton ne fonctionne pas, copiez ce lien dans votre navigateur :',
  linksFallback: 'Si un bouton ne fonctionne pas, copiez son lien dans votre navigateur :',
  testNotice: 'Environnement de test',
  sentTo: (recipient) => `Cet e-mail a été envoyé à ${recipient}.`,
  codeMails: {
    one_time_passcode: {
      subject: (project) => `Votre code de connexion à usage unique pour ${project}`,
      heading: (project) => `Connexion à ${project}`,
      intro: (project) => `Saisissez ce code pour vous connecter à ${project}.`,
      validity: codeValidity,
      ignore: ignoreCode,
    },
    one_time_passcode_signup: {
      subject: (project) => `Votre code d’inscription à usage unique pour ${project}`,
      heading: (project) => `Créez votre compte sur ${project}`,
      intro: (project) =>
        `Saisissez ce code pour terminer la création de votre compte sur ${project}.`,
      validity: codeValidity,
      ignore: ignoreCode,
    },
  },
  linkMails: {
    login: {
      subject: (project) => `Votre demande de connexion à ${project}`,
      heading: (project) => `Connexion à ${project}`,
      intro: (project) => `Voici le lien demandé pour vous connecter à ${project}.`,
      action: 'Se connecter',
      validity: linkValidity,
      ignore:
        'Si vous n’avez pas essayé de vous connecter, vous pouvez ignorer cet e-mail. Personne ne peut entrer sans ce lien.',
    },
    signup: {
      subject: (project) => `Votre demande de création de compte sur ${project}`,
      heading: (project) => `Créez votre compte sur ${project}`,
      intro: (project) =>
        `Bienvenue ! Confirmez votre adresse e-mail pour terminer la création de votre compte sur ${project}.`,
      action: 'Créer mon compte',
      validity: linkValidity,
      ignore: 'Si vous n’avez pas demandé de compte, vous pouvez ignorer cet e-mail.',
    },
    invite: {
      subject: (project) => `Vous avez reçu une invitation à rejoindre ${project}`,
      heading: (project) => `Rejoignez ${project}`,
      intro: (project) =>
        `Vous avez reçu une invitation à rejoindre ${project}. Acceptez-la pour créer votre compte.`,
      action: 'Accepter l’invitation',
      validity: linkValidity,
      ignore: 'Si vous n’attendiez pas d’invitation, vous pouvez ignorer cet e-mail.',
    },
    unlock: {
      subject: (project) => `Déverrouillez votre compte sur ${project}`,
      heading: (project) => `Déverrouillez votre compte sur ${project}`,
      intro: (project) =>
        `Trop de tentatives de connexion infructueuses ont verrouillé votre compte sur ${project}. Déverrouillez-le pour vous reconnecter.`,
      action: 'Déverrouiller mon compte',
      validity: linkValidity,
      ignore:
        'Si vous n’êtes pas à l’origine de ces tentatives, vous pouvez ignorer cet e-mail : votre compte reste protégé.',
    },
  },
  resetMails: {
    reset_password: {
      subject: (project) => `Réinitialisez votre mot de passe pour ${project}`,
      heading: (project) => `Réinitialisez votre mot de passe pour ${project}`,
      intro: (project) =>
        `Vous avez demandé à choisir un nouveau mot de passe pour votre compte sur ${project}.`,
      action: 'Réinitialiser le mot de passe',
      validity: linkValidity,
      ignore:
        'Si vous n’avez rien demandé, vous pouvez ignorer cet e-mail. Votre mot de passe reste inchangé.',
      secondary: {
        intro: 'Besoin d’aller vite ? Gardez votre mot de passe et connectez-vous sans lui.',
        action: 'Se connecter sans mot de passe',
        validity: linksValidity,
      },
    },
    verify_email_password_reset: {
      subject: (project) => `Confirmez votre adresse e-mail pour ${project}`,
      heading: () => 'Confirmez votre adresse e-mail',
      intro: (project) =>
        `Pour protéger votre compte sur ${project}, confirmez que cette adresse est bien la vôtre et choisissez un mot de passe.`,
      action: 'Confirmer et choisir un mot de passe',
      validity: linkValidity,
      ignore: 'Si vous n’avez rien demandé, vous pouvez ignorer cet e-mail.',
      secondary: {
        intro: 'Pas le temps de choisir un mot de passe ? Vous pouvez vous connecter sans.',
        action: 'Se connecter sans mot de passe',
        validity: linksValidity,
      },
    },
  },
};
