import { createHash } from 'node:crypto';
import type { AddParam, Phase } from '#engine';
import { wordsOf } from './list-records.ts';
import { parameters } from './filter.ts';
import { run } from './statement.ts';
import type { Connection } from './statement.ts';

export interface FoundRecord {
  readonly id: string;
  readonly type: string;
  readonly number: string | null;
  /** null: the caller may not see what it is made of. */
  readonly title: string | null;
  readonly states: readonly string[];
  readonly phase: Phase;
}

/** A type that is searched, and the condition under which the caller may see its records; null: all of them. */
export interface Searched {
  readonly type: string;
  readonly readable: (add: AddParam) => string | null;
  /** SQL of the text that he is found by; null: all that is kept for it. */
  readonly searched: (add: AddParam) => string | null;
  /** SQL of the title as far as he may see it. */
  readonly title: (add: AddParam) => string;
}

/**
 * Finds records of any of the types by words in title, number or search fields, folded; an exact number comes first.
 *
 * @param types  those that the caller may read: by key when he reads all of their records
 */
export async function searchRecords(
  connection: Connection,
  companyId: string,
  q: string,
  types: readonly (string | Searched)[],
  limit = 20,
): Promise<readonly FoundRecord[]> {
  const words = wordsOf(q);
  if (words.length === 0 || types.length === 0) return [];
  const into = parameters([companyId, words.map((word) => `%${word}%`), q.trim(), limit]);
  const add: AddParam = (value, cast) => `${into.add(value)}::${cast}`;
  const whole: string[] = [];
  const narrowed: string[] = [];
  const titles: string[] = [];
  for (const one of types) {
    if (typeof one === 'string') {
      whole.push(one);
      continue;
    }
    const { type } = one;
    const [condition, searched, title] = [one.readable(add), one.searched(add), one.title(add)];
    const found = searched === null ? null : `${searched} like all($2::text[])`;
    const conditions = [condition, found].filter((part) => part !== null);
    if (conditions.length === 0) whole.push(type);
    else narrowed.push(`(r.type = ${add(type, 'text')} and ${conditions.join(' and ')})`);
    if (title !== 'r.title') titles.push(`when r.type = ${add(type, 'text')} then ${title}`);
  }
  const title = titles.length === 0 ? 'r.title' : `case ${titles.join(' ')} else r.title end`;
  const readable = [`r.type = any(${add(whole, 'text[]')})`, ...narrowed].join(' or ');
  const text = `select r.id, r.type, r.number, ${title} as title, r.states, r.phase
    from app.records r
    where r.company_id = $1 and (${readable}) and not r.archived and r.search like all($2::text[])
    order by r.number is not distinct from $3 desc, r.updated_at desc limit $4`;
  // One statement for each set of rights, which are few.
  const name = `search-${createHash('sha1').update(text).digest('base64url')}`;
  return run<FoundRecord & Record<string, unknown>>(connection, { name, text }, into.values);
}
