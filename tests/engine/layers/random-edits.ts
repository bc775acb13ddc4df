// Random edits of a pack, as consultants make them and as they never would.
import * as fc from 'fast-check';
import type { PackText } from '#engine';

type Plain = null | boolean | number | string | Plain[] | { [key: string]: Plain };

/** Keys that authors use, words of overlays among them: they must survive when meant literally. */
const key = fc.constantFrom(
  'title',
  'note',
  'price',
  'lines',
  'key',
  '$remove',
  '$replace',
  '$add',
  '$before',
  'toString',
  '0',
  'order',
);
const text = fc.constantFrom('a', 'b', 'c', 'Draft', 'doc.total', 'ș');

const value: fc.Arbitrary<Plain> = fc.letrec<{ value: Plain }>((tie) => ({
  value: fc.oneof(
    {
      weight: 4,
      arbitrary: fc.oneof(text, fc.integer({ min: -3, max: 3 }), fc.boolean(), fc.constant(null)),
    },
    { weight: 2, arbitrary: fc.array(text, { maxLength: 4 }) },
    {
      weight: 2,
      arbitrary: fc
        .uniqueArray(text, { maxLength: 4 })
        .map((keys) => keys.map((name) => ({ key: name, when: name }))),
    },
    { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
    { weight: 2, arbitrary: fc.dictionary(key, tie('value'), { maxKeys: 4 }) },
  ),
})).value;

/** One edit: walk `steps` into a file, then do something there. */
const act = fc.record({
  file: fc.nat(),
  steps: fc.array(fc.nat(), { maxLength: 8 }),
  what: fc.constantFrom('set', 'add', 'remove', 'swap', 'file', 'drop', 'text', 'break'),
  key,
  value,
});
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

/** A function that edits a pack: the same edits fall on the same places of the same pack. */
export const edited: fc.Arbitrary<(pack: PackText) => PackText> = fc
  .array(act, { maxLength: 8 })
  .map((acts) =>
    Object.assign((pack: PackText) => acts.reduce(obey, pack), {
      [fc.toStringMethod]: () => JSON.stringify(acts),
    }),
  );

function obey(pack: PackText, { file, steps, what, key: name, value: put }: Act): PackText {
  const files = { ...pack.files };
  const paths = Object.keys(files).sort();
  const path = paths[file % paths.length] ?? '';
  if (what === 'file')
    files[`types/new-${name.replace('$', '').toLowerCase()}/type.json`] = JSON.stringify(put);
  else if (what === 'drop') delete files[path];
  else if (what === 'text') files['README.md'] = `${JSON.stringify(put)}\r\n\r\n`;
  else if (what === 'break') files[path] = `{ "title": ${steps.length}`;
  else files[path] = within(files[path] ?? '', steps, what, name, put);
  return { files };
}

function within(json: string, steps: readonly number[], what: string, name: string, put: Plain): string {
  let root: Plain;
  try {
    root = JSON.parse(json) as Plain;
  } catch {
    return json;
  }
  let at: Plain = root;
  for (const step of steps) {
    if (typeof at !== 'object' || at === null) break;
    const members: Plain[] = Object.values(at);
    const next: Plain | undefined = members[step % Math.max(members.length, 1)];
    if (typeof next !== 'object' || next === null) break;
    at = next;
  }
  if (typeof at !== 'object' || at === null) return JSON.stringify(put);
  change(at, steps.length, what, name, put);
  return JSON.stringify(root);
}

function change(
  at: Plain[] | { [key: string]: Plain },
  which: number,
  what: string,
  name: string,
  put: Plain,
): void {
  if (Array.isArray(at)) {
    const index = which % Math.max(at.length, 1);
    if (what === 'remove') at.splice(index, 1);
    else if (what === 'swap') at.reverse();
    else if (what === 'add') at.splice(index, 0, put);
    else at[index] = put;
    return;
  }
  const keys = Object.keys(at);
  const own = keys[which % Math.max(keys.length, 1)] ?? name;
  // A pack of another language is refused whole, which is tested elsewhere.
  if (own === 'language') return;
  if (what === 'remove') delete at[own];
  else if (what === 'add') at[name] = put;
  else at[own] = put;
}

/** The same pack with the keys of every map in another order, and its files too. */
export function shuffled(pack: PackText, seed: number): PackText {
  let state = seed >>> 0 || 1;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const shuffle = <T>(items: T[]): T[] => {
    for (let at = items.length - 1; at > 0; at--) {
      const other = next(at + 1);
      [items[at], items[other]] = [items[other] as T, items[at] as T];
    }
    return items;
  };
  const turn = (json: unknown): unknown => {
    if (Array.isArray(json)) return json.map(turn);
    if (typeof json !== 'object' || json === null) return json;
    return Object.fromEntries(shuffle(Object.entries(json)).map(([name, inner]) => [name, turn(inner)]));
  };
  const respell = (path: string, text: string): string => {
    if (!path.endsWith('.json')) return text;
    try {
      return JSON.stringify(turn(JSON.parse(text)));
    } catch {
      return text;
    }
  };
  return {
    files: Object.fromEntries(
      shuffle(Object.entries(pack.files)).map(([path, body]) => [path, respell(path, body)]),
    ),
  };
}
