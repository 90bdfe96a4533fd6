import type { Executor } from '../../platform/db/executor.ts';
import { decodeJson, encodeJson } from '../../platform/db/json.ts';
import type { EmailTemplate, TemplateContent, TemplateType } from './email-template.ts';
import { templateTypeOf } from './email-template.ts';

interface Row {
  template_id: string;
  name: string;
  content: string;
}

const toTemplate = ({ template_id, name, content }: Row): EmailTemplate => ({
  template_id,
  ...(name !== '' && { name }),
  ...decodeJson<TemplateContent>(content),
});

function toRow(template: EmailTemplate) {
  const { template_id: _, name = '', ...content } = template;
  return { name, type: templateTypeOf(content), content: encodeJson(content) };
}

/** In the order of creation. */
export async function listTemplates(
  executor: Executor,
  projectId: string,
): Promise<EmailTemplate[]> {
  const rows = await executor.all(
    executor.q
      .selectFrom('email_templates')
      .select(['template_id', 'name', 'content'])
      .where('project_id', '=', projectId)
      .orderBy('created_at')
      .orderBy('template_id'),
  );
  return rows.map(toTemplate);
}

export async function countTemplates(executor: Executor, projectId: string): Promise<number> {
  const row = await executor.first(
    executor.q
      .selectFrom('email_templates')
      .select((eb) => eb.fn.countAll<number | string>().as('count'))
      .where('project_id', '=', projectId),
  );
  return Number(row?.count ?? 0);
}

export async function findTemplate(
  executor: Executor,
  projectId: string,
  id: string,
): Promise<EmailTemplate | undefined> {
  const row = await executor.first(
    executor.q
      .selectFrom('email_templates')
      .select(['template_id', 'name', 'content'])
      .where('project_id', '=', projectId)
      .where('template_id', '=', id),
  );
  return row && toTemplate(row);
}

/** Of the project that the environment belongs to. */
export async function findContent(
  executor: Executor,
  environmentId: string,
  id: string,
): Promise<TemplateContent | undefined> {
  const row = await executor.first(
    executor.q
      .selectFrom('email_templates as t')
      .innerJoin('environments as e', 'e.project_id', 't.project_id')
      .select('t.content')
      .where('e.id', '=', environmentId)
      .where('t.template_id', '=', id),
  );
  return row && decodeJson<TemplateContent>(row.content);
}

/** False where the project has a template of that id. */
export async function insertTemplate(
  executor: Executor,
  projectId: string,
  template: EmailTemplate,
  createdAt: number,
): Promise<boolean> {
  const query = executor.q
    .insertInto('email_templates')
    .values({
      project_id: projectId,
      template_id: template.template_id,
      ...toRow(template),
      created_at: createdAt,
    })
    .onConflict((conflict) => conflict.columns(['project_id', 'template_id']).doNothing());
  return (await executor.affected(query)) === 1;
}

export const updateTemplate = (
  executor: Executor,
  projectId: string,
  template: EmailTemplate,
): Promise<number> =>
  executor.affected(
    executor.q
      .updateTable('email_templates')
      .set(toRow(template))
      .where('project_id', '=', projectId)
      .where('template_id', '=', template.template_id),
  );

export const deleteTemplate = (
  executor: Executor,
  projectId: string,
  id: string,
): Promise<number> =>
  executor.affected(
    executor.q
      .deleteFrom('email_templates')
      .where('project_id', '=', projectId)
      .where('template_id', '=', id),
  );

export const findDefault = async (
  executor: Executor,
  projectId: string,
  type: TemplateType,
): Promise<string | undefined> =>
  (
    await executor.first(
      executor.q
        .selectFrom('default_email_templates')
        .select('template_id')
        .where('project_id', '=', projectId)
        .where('email_template_type', '=', type),
    )
  )?.template_id;

/** The types that the template is the default for. */
export async function listDefaultsOf(
  executor: Executor,
  projectId: string,
  id: string,
): Promise<TemplateType[]> {
  const rows = await executor.all(
    executor.q
      .selectFrom('default_email_templates')
      .select('email_template_type')
      .where('project_id', '=', projectId)
      .where('template_id', '=', id),
  );
  return rows.map((row) => row.email_template_type as TemplateType);
}

export const putDefault = (
  executor: Executor,
  projectId: string,
  type: TemplateType,
  id: string,
): Promise<number> =>
  executor.affected(
    executor.q
      .insertInto('default_email_templates')
      .values({ project_id: projectId, email_template_type: type, template_id: id })
      .onConflict((conflict) =>
        conflict.columns(['project_id', 'email_template_type']).doUpdateSet({ template_id: id }),
      ),
  );

export const deleteDefault = (
  executor: Executor,
  projectId: string,
  type: TemplateType,
): Promise<number> =>
  executor.affected(
    executor.q
      .deleteFrom('default_email_templates')
      .where('project_id', '=', projectId)
      .where('email_template_type', '=', type),
  );
