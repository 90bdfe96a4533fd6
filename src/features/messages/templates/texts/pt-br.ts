import type { LocaleTexts } from './mail-texts.ts';

const linkValidity = (duration: string) =>
  `O link só pode ser usado uma vez e expira em ${duration}.`;
const linksValidity = (duration: string) =>
  `Cada link só pode ser usado uma vez e expira em ${duration}.`;
const codeValidity = (duration: string) =>
  `O código só pode ser usado uma vez e expira em ${duration}.`;
const ignoreCode =
  'Se você não pediu este código, pode ignorar este e-mail. Não compartilhe o código com ninguém.';

export const ptBr: LocaleTexts = {
  languageTag: 'pt-BR',
  duration: {
    week: { one: 'semana', other: 'semanas' },
    day: { one: 'dia', other: 'dias' },
    hour: { one: 'hora', other: 'horas' },
    minute: { one: 'minuto', other: 'minutos' },
    and: 'e',
  },
  linkFallback: 'Se o botão não funcionar, copie este link no seu navegador:',
  linksFallback: 'Se um botão não funcionar, copie o link correspondente no seu navegador:',
  testNotice: 'Ambiente de teste',
  sentTo: (recipient) => `Este e-mail foi enviado para ${recipient}.`,
  codeMails: {
    one_time_passcode: {
      subject: (project) => `Seu código de acesso de uso único para ${project}`,
      heading: (project) => `Entre em ${project}`,
      intro: (project) => `Digite este código para entrar em ${project}.`,
      validity: codeValidity,
      ignore: ignoreCode,
    },
    one_time_passcode_signup: {
      subject: (project) => `Seu código de cadastro de uso único para ${project}`,
      heading: (project) => `Crie sua conta em ${project}`,
      intro: (project) => `Digite este código para terminar de criar sua conta em ${project}.`,
      validity: codeValidity,
      ignore: ignoreCode,
    },
  },
  linkMails: {
    login: {
      subject: (project) => `Seu pedido de acesso a ${project}`,
      heading: (project) => `Entre em ${project}`,
      intro: (project) => `Este é o link que você pediu para entrar em ${project}.`,
      action: 'Entrar',
      validity: linkValidity,
      ignore:
        'Se você não tentou entrar, pode ignorar este e-mail. Ninguém consegue entrar sem o link.',
    },
    signup: {
      subject: (project) => `Seu pedido de criação de conta em ${project}`,
      heading: (project) => `Crie sua conta em ${project}`,
      intro: (project) =>
        `Boas-vindas! Confirme seu endereço de e-mail para terminar de criar sua conta em ${project}.`,
      action: 'Criar conta',
      validity: linkValidity,
      ignore: 'Se você não pediu uma conta, pode ignorar este e-mail.',
    },
    invite: {
      subject: (project) => `Você recebeu um convite para ${project}`,
      heading: (project) => `Participe de ${project}`,
      intro: (project) =>
        `Você recebeu um convite para ${project}. Aceite o convite para criar sua conta.`,
      action: 'Aceitar convite',
      validity: linkValidity,
      ignore: 'Se você não esperava um convite, pode ignorar este e-mail.',
    },
    unlock: {
      subject: (project) => `Desbloqueie sua conta em ${project}`,
      heading: (project) => `Desbloqueie sua conta em ${project}`,
      intro: (project) =>
        `Muitas tentativas de acesso sem sucesso bloquearam sua conta em ${project}. Desbloqueie a conta para entrar de novo.`,
      action: 'Desbloquear conta',
      validity: linkValidity,
      ignore:
        'Se essas tentativas não foram suas, pode ignorar este e-mail: sua conta continua protegida.',
    },
  },
  resetMails: {
    reset_password: {
      subject: (project) => `Redefina sua senha de ${project}`,
      heading: (project) => `Redefina sua senha de ${project}`,
      intro: (project) => `Você pediu para escolher uma nova senha para sua conta em ${project}.`,
      action: 'Redefinir senha',
      validity: linkValidity,
      ignore: 'Se você não fez este pedido, pode ignorar este e-mail. Sua senha não muda.',
      secondary: {
        intro: 'Está com pressa? Você pode manter sua senha e entrar sem ela.',
        action: 'Entrar sem senha',
        validity: linksValidity,
      },
    },
    verify_email_password_reset: {
      subject: (project) => `Confirme seu endereço de e-mail para ${project}`,
      heading: () => 'Confirme seu endereço de e-mail',
      intro: (project) =>
        `Para proteger sua conta em ${project}, confirme que este endereço é seu e escolha uma senha.`,
      action: 'Confirmar e definir senha',
      validity: linkValidity,
      ignore: 'Se você não fez este pedido, pode ignorar este e-mail.',
      secondary: {
        intro: 'Sem tempo para criar uma senha agora? Você pode entrar sem ela.',
        action: 'Entrar sem senha',
        validity: linksValidity,
      },
    },
  },
};
