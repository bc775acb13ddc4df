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
  readonly title: string;
  readonly states: readonly string[];
  readonly phase: Phase;
}

/** A type that is searched, and the condition under which the caller may see its records; null: all of them. */
export interface Searched {
  readonly type: string;
  readonly readable: (add: AddParam) => string | null;
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
  for (const one of types) {
    const condition = typeof one === 'string' ? null : one.readable(add);
    const type = typeof one === 'string' ? one : one.type;
    if (condition === null) whole.push(type);
    else narrowed.push(`(r.type = ${add(type, 'text')} and ${condition})`);
  }
  const readable = [`r.type = any(${add(whole, 'text[]')})`, ...narrowed].join(' or ');
  const text = `select r.id, r.type, r.number, r.title, r.states, r.phase
    from app.records r
    where r.company_id = $1 and (${readable}) and not r.archived and r.search like all($2::text[])
    order by r.number is not distinct from $3 desc, r.updated_at desc limit $4`;
  // One statement for each set of rights, which are few.
  const name = `search-${createHash('sha1').update(text).digest('base64url')}`;
  return run<FoundRecord & Record<string, unknown>>(connection, { name, text }, into.values);
}
