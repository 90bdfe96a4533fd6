/** A template of an environment, by the names of the management API. */
export interface JwtTemplateSettings {
  /** As it was written. */
  template_content: string;
  /** Beside the project id in `aud`; empty for none. */
  custom_audience: string;
}

export const defaultJwtTemplate: JwtTemplateSettings = {
  template_content: '{}',
  custom_audience: '',
};
