// The files of a pack as the tree at the left shows them: types and their parts first, the rest by folder.

export interface TreeFile {
  readonly path: string;
  /** Shown: the file's name without `.json`. */
  readonly name: string;
}

export interface TreeGroup {
  /** `types/order`, `conversions`; '' holds the files that stand in no folder. */
  readonly key: string;
  readonly name: string;
  readonly files: readonly TreeFile[];
}

export interface TreeSection {
  /** First folder: `types`, `conversions`, `locales` …; '' for the pack itself. */
  readonly key: string;
  readonly groups: readonly TreeGroup[];
}

/** Sections in the order that the tree shows them, the pack itself first. */
export const SECTIONS = [
  '',
  'types',
  'conversions',
  'ledgers',
  'decisions',
  'rules',
  'reports',
  'scenarios',
  'locales',
  'data',
];

/** Within a type: what it is, what it holds, how it moves, how it looks. */
const FILE_ORDER = ['type', 'schema', 'machine', 'form'];

export function treeOf(paths: readonly string[]): readonly TreeSection[] {
  const sections = Map.groupBy(paths, (path) => (path.includes('/') ? (path.split('/')[0] ?? '') : ''));
  return [...sections]
    .toSorted(([a], [b]) => rank(SECTIONS, a) - rank(SECTIONS, b) || a.localeCompare(b))
    .map(([key, inside]) => ({ key, groups: groupsOf(inside) }));
}

/** The files of one type, in the order in which one reads them. */
export function partsOf(paths: readonly string[], type: string | null): readonly string[] {
  if (type === null) return [];
  return groupsOf(paths.filter((path) => path.startsWith(`types/${type}/`))).flatMap((group) =>
    group.files.map((file) => file.path),
  );
}

function groupsOf(paths: readonly string[]): readonly TreeGroup[] {
  const groups = Map.groupBy(paths, (path) => path.split('/').slice(0, -1).join('/'));
  return [...groups]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([key, inside]) => ({
      key,
      name: key.split('/').at(-1) ?? '',
      files: inside
        .map((path) => ({ path, name: nameOf(path) }))
        .toSorted(
          (a, b) => rank(FILE_ORDER, a.name) - rank(FILE_ORDER, b.name) || a.name.localeCompare(b.name),
        ),
    }));
}

/** Files and folders whose path holds all the words. */
export function matching(paths: readonly string[], query: string): readonly string[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return words.length === 0
    ? paths
    : paths.filter((path) => words.every((word) => path.toLowerCase().includes(word)));
}

/** `types/order/machine.json` → `order`; null when the file is no part of a type. */
export function typeOf(path: string): string | null {
  return /^types\/([^/]+)\//.exec(path)?.[1] ?? null;
}

function nameOf(path: string): string {
  return (path.split('/').at(-1) ?? path).replace(/\.json$/, '');
}

function rank(order: readonly string[], key: string): number {
  const index = order.indexOf(key);
  return index < 0 ? order.length : index;
}
