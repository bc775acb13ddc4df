import type { DataLine } from '../../model/pack.ts';
import type { Finding } from '../../problems/finding.ts';
import type { Rule } from '../rule.ts';

interface Stands {
  readonly file: string;
  readonly line: DataLine;
  readonly above: string | null;
}

/** No record that stands in the pack lies below itself: none of a circle could be loaded before the others. */
export const dataTrees: Rule = function* ({ model, linked }) {
  for (const { key, parent, naturalKey } of model.types.values()) {
    if (parent === null) continue;
    const stands = new Map<string, Stands>();
    // The demo is loaded over the base.
    for (const file of [`data/base/${key}.jsonl`, `data/demo/${key}.jsonl`])
      for (const line of linked.data.get(file) ?? []) {
        const [own, above] = [line.json[naturalKey], line.json[parent]];
        if (typeof own === 'string')
          stands.set(own, { file, line, above: typeof above === 'string' ? above : null });
      }
    yield* circlesIn(stands);
  }
};

function* circlesIn(stands: ReadonlyMap<string, Stands>): Iterable<Finding> {
  const told = new Set<string>();
  for (const [start, { file, line }] of stands) {
    if (told.has(start)) continue;
    const path = [start];
    for (
      let at = stands.get(start)?.above ?? null;
      at !== null && !told.has(at);
      at = stands.get(at)?.above ?? null
    ) {
      path.push(at);
      if (path.indexOf(at) < path.length - 1) break;
    }
    // A way that ends in a circle further up is told there.
    if (path.length < 2 || path.at(-1) !== start) continue;
    for (const each of path) told.add(each);
    const params = { line: line.line, path: path.join(' → ') };
    yield { code: 'data-circle', file, pointer: '', range: line.range, params };
  }
}
