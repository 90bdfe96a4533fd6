import type { Operation } from '../../../http/operation.ts';
import { createEmailTemplate } from './create-email-template.ts';
import { deleteEmailTemplate } from './delete-email-template.ts';
import { getDefaultEmailTemplate } from './get-default-email-template.ts';
import { getEmailTemplate } from './get-email-template.ts';
import { listEmailTemplates } from './list-email-templates.ts';
import { previewEmailTemplate } from './preview-email-template.ts';
import { setDefaultEmailTemplate } from './set-default-email-template.ts';
import { unsetDefaultEmailTemplate } from './unset-default-email-template.ts';
import { updateEmailTemplate } from './update-email-template.ts';

export const emailTemplateOperations: readonly Operation[] = [
  createEmailTemplate,
  listEmailTemplates,
  getEmailTemplate,
  updateEmailTemplate,
  deleteEmailTemplate,
  previewEmailTemplate,
  setDefaultEmailTemplate,
  getDefaultEmailTemplate,
  unsetDefaultEmailTemplate,
];
