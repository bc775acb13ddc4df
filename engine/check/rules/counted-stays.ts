import { editableParts, phaseOfNode } from '../../build/machine/build-state.ts';
import type { Json } from '../../model/json.ts';
import { asList, asObject, asText } from '../../model/linked-pack.ts';
import type { Model } from '../../model/model.ts';
import { pointerOf } from '../../read/json-pointer.ts';
import { fieldPlace } from '../field-place.ts';
import type { Rule } from '../rule.ts';
import { stageGraph } from '../stage-graph.ts';

/**
 * What the links of a posted document measure stays as it was posted. A field or stage that leaves it open, or a way out of
 * one that sets it, is refused whenever it would change it.
 * @source conversions.md X4
 */
export const countedStays: Rule = function* ({ model, linked }) {
  for (const [key, type] of linked.types) {
    const graph = stageGraph(type);
    const counted = countedFields(model, key);
    if (graph === null || counted.size === 0) continue;
    const built = model.types.get(key);
    for (const path of new Set(counted.values())) {
      const field = built?.fieldByPath.get(path);
      if (built === undefined || !field?.living) continue;
      const place = fieldPlace(built, field, 'x-living', linked);
      yield { code: 'counted-open', severity: 'warning', ...place, params: { field: path } };
    }
    const { file } = graph;
    for (const node of graph.nodes) {
      if (phaseOfNode(node) !== 'posted') continue;
      const editable = editableParts(node.meta['editable']).flatMap(({ fields }) => fields);
      const open = editable.map(({ name, pointer }) => ({
        name,
        pointer: `${node.pointer}/meta/editable${pointer}`,
      }));
      const ways = ['on', 'always', 'after', 'onDone', 'exit'].flatMap((place) =>
        setsIn(node.json[place], `${node.pointer}/${place}`),
      );
      for (const { name, pointer } of [...open, ...ways]) {
        const field = counted.get(name);
        if (field !== undefined)
          yield { code: 'counted-open', severity: 'warning', file, pointer, params: { field } };
      }
    }
  }
};

/** Fields that conversions into a type count by, under their own name and that of their table. */
function countedFields(model: Model, type: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const { to, effect, tracks, amount, lines } of model.conversions.values()) {
    if (to !== type || effect === 0 || tracks.length === 0) continue;
    if (amount !== null) fields.set(amount, amount);
    for (const { from, to: table, quantity } of lines) {
      if (from === null || quantity === null) continue;
      fields.set(table, `${table}.${quantity}`);
      fields.set(`${table}.${quantity}`, `${table}.${quantity}`);
    }
  }
  return fields;
}

interface Named {
  readonly name: string;
  readonly pointer: string;
}

/** Every `set` below, wherever the grammar lets actions stand. */
function setsIn(json: Json | undefined, pointer: string): readonly Named[] {
  if (Array.isArray(json)) return asList(json).flatMap((one, index) => setsIn(one, `${pointer}/${index}`));
  const { meta: _, params, ...rest } = asObject(json ?? null);
  const name = rest['type'] === 'set' ? asText(asObject(params)['field']) : null;
  return [
    ...(name === null ? [] : [{ name, pointer }]),
    ...Object.entries(rest).flatMap(([key, inner]) => setsIn(inner, `${pointer}${pointerOf([key])}`)),
  ];
}
