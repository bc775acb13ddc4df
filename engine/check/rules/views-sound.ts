import type { LinkedDefinition } from '../../model/linked-pack.ts';
import type { RecordType } from '../../model/type.ts';
import type { View } from '../../model/view.ts';
import type { Finding } from '../../problems/finding.ts';
import { grantsReading } from '../../roles/index.ts';
import { conditionOf } from '../conditions/condition.ts';
import { isPossible } from '../conditions/possible.ts';
import { partIdle } from '../part-idle.ts';
import type { CheckedPack, Rule } from '../rule.ts';

/**
 * A view is of a type that is there, may choose some record, is for roles that may read them, and says
 * nothing that its kind passes over. @source definitions.md, Screens and reports
 */
export const viewsSound: Rule = function* (pack) {
  const { model, linked } = pack;
  for (const [key, written] of linked.views) {
    const name = key.split('/')[0] ?? '';
    if (!linked.types.has(name) && !linked.isAbsent('type', name)) {
      const file = `types/${name}/type.json`;
      if (linked.abstracts.has(name))
        yield { code: 'of-abstract', file: written.file, pointer: '', params: { type: name } };
      else yield { code: 'file-missing', file: written.file, pointer: '', params: { file } };
    }
    const view = model.views.get(key);
    const type = model.types.get(name);
    if (!view || !type) continue;
    yield* ofFilter(view, written);
    yield* ofSort(view, written);
    yield* ofRoles(view, written, pack);
    yield* ofKind(view, type, written);
  }
};

function* ofFilter({ filter }: View, { file }: LinkedDefinition): Iterable<Finding> {
  if (!filter?.tree) return;
  const place = { file, pointer: '/filter' };
  if (filter.tree.kind !== 'constant' && !isPossible(conditionOf(filter.tree)))
    yield { code: 'filter-never', severity: 'warning', ...place };
}

function* ofSort({ sort }: View, { file }: LinkedDefinition): Iterable<Finding> {
  for (const [index, { path }] of sort.entries())
    if (sort.findIndex((other) => other.path === path) < index)
      yield { code: 'grammar-twice', file, pointer: `/sort/${index}`, params: { key: path } };
}

function* ofRoles(
  { roles, type }: View,
  { file }: LinkedDefinition,
  { model }: CheckedPack,
): Iterable<Finding> {
  for (const [index, role] of roles.entries())
    if (model.roles.has(role) && !grantsReading(model, [role], type))
      yield {
        code: 'role-reads-not',
        severity: 'warning',
        file,
        pointer: `/roles/${index}`,
        params: { role, type },
      };
}

function* ofKind(view: View, type: RecordType, written: LinkedDefinition): Iterable<Finding> {
  const { file, json } = written;
  if (view.kind !== 'calendar')
    for (const part of ['from', 'to'])
      if (json[part] !== undefined) yield* partIdle(written, part, 'kind: calendar');
  const sells = [...type.tables.values()].some(({ quantity }) => quantity !== null);
  if (view.kind === 'till' && !sells)
    yield { code: 'till-without-lines', file, pointer: '/kind', params: { type: type.key } };
}
