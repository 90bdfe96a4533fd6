import type { MailKind } from '../messages/templates/mail-types.ts';

/** Every mail kind in the API's spelling. */
export const mailTypes = [
  'LOGIN',
  'SIGNUP',
  'INVITE',
  'RESET_PASSWORD',
  'ONE_TIME_PASSCODE',
  'ONE_TIME_PASSCODE_SIGNUP',
  'VERIFY_EMAIL_PASSWORD_RESET',
  'UNLOCK',
] as const;

/** PREBUILT: looks that fit mails of all types. */
export const templateTypes = [...mailTypes, 'PREBUILT'] as const;

export type TemplateType = (typeof templateTypes)[number];
export type MailType = (typeof mailTypes)[number];

export const mailTypeOf = (kind: MailKind): MailType => kind.toUpperCase() as Uppercase<MailKind>;
export const mailKindOf = (type: MailType): MailKind => type.toLowerCase() as Lowercase<MailType>;

export const fontFamilies = [
  'ARIAL',
  'BRUSH_SCRIPT_MT',
  'COURIER_NEW',
  'GEORGIA',
  'HELVETICA',
  'TAHOMA',
  'TIMES_NEW_ROMAN',
  'TREBUCHET_MS',
  'VERDANA',
] as const;

export const textAlignments = ['LEFT', 'CENTER'] as const;

/** Members as on the wire; what is absent is taken from the sender of the environment. */
export interface SenderInformation {
  from_local_part?: string;
  from_domain?: string;
  from_name?: string;
  reply_to_local_part?: string;
  reply_to_name?: string;
}

/** Looks of the stock mails. */
export interface PrebuiltCustomization {
  /** Pixels. Absent is 0: the Go client cannot send a zero. */
  button_border_radius?: number;
  /** `#rrggbb` or `#rgb`. */
  button_color?: string;
  button_text_color?: string;
  font_family?: (typeof fontFamilies)[number];
  text_alignment?: (typeof textAlignments)[number];
}

/** A mail of the operator's own, with merge tags. */
export interface CustomHtmlCustomization {
  template_type: TemplateType;
  html_content: string;
  /** Absent: that of the stock mail. Terraform's provider may leave it out. */
  plaintext_content?: string;
  subject: string;
}

/** Exactly one of the two customizations. */
export interface TemplateContent {
  sender_information?: SenderInformation;
  prebuilt_customization?: PrebuiltCustomization;
  custom_html_customization?: CustomHtmlCustomization;
}

export interface EmailTemplate extends TemplateContent {
  template_id: string;
  name?: string;
}

/** PREBUILT, or the one type of mail that a template of HTML is for. */
export const templateTypeOf = (content: TemplateContent): TemplateType =>
  content.custom_html_customization?.template_type ?? 'PREBUILT';

export const fits = (template: TemplateType, mail: TemplateType): boolean =>
  template === 'PREBUILT' || template === mail;

/** What a node keeps in memory of a project's templates: not what they say. */
export interface TemplateIndex {
  /** By template_id. */
  types: ReadonlyMap<string, TemplateType>;
  /** The template_id that is the default for a type. */
  defaults: ReadonlyMap<TemplateType, string>;
}
