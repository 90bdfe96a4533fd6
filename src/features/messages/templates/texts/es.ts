import type { LocaleTexts } from './mail-texts.ts';

const linkValidity = (duration: string) =>
  `El enlace se puede usar una sola vez y caduca en ${duration}.`;
const linksValidity = (duration: string) =>
  `Cada enlace se puede usar una sola vez y caduca en ${duration}.`;
const codeValidity = (duration: string) =>
  `El código se puede usar una sola vez y caduca en ${duration}.`;
const ignoreCode =
  'Si no has pedido este código, puedes ignorar este correo. No compartas el código con nadie.';

export const es: LocaleTexts = {
  languageTag: 'es',
  duration: {
    week: { one: 'semana', other: 'semanas' },
    day: { one: 'día', other: 'días' },
    hour: { one: 'hora', other: 'horas' },
    minute: { one: 'minuto', other: 'minutos' },
    and: 'y',
  },
  linkFallback: 'Si el botón no funciona, copia este enlace en tu navegador:',
  linksFallback: 'Si un botón no funciona, copia su enlace en tu navegador:',
  testNotice: 'Entorno de pruebas',
  sentTo: (recipient) => `Este correo se ha enviado a ${recipient}.`,
  codeMails: {
    one_time_passcode: {
      subject: (project) => `Tu código de acceso de un solo uso para ${project}`,
      heading: (project) => `Inicia sesión en ${project}`,
      intro: (project) => `Introduce este código para iniciar sesión en ${project}.`,
      validity: codeValidity,
      ignore: ignoreCode,
    },
    one_time_passcode_signup: {
      subject: (project) => `Tu código de registro de un solo uso para ${project}`,
      heading: (project) => `Crea tu cuenta en ${project}`,
      intro: (project) => `Introduce este código para terminar de crear tu cuenta en ${project}.`,
      validity: codeValidity,
      ignore: ignoreCode,
    },
  },
  linkMails: {
    login: {
      subject: (project) => `Tu solicitud de acceso a ${project}`,
      heading: (project) => `Inicia sesión en ${project}`,
      intro: (project) => `Este es el enlace que has pedido para iniciar sesión en ${project}.`,
      action: 'Iniciar sesión',
      validity: linkValidity,
      ignore:
        'Si no has intentado iniciar sesión, puedes ignorar este correo. Nadie puede entrar sin el enlace.',
    },
    signup: {
      subject: (project) => `Tu solicitud para crear una cuenta en ${project}`,
      heading: (project) => `Crea tu cuenta en ${project}`,
      intro: (project) =>
        `¡Hola! Confirma tu dirección de correo para terminar de crear tu cuenta en ${project}.`,
      action: 'Crear cuenta',
      validity: linkValidity,
      ignore: 'Si no has pedido una cuenta, puedes ignorar este correo.',
    },
    invite: {
      subject: (project) => `Tienes una invitación a ${project}`,
      heading: (project) => `Únete a ${project}`,
      intro: (project) => `Tienes una invitación a ${project}. Acéptala para crear tu cuenta.`,
      action: 'Aceptar invitación',
      validity: linkValidity,
      ignore: 'Si no esperabas una invitación, puedes ignorar este correo.',
    },
    unlock: {
      subject: (project) => `Desbloquea tu cuenta de ${project}`,
      heading: (project) => `Desbloquea tu cuenta de ${project}`,
      intro: (project) =>
        `Demasiados intentos fallidos han bloqueado tu cuenta de ${project}. Desbloquéala para volver a iniciar sesión.`,
      action: 'Desbloquear cuenta',
      validity: linkValidity,
      ignore:
        'Si esos intentos no eran tuyos, puedes ignorar este correo: tu cuenta sigue protegida.',
    },
  },
  resetMails: {
    reset_password: {
      subject: (project) => `Restablece tu contraseña de ${project}`,
      heading: (project) => `Restablece tu contraseña de ${project}`,
      intro: (project) => `Has pedido elegir una contraseña nueva para tu cuenta de ${project}.`,
      action: 'Restablecer contraseña',
      validity: linkValidity,
      ignore: 'Si no lo has pedido, puedes ignorar este correo. Tu contraseña no cambia.',
      secondary: {
        intro: '¿Tienes prisa? Puedes conservar tu contraseña e iniciar sesión sin ella.',
        action: 'Iniciar sesión sin contraseña',
        validity: linksValidity,
      },
    },
    verify_email_password_reset: {
      subject: (project) => `Verifica tu dirección de correo para ${project}`,
      heading: () => 'Verifica tu dirección de correo',
      intro: (project) =>
        `Para proteger tu cuenta de ${project}, confirma que esta dirección es tuya y elige una contraseña.`,
      action: 'Verificar y elegir contraseña',
      validity: linkValidity,
      ignore: 'Si no lo has pedido, puedes ignorar este correo.',
      secondary: {
        intro: '¿No tienes tiempo para una contraseña? Puedes iniciar sesión sin ella.',
        action: 'Iniciar sesión sin contraseña',
        validity: linksValidity,
      },
    },
  },
};
