import { apiError } from '../catalogue.ts';
import { MAX_RADIUS, readColor } from '../messages/templates/mail-look.ts';
import { readCustom } from './check-custom.ts';
import { readSender } from './check-sender.ts';
import type { PrebuiltCustomization, TemplateContent } from './email-template.ts';
import { pickGiven } from './pick-given.ts';

const MAX_NAME = 255;

const LOOK = [
  'button_border_radius',
  'button_color',
  'button_text_color',
  'font_family',
  'text_alignment',
] as const;

const badParameter = (message: string) =>
  apiError('invalid_email_template_parameters', { message });

export function checkTemplateName(name: string): void {
  if (name.length > MAX_NAME || /\p{Cc}/u.test(name)) {
    throw badParameter(`name must be one line of at most ${MAX_NAME} characters.`);
  }
}

/** Checks what is about to be stored; gives its known members. */
export function readContent(content: TemplateContent): TemplateContent {
  const { sender_information, prebuilt_customization, custom_html_customization } = content;
  const sender = sender_information && { sender_information: readSender(sender_information) };
  if (custom_html_customization && prebuilt_customization === undefined) {
    if (!sender) {
      throw badParameter('sender_information is required with custom_html_customization.');
    }
    return { ...sender, custom_html_customization: readCustom(custom_html_customization) };
  }
  if (prebuilt_customization && custom_html_customization === undefined) {
    return { ...sender, prebuilt_customization: readPrebuilt(prebuilt_customization) };
  }
  throw badParameter(
    'Exactly one of prebuilt_customization and custom_html_customization must be given.',
  );
}

function readPrebuilt(custom: PrebuiltCustomization): PrebuiltCustomization {
  const look = pickGiven(custom, LOOK);
  const radius = look.button_border_radius ?? 0;
  if (!(radius >= 0 && radius <= MAX_RADIUS)) {
    throw badParameter(`button_border_radius must be 0 to ${MAX_RADIUS}.`);
  }
  for (const member of ['button_color', 'button_text_color'] as const) {
    const color = look[member];
    if (color !== undefined && readColor(color) === undefined) {
      throw badParameter(`${member} must be a colour such as #3451d1.`);
    }
  }
  return look;
}
