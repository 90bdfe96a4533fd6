import type { Clock } from '../../platform/clock.ts';
import type { Database, Executor } from '../../platform/db/executor.ts';
import { apiError } from '../catalogue.ts';
import type { RenderedMail } from '../messages/templates/render-mail.ts';
import { type Environment, StaleEnvironment } from '../projects/environment.ts';
import type { Projects } from '../projects/projects.service.ts';
import type { ProjectPlace } from '../projects/records.ts';
import { checkTemplateName, readContent } from './check-template.ts';
import { isTemplateId } from './choose-template.ts';
import * as store from './email-template.store.ts';
import {
  type EmailTemplate,
  fits,
  type TemplateContent,
  type TemplateType,
  templateTypeOf,
} from './email-template.ts';
import { type PreviewInput, previewTemplate } from './preview-template.ts';

/** Per project (management-and-dashboard 1.6). */
const MAX_TEMPLATES = 100;

/** Contents kept in memory; at most 15 MB of them. */
const MAX_KEPT = 100;

/** Absent parts stay as they are; a part that is given replaces the old one whole. */
export interface TemplateChanges extends TemplateContent {
  name?: string | undefined;
}

/** Mail templates of a project, shared by its environments (management-and-dashboard 1.8). */
export interface EmailTemplates {
  create(place: ProjectPlace, template: EmailTemplate): Promise<EmailTemplate>;
  list(place: ProjectPlace): Promise<EmailTemplate[]>;
  get(place: ProjectPlace, id: string): Promise<EmailTemplate>;
  update(place: ProjectPlace, id: string, changes: TemplateChanges): Promise<EmailTemplate>;
  delete(place: ProjectPlace, id: string): Promise<void>;
  preview(place: ProjectPlace, id: string, input: PreviewInput): Promise<RenderedMail>;
  /** 404 `email_template_not_found` where none is set. */
  getDefault(place: ProjectPlace, type: TemplateType): Promise<string>;
  setDefault(place: ProjectPlace, type: TemplateType, id: string): Promise<void>;
  /** Nothing happens where none is set; the one for PREBUILT stays. */
  unsetDefault(place: ProjectPlace, type: TemplateType): Promise<void>;
  /** What a template that `chooseTemplate` named says now. */
  contentOf(tx: Executor, environment: Environment, id: string): Promise<TemplateContent>;
}

const notFound = () => apiError('email_template_not_found');

export function createEmailTemplates(
  database: Database,
  projects: Pick<Projects, 'getProject' | 'changeProject'>,
  clock: Clock,
): EmailTemplates {
  const kept = new Map<string, TemplateContent>();

  async function find(executor: Executor, projectId: string, id: string): Promise<EmailTemplate> {
    const found = await store.findTemplate(executor, projectId, id);
    if (!found) throw notFound();
    return found;
  }

  const get: EmailTemplates['get'] = async (place, id) =>
    find(database, (await projects.getProject(place)).id, id);

  return {
    async create(place, input) {
      const { template_id, name = '', ...content } = input;
      if (!isTemplateId(template_id)) throw apiError('invalid_template_id');
      checkTemplateName(name);
      const template = { template_id, ...(name !== '' && { name }), ...readContent(content) };
      await projects.changeProject(place, async (tx, { id }) => {
        if ((await store.countTemplates(tx, id)) >= MAX_TEMPLATES) {
          throw apiError('too_many_email_templates');
        }
        if (!(await store.insertTemplate(tx, id, template, clock.now()))) {
          throw apiError('duplicate_email_template_vanity_id');
        }
      });
      return template;
    },

    list: async (place) => store.listTemplates(database, (await projects.getProject(place)).id),

    get,

    update: (place, id, changes) =>
      projects.changeProject(place, async (tx, project) => {
        const before = await find(tx, project.id, id);
        const changed = merge(before, changes);
        const type = templateTypeOf(changed);
        const defaults = await store.listDefaultsOf(tx, project.id, id);
        if (!defaults.every((one) => fits(type, one))) {
          throw apiError('invalid_email_template_parameters', {
            message: 'The template is the default for mails that it would not fit any more.',
          });
        }
        await store.updateTemplate(tx, project.id, changed);
        return changed;
      }),

    delete: (place, id) =>
      projects.changeProject(place, async (tx, project) => {
        await find(tx, project.id, id);
        if ((await store.listDefaultsOf(tx, project.id, id)).length > 0) {
          throw apiError('cannot_delete_default_email_template');
        }
        await store.deleteTemplate(tx, project.id, id);
      }),

    async preview(place, id, input) {
      const project = await projects.getProject(place);
      return previewTemplate(await find(database, project.id, id), project.name, input);
    },

    async getDefault(place, type) {
      const { id } = await projects.getProject(place);
      const found = await store.findDefault(database, id, type);
      if (found === undefined) throw notFound();
      return found;
    },

    setDefault: (place, type, id) =>
      projects.changeProject(place, async (tx, project) => {
        const template = await find(tx, project.id, id);
        if (!fits(templateTypeOf(template), type)) throw apiError('invalid_template_id');
        await store.putDefault(tx, project.id, type, id);
      }),

    async unsetDefault(place, type) {
      await projects.changeProject(place, async (tx, { id }) => {
        if (type === 'PREBUILT') throw apiError('cannot_delete_default_email_template');
        await store.deleteDefault(tx, id, type);
      });
    },

    async contentOf(tx, environment, id) {
      // Every change of a template changes the version, so what is kept is never older than that.
      const key = `${environment.id}/${environment.version}/${id}`;
      const held = kept.get(key);
      if (held) return held;
      const content = await store.findContent(tx, environment.id, id);
      // The environment in memory knows a template that is gone.
      if (!content) throw new StaleEnvironment('email template is gone');
      const oldest = kept.keys().next().value;
      if (kept.size >= MAX_KEPT && oldest !== undefined) kept.delete(oldest);
      kept.set(key, content);
      return content;
    },
  };
}

function merge(before: EmailTemplate, changes: TemplateChanges): EmailTemplate {
  const { prebuilt_customization, custom_html_customization, sender_information } = changes;
  const given = {
    ...(prebuilt_customization && { prebuilt_customization }),
    ...(custom_html_customization && { custom_html_customization }),
  };
  const kept = {
    ...(before.prebuilt_customization && { prebuilt_customization: before.prebuilt_customization }),
    ...(before.custom_html_customization && {
      custom_html_customization: before.custom_html_customization,
    }),
  };
  const sender = sender_information ?? before.sender_information;
  const name = changes.name ?? before.name ?? '';
  checkTemplateName(name);
  return {
    template_id: before.template_id,
    ...(name !== '' && { name }),
    ...readContent({
      ...(sender && { sender_information: sender }),
      ...(Object.keys(given).length > 0 ? given : kept),
    }),
  };
}
