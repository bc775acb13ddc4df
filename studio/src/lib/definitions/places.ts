// Between places in JSON (pointers) and places in its text (offsets), in text that may be half-typed.
import {
  applyEdits,
  findNodeAtLocation,
  getLocation,
  modify,
  parseTree,
  type JSONPath,
  type Node,
} from 'jsonc-parser';

export type { Node };

export function keysOf(pointer: string): readonly string[] {
  return pointer === ''
    ? []
    : pointer
        .slice(1)
        .split('/')
        .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

export function pointerOf(keys: readonly (string | number)[]): string {
  return keys.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** What to mark for a pointer: a short value itself, of an object or a list its key; null when it is not there. */
export function rangeOf(
  text: string,
  pointer: string,
): { readonly start: number; readonly end: number } | null {
  const tree = parseTree(text);
  const node = tree && nodeAt(tree, keysOf(pointer));
  if (!node) return null;
  const isWide = node.type === 'object' || node.type === 'array';
  const key = node.parent?.type === 'property' ? node.parent.children?.[0] : undefined;
  if (!isWide) return { start: node.offset, end: node.offset + node.length };
  return key
    ? { start: key.offset, end: key.offset + key.length }
    : { start: node.offset, end: node.offset + 1 };
}

/** The pointer of the innermost value around an offset. */
export function pointerAt(text: string, offset: number): string {
  return pointerOf(getLocation(text, offset).path.filter((key) => key !== ''));
}

/** The text with one value set, everything else as its author laid it out; null where the text cannot hold it. */
export function withValue(text: string, pointer: string, value: unknown): string | null {
  const tree = parseTree(text);
  if (!tree) return null;
  const path: JSONPath = [];
  for (const key of keysOf(pointer)) {
    const here = findNodeAtLocation(tree, path);
    path.push(here?.type === 'array' ? Number(key) : key);
  }
  try {
    return applyEdits(
      text,
      modify(text, path, value, { formattingOptions: { insertSpaces: true, tabSize: 2, eol: '\n' } }),
    );
  } catch {
    return null;
  }
}

/** The value of a text as far as it can be read; undefined when nothing can. */
export function readLoosely(text: string | undefined): unknown {
  const tree = text === undefined ? undefined : parseTree(text);
  return tree ? valueOf(tree) : undefined;
}

function valueOf(node: Node): unknown {
  if (node.type === 'array') return (node.children ?? []).map(valueOf);
  if (node.type !== 'object') return node.value;
  const entries = (node.children ?? []).flatMap(({ children }) => {
    const [key, value] = children ?? [];
    return key && value ? [[String(key.value), valueOf(value)] as const] : [];
  });
  return Object.fromEntries(entries);
}

function nodeAt(tree: Node, keys: readonly string[]): Node | undefined {
  let here: Node | undefined = tree;
  for (const key of keys) {
    const segment: string | number = here?.type === 'array' ? Number(key) : key;
    here = here && findNodeAtLocation(here, [segment]);
  }
  return here;
}
