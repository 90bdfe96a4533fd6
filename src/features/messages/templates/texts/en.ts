import type { LocaleTexts } from './mail-texts.ts';

const linkValidity = (duration: string) => `The link works once and expires in ${duration}.`;
const linksValidity = (duration: string) => `Each link works once and expires in ${duration}.`;
const codeValidity = (duration: string) => `The code works once and expires in ${duration}.`;
const ignoreCode =
  'If you did not ask for this code, you can safely ignore this email. Never share the code with anyone.';

export const en: LocaleTexts = {
  languageTag: 'en',
  duration: {
    week: { one: 'week', other: 'weeks' },
    day: { one: 'day', other: 'days' },
    hour: { one: 'hour', other: 'hours' },
    minute: { one: 'minute', other: 'minutes' },
    and: 'and',
  },
  linkFallback: 'If the button does not work, copy this link into your browser:',
  linksFallback: 'If a button does not work, copy its link into your browser:',
  testNotice: 'Test environment',
  sentTo: (recipient) => `This email was sent to ${recipient}.`,
  codeMails: {
    one_time_passcode: {
      subject: (project) => `Your one-time login code for ${project}`,
      heading: (project) => `Log in to ${project}`,
      intro: (project) => `Enter this code to finish logging in to ${project}.`,
      validity: codeValidity,
      ignore: ignoreCode,
    },
    one_time_passcode_signup: {
      subject: (project) => `Your one-time sign-up code for ${project}`,
      heading: (project) => `Create your ${project} account`,
      intro: (project) => `Enter this code to finish creating your ${project} account.`,
      validity: codeValidity,
      ignore: ignoreCode,
    },
  },
  linkMails: {
    login: {
      subject: (project) => `Your login request to ${project}`,
      heading: (project) => `Log in to ${project}`,
      intro: (project) => `Here is the link you asked for. It logs you in to ${project}.`,
      action: 'Log in',
      validity: linkValidity,
      ignore:
        'If you did not try to log in, you can safely ignore this email. Nobody gets in without the link.',
    },
    signup: {
      subject: (project) => `Your account creation request for ${project}`,
      heading: (project) => `Create your ${project} account`,
      intro: (project) =>
        `Welcome! Confirm your email address to finish creating your ${project} account.`,
      action: 'Create account',
      validity: linkValidity,
      ignore: 'If you did not ask for an account, you can safely ignore this email.',
    },
    invite: {
      subject: (project) => `You have been invited to ${project}`,
      heading: (project) => `Join ${project}`,
      intro: (project) => `You have been invited to ${project}. Accept to set up your account.`,
      action: 'Accept invitation',
      validity: linkValidity,
      ignore: 'If you were not expecting an invitation, you can safely ignore this email.',
    },
    unlock: {
      subject: (project) => `Unlock your ${project} account`,
      heading: (project) => `Unlock your ${project} account`,
      intro: (project) =>
        `Too many failed login attempts locked your ${project} account. Unlock it to log in again.`,
      action: 'Unlock account',
      validity: linkValidity,
      ignore:
        'If those attempts were not yours, you can ignore this email: your account stays protected.',
    },
  },
  resetMails: {
    reset_password: {
      subject: (project) => `Reset your ${project} password`,
      heading: (project) => `Reset your ${project} password`,
      intro: (project) => `You asked to choose a new password for your ${project} account.`,
      action: 'Reset password',
      validity: linkValidity,
      ignore:
        'If you did not ask for this, you can safely ignore this email. Your password stays as it is.',
      secondary: {
        intro: 'In a hurry? You can keep your password and log in without it.',
        action: 'Log in without a password',
        validity: linksValidity,
      },
    },
    verify_email_password_reset: {
      subject: (project) => `Verify your email address for ${project}`,
      heading: () => 'Verify your email address',
      intro: (project) =>
        `To protect your ${project} account, confirm that this address is yours and choose a password.`,
      action: 'Verify and set password',
      validity: linkValidity,
      ignore: 'If you did not ask for this, you can safely ignore this email.',
      secondary: {
        intro: 'No time for a password now? You can log in without one.',
        action: 'Log in without a password',
        validity: linksValidity,
      },
    },
  },
};
