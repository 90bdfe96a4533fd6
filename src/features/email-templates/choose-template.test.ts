import { describe, expect, it } from 'vitest';
import { ApiError } from '../../platform/errors/api-error.ts';
import { chooseTemplate } from './choose-template.ts';
import type { TemplateType } from './email-template.ts';

const types = new Map<string, TemplateType>([
  ['looks', 'PREBUILT'],
  ['brand', 'PREBUILT'],
  ['login', 'LOGIN'],
]);
const environmentWith = (defaults: Partial<Record<TemplateType, string>> = {}) => ({
  emailTemplates: {
    types,
    defaults: new Map(Object.entries(defaults)) as ReadonlyMap<TemplateType, string>,
  },
});

function choose(...[environment, kind, id]: Parameters<typeof chooseTemplate>): string {
  try {
    return chooseTemplate(environment, kind, id) ?? 'stock';
  } catch (error) {
    if (error instanceof ApiError) return `${error.status} ${error.type}`;
    throw error;
  }
}

describe('a mail without a template id', () => {
  it('has the default for its type, else that for all, else the stock mail', () => {
    const both = environmentWith({ LOGIN: 'login', PREBUILT: 'looks' });
    expect(choose(both, 'login', undefined)).toBe('login');
    expect(choose(both, 'login', '')).toBe('login');
    expect(choose(both, 'one_time_passcode', undefined)).toBe('looks');
    expect(choose(environmentWith({ LOGIN: 'login' }), 'unlock', undefined)).toBe('stock');
  });
});

describe('a mail with a template id', () => {
  it('has that template, whatever the defaults are', () => {
    const environment = environmentWith({ LOGIN: 'login', PREBUILT: 'looks' });
    expect(choose(environment, 'login', 'brand')).toBe('brand');
    expect(choose(environment, 'signup', 'brand')).toBe('brand');
  });

  it.each([
    ['signup', 'login', '400 invalid_template_id'],
    ['one_time_passcode', 'login', '400 invalid_template_id'],
    ['login', 'unknown', '404 email_template_not_found'],
    ['login', 'no spaces', '400 invalid_template_id'],
    ['login', '..', '400 invalid_template_id'],
    ['login', 'x'.repeat(129), '400 invalid_template_id'],
    ['login', 'constructor', '404 email_template_not_found'],
  ] as const)('of %s cannot name %j', (kind, id, error) => {
    expect(choose(environmentWith(), kind, id)).toBe(error);
  });
});
