import { Type } from 'typebox';
import { ProjectParams } from '../projects/wire.ts';
import { named, OneOf, withError } from '../wire-schema.ts';
import { fontFamilies, templateTypes, textAlignments } from './email-template.ts';

const optional = Type.Optional;
const parameter = 'invalid_email_template_parameters';

export const SenderInformation = named(
  'EmailSenderInformation',
  Type.Object({
    from_local_part: optional(Type.String({ description: 'What stands before the @.' })),
    from_domain: optional(Type.String()),
    from_name: optional(Type.String()),
    reply_to_local_part: optional(Type.String({ description: 'At from_domain.' })),
    reply_to_name: optional(Type.String()),
  }),
);

export const PrebuiltCustomization = named(
  'EmailPrebuiltCustomization',
  Type.Object({
    button_border_radius: optional(Type.Number({ description: 'Pixels, 0 to 100; absent is 0.' })),
    button_color: optional(Type.String({ description: '#rrggbb' })),
    button_text_color: optional(Type.String({ description: '#rrggbb' })),
    font_family: optional(withError(parameter, OneOf(fontFamilies))),
    text_alignment: optional(withError(parameter, OneOf(textAlignments))),
  }),
);

export const CustomHtmlCustomization = named(
  'EmailCustomHTMLCustomization',
  Type.Object({
    template_type: withError(parameter, OneOf(templateTypes)),
    html_content: withError('invalid_email_html', Type.String()),
    plaintext_content: optional(
      withError(
        'invalid_email_plaintext',
        Type.String({ description: 'Absent or empty: the plain text of the stock mail.' }),
      ),
    ),
    subject: withError('invalid_email_subject', Type.String()),
  }),
);

/** What creating and changing a template take alike. */
export const templateArguments = {
  name: optional(Type.String()),
  sender_information: optional(SenderInformation),
  prebuilt_customization: optional(PrebuiltCustomization),
  custom_html_customization: optional(CustomHtmlCustomization),
};

/** The customization that it does not have is absent. */
export const EmailTemplate = named(
  'EmailTemplate',
  Type.Object({
    template_id: Type.String({ description: 'Chosen at creation; never changes.' }),
    ...templateArguments,
  }),
);

export const TemplateParams = Type.Object({
  ...ProjectParams.properties,
  template_id: Type.String(),
});

export const DefaultTemplateParams = Type.Object({
  ...ProjectParams.properties,
  email_template_type: withError('invalid_argument', OneOf(templateTypes)),
});
