import { newScope } from '../expressions/new-scope.ts';
import { noReads } from '../expressions/no-reads.ts';
import type { Reads, Scope, ValueObject } from '../expressions/scope.ts';
import type { Model } from '../model/model.ts';
import type { Stored } from '../model/record.ts';
import type { RecordType } from '../model/type.ts';
import { refusalWords } from '../problems/index.ts';
import { hidesTitle, mayRead, policyOf, readsSome, showsTitles } from '../roles/index.ts';
import { storedValues } from './record-values.ts';
import type { Constants } from './session.ts';
import type { Setting } from './types.ts';

/** Who reads, under which release, at which moment. */
export interface Reader {
  readonly model: Model;
  readonly setting: Setting;
  readonly constants: Constants;
  /** What rights may ask for; absent: it was read beforehand, or they ask for nothing. */
  readonly reads?: Reads;
}

/**
 * A record's title as the reader may know it, by the policies that decide what he sees in lists: whole, or bare where
 * it is made of what is hidden from him.
 *
 * @param doc  the record's values, asked for only when the answer hangs on them; null: there is no such record,
 *             undefined: it has not been read
 * @returns    null: he may not read the record
 */
export function readerTitle(
  { model, setting, constants, reads = noReads }: Reader,
  type: RecordType,
  { title, number }: { readonly title: string; readonly number: string | null },
  doc: () => ValueObject | null | undefined,
): string | null {
  const { user, language } = setting;
  const policy = policyOf(model, user.roles, type.key);
  if (policy === null || !readsSome(policy)) return null;
  if (showsTitles(model, user.roles, policy)) return title;
  const values = doc();
  if (!values) return null;
  const asked = (): Scope => newScope(reads, language, { ...constants, doc: values });
  if (!mayRead(policy, asked)) return null;
  const states = values['states'] as readonly string[];
  return hidesTitle(model, user.roles, policy, states, asked)
    ? bareTitle(model, type, number, language)
    : title;
}

/** The title of a record that has been read, as sentences say it to the reader. */
export function valuesTitle(reader: Reader, values: ValueObject): string {
  const { type, title, number } = values as { type: string; title: string; number: string | null };
  return said(reader, { type, title, number }, () => values);
}

export function storedTitle(reader: Reader, record: Stored): string {
  return said(reader, record, (type) => storedValues(type, record));
}

function said(
  reader: Reader,
  record: Pick<Stored, 'type' | 'title' | 'number'>,
  values: (type: RecordType) => ValueObject,
): string {
  const type = reader.model.types.get(record.type);
  if (!type) return record.title;
  return readerTitle(reader, type, record, () => values(type)) ?? unseenWords(reader, type);
}

/** Of a record that the reader may not see: that there is one. */
export function unseenWords({ model, setting: { language } }: Reader, type: RecordType): string {
  const kind = model.text(language, `types/${type.key}/type#/title`, type.title);
  return refusalWords('unseen', { kind }, language);
}

/** A title that tells nothing but which record it is. */
export function bareTitle(model: Model, type: RecordType, number: string | null, language: string): string {
  return number ?? model.text(language, `types/${type.key}/type#/title`, type.title);
}
