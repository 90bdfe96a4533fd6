/** A template of an environment, by the names of the management API. */
export interface JwtTemplateSettings {
  /** As it was written. */
  template_content: string;
  /** Beside the project id in `aud`; empty for none. */
  custom_audience: string;
}

/** The setting that holds the template of a type. */
export const templateSettingOf = {
  SESSION: 'jwt_template_session',
  M2M: 'jwt_template_m2m',
} as const;

export const defaultJwtTemplate: JwtTemplateSettings = {
  template_content: '{}',
  custom_audience: '',
};
