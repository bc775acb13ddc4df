import { bareTitle } from '#engine';
import type { Stored } from '#engine';
import type { ListAnswer } from '../shapes.ts';
import type { BadQuery } from '../store/bad-query.ts';
import { LIMIT_MAX, listRecords } from '../store/list-records.ts';
import { accessOf } from './ask.ts';
import type { Asker } from './ask.ts';
import { filterNames } from './filter-names.ts';
import { RequestRefused } from './problem.ts';
import { labelsOf } from './refs.ts';
import { readFlag, unusable } from './request.ts';
import { between } from './shape-words.ts';

type Query = Readonly<Record<string, string>>;

export const LIST_PARAMETERS = ['filter', 'sort', 'limit', 'cursor', 'q', 'columns', 'group', 'total'];

/**
 * A page of records: `filter sort limit cursor q columns group total` from the address.
 *
 * @param typeKey  a type that the caller may see something of
 * @returns        the page, or bad-query: what cannot be answered, with the cure
 */
export async function listAnswer(
  asker: Asker,
  typeKey: string,
  query: Query,
): Promise<ListAnswer | BadQuery> {
  const { caller, current } = asker;
  const type = current.model.types.get(typeKey);
  const plan = current.plan.get(typeKey);
  if (!type || !plan) throw new RequestRefused('not-found');

  const result = await listRecords(asker.connection, caller.companyId, {
    type,
    plan,
    filter: query.filter ?? '',
    sort: query.sort ?? '',
    cursor: query.cursor || null,
    q: query.q ?? '',
    columns: (query.columns ?? '')
      .split(',')
      .map((path) => path.trim())
      .filter((path) => path !== ''),
    total: readFlag(query, 'total'),
    group: query.group || null,
    access: accessOf(asker),
    bareTitle: (number) => bareTitle(current.model, type, number, caller.language),
    names: filterNames(asker),
    language: caller.language,
    ...limitOf(query),
  });
  if (result.kind === 'bad-query') return result;
  const { kind: _, ...page } = result;
  return { ...page, refs: await labelsOf(asker, result.items.map(nested)) };
}

/** @throws RequestRefused 400 when it is out of bounds: fewer rows than asked for would look like the last page */
export function limitOf({ limit: text = '' }: Query): { limit?: number } {
  if (text === '') return {};
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > LIMIT_MAX) throw unusable('limit', between(1, LIMIT_MAX));
  return { limit };
}

/** A row's data is keyed by path; the labels' walk follows the fields, so only its own header fields matter. */
function nested(item: {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}): Pick<Stored, 'type' | 'data'> {
  return { type: item.type, data: item.data as Stored['data'] };
}
