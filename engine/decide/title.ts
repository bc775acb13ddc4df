import { isDecimal, formatDecimal } from '../values/decimal.ts';
import type { Value, ValueObject } from '../expressions/scope.ts';
import type { RecordType } from '../model/type.ts';
import { keptKey } from './kept.ts';
import { bareScope, run } from './scope.ts';
import type { Session } from './session.ts';

/** What a label's joining signs leave behind when a part of it is absent. */
const edge = /[\s·•|,;:/–—-]/u;
const edges = /^[\s·•|,;:/–—-]+|[\s·•|,;:/–—-]+$/gu;

const shownFields = new WeakMap<RecordType, readonly string[] | null>();

/** Fields that a title is made of, null: all; a copy of a whole document costs more than its title. */
function shownIn({ label, naturalKey }: RecordType): readonly string[] | null {
  if (!label) return [naturalKey];
  if (label.reads.includes('doc')) return null;
  const own = label.reads.flatMap((path) => /^doc\.(\w+)/.exec(path)?.[1] ?? []);
  // Whatever looks at the record itself finds it by its id.
  return [...new Set(['id', keptKey, ...own])];
}

/**
 * A record's title by its type's label. Without a label the natural key; a draft, which has no number yet, is called
 * by the rest of its label (N1), and when nothing is left by its type.
 *
 * @param number  legal number, NUMBER_HOLE while it waits to be drawn, null for a draft
 */
export function titleOf(
  session: Pick<Session, 'constants' | 'reads' | 'setting'>,
  type: RecordType,
  doc: ValueObject,
  number: string | null,
): string {
  let keys = shownFields.get(type);
  if (keys === undefined) shownFields.set(type, (keys = shownIn(type)));
  const shown: Record<string, Value> = keys === null ? { ...doc } : {};
  for (const key of keys ?? []) if (doc[key] !== undefined) shown[key] = doc[key];
  shown['number'] = number ?? '';
  const value = type.label
    ? run(type.label, bareScope(session.constants, session.reads, session.setting.language, { doc: shown }))
    : shown[type.naturalKey];
  const text = typeof value === 'string' ? value : isDecimal(value) ? formatDecimal(value) : '';
  const isClean = !edge.test(text.charAt(0)) && !edge.test(text.charAt(text.length - 1));
  const trimmed = isClean ? text : text.replace(edges, '');
  return (trimmed !== '' ? trimmed : (number ?? type.title)).slice(0, 250);
}
