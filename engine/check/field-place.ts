import type { LinkedPack } from '../model/linked-pack.ts';
import type { Field, RecordType } from '../model/type.ts';
import type { Place } from '../problems/finding.ts';

/** Where a keyword of a field stands: its own type's file, or that of a shape which it includes. */
export function fieldPlace(type: RecordType, field: Field, keyword: string, linked: LinkedPack): Place {
  let fields = linked.types.get(type.key)?.fields;
  let found = undefined;
  for (const step of field.path.split('.')) {
    found = fields?.get(step);
    fields = found?.fields ?? undefined;
  }
  return found?.origins.get(keyword) ?? { file: `types/${type.key}/schema.json`, pointer: '' };
}
