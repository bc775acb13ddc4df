import { systemColumns } from '../../build/system-fields.ts';
import { tableOf } from '../../build/field-paths.ts';
import { nearestName } from '../../problems/nearest-name.ts';
import type { RecordType } from '../../model/type.ts';
import type { Finding } from '../../problems/finding.ts';
import type { CheckedPack, Rule } from '../rule.ts';

/** Columns of lists and pickers are fields of the header; search may also look into lines and one reference further. */
export const columnsExist: Rule = function* (pack) {
  for (const type of pack.model.types.values()) {
    const file = `types/${type.key}/type.json`;
    yield* each(type.columns, '/columns', (name, pointer) => columnFinding(name, type, { file, pointer }));
    yield* each(type.pick, '/pick/columns', (name, pointer) => columnFinding(name, type, { file, pointer }));
    yield* each(type.search, '/search', (name, pointer) =>
      searchFinding(name, type, pack, { file, pointer }),
    );
  }
};

function* each(
  names: readonly string[],
  pointer: string,
  judge: (name: string, pointer: string) => Finding | null,
): Iterable<Finding> {
  for (const [index, name] of names.entries()) {
    const at = `${pointer}/${index}`;
    const finding = judge(name, at);
    if (finding !== null) yield finding;
  }
}

interface Spot {
  readonly file: string;
  readonly pointer: string;
}

function columnFinding(name: string, type: RecordType, spot: Spot): Finding | null {
  const index = Number(spot.pointer.split('/').at(-1));
  const list = spot.pointer.startsWith('/columns') ? type.columns : type.pick;
  if (list.indexOf(name) < index)
    return { code: 'column-twice', severity: 'warning', ...spot, params: { name } };
  if (systemColumns.has(name)) return null;
  const field = type.fieldByPath.get(name);
  if (field === undefined) return unknown(name, type, spot);
  if (field.live) return { code: 'column-live', ...spot, params: { name } };
  if (tableOf(name, type.fieldByPath) !== null || ['table', 'list', 'object'].includes(field.kind))
    return { code: 'column-not-single', ...spot, params: { name } };
  return null;
}

function searchFinding(name: string, type: RecordType, { model }: CheckedPack, spot: Spot): Finding | null {
  if (type.fieldByPath.get(name)?.live) return { code: 'column-live', ...spot, params: { name } };
  if (systemColumns.has(name) || type.fieldByPath.has(name)) return null;
  const cut = name.lastIndexOf('.');
  const reference = cut < 0 ? undefined : type.fieldByPath.get(name.slice(0, cut))?.ref;
  const found = reference?.types.some((key) => {
    const other = model.types.get(key);
    // A type that is not there has been told, or is absent on purpose.
    return other === undefined || other.fieldByPath.has(name.slice(cut + 1));
  });
  if (found === true) return null;
  const further = (reference?.types ?? []).flatMap((key) =>
    [...(model.types.get(key)?.fields.keys() ?? [])].map((field) => `${name.slice(0, cut)}.${field}`),
  );
  return unknown(name, type, spot, further);
}

function unknown(name: string, type: RecordType, spot: Spot, further: readonly string[] = []): Finding {
  const suggestion = nearestName(name, [...further, ...type.fieldByPath.keys(), ...systemColumns]);
  return { code: 'unknown-field', ...spot, params: { name, suggestion } };
}
