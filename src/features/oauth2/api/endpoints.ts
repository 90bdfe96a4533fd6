import { type TObject, type TProperties, Type } from 'typebox';
import { type Operation, type OperationDefinition, operation } from '../../../http/operation.ts';

const ProjectParams = Type.Object({
  project_id: Type.String({ description: '`project-test-...` or `project-live-...`' }),
});

type Endpoint<B extends TProperties, R extends TProperties> = Omit<
  OperationDefinition<'public', TObject<B>, TObject, TObject, R>,
  'caller' | 'protocol' | 'confirms' | 'path'
> & {
  /** Behind `/oauth2`, the same under both addresses. */
  path: string;
};

/**
 * One endpoint under both of its addresses: with the project id on the API host, and without on a
 * host of the project (behaviour-platform 0.1). The handler confirms the environment's version.
 */
export function oauth2Endpoint<B extends TProperties, R extends TProperties>(
  definition: Endpoint<B, R>,
): Operation[] {
  const shared = { ...definition, caller: 'public', protocol: 'oauth2', confirms: true } as const;
  return [
    operation({
      ...shared,
      path: `/v1/public/:project_id/oauth2${definition.path}`,
      params: ProjectParams,
    }),
    operation({
      ...shared,
      id: `${definition.id}.root`,
      path: `/v1/oauth2${definition.path}`,
      summary: `${definition.summary}; the project by host or credentials`,
    }),
  ];
}
