import { apiError } from '../catalogue.ts';

export interface SearchQuery {
  operator: 'AND' | 'OR';
  operands?: readonly Record<string, unknown>[] | undefined;
}

/** What clients can be searched by. Of the values of one filter, any may match. */
export const filterNames = ['client_id', 'client_name', 'scopes'] as const;
export type FilterName = (typeof filterNames)[number];

export interface Filter {
  name: FilterName;
  /** Each once, sorted, so that equal queries share their cursors. */
  values: string[];
}

const MAX_OPERANDS = 50;
const MAX_VALUES = 1_000;

function readOperand(operand: Record<string, unknown>): Filter {
  const { filter_name: name, filter_value: value } = operand;
  if (name === undefined || name === null) throw apiError('m2m_search_missing_filter_name');
  if (typeof name !== 'string') throw apiError('m2m_search_filter_name_must_be_string');
  const known = filterNames.find((one) => one === name);
  if (!known) throw apiError('m2m_search_filter_name_not_recognized');
  if (value === undefined || value === null) throw apiError('m2m_search_missing_filter_value');
  if (!Array.isArray(value) || !value.every((one) => typeof one === 'string')) {
    throw apiError('m2m_search_expected_array_of_strings');
  }
  if (value.length > MAX_VALUES) throw apiError('bad_request');
  return { name: known, values: [...new Set(value as string[])].sort() };
}

/** Throws the `m2m_search_*` errors. No query, and one without operands, is every client. */
export function readQuery(query: SearchQuery | undefined): {
  combine: 'and' | 'or';
  filters: Filter[];
} {
  const operands = query?.operands ?? [];
  if (operands.length > MAX_OPERANDS) throw apiError('bad_request');
  return {
    combine: query?.operator === 'OR' ? 'or' : 'and',
    filters: operands.map(readOperand),
  };
}
