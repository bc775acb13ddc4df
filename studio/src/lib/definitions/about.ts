// What a key is for: beside completion, and where the mouse rests on it.
import { hoverTooltip, type Tooltip } from '@codemirror/view';
import type { Extension } from '@codemirror/state';
import { getLocation } from 'jsonc-parser';
import { aboutAt } from './grammar-keys.ts';
import { readLoosely } from './places.ts';

/** Words with what stands between backticks as code. */
export function aboutNode(words: string): HTMLElement {
  const node = document.createElement('div');
  node.className = 'cm-about';
  for (const [index, part] of words.split('`').entries())
    if (index % 2 === 0) node.append(part);
    else node.append(Object.assign(document.createElement('code'), { textContent: part }));
  return node;
}

/** Tells of the key under the mouse. */
export function hoverIn(file: () => string): Extension {
  return hoverTooltip(({ state }, at): Tooltip | null => {
    const text = state.doc.toString();
    const { isAtPropertyKey, path, previousNode } = getLocation(text, at);
    if (!isAtPropertyKey || !previousNode || at > previousNode.offset + previousNode.length) return null;
    const about = aboutAt({ file: file(), path: path.map(String), value: readLoosely(text) });
    if (about === null) return null;
    const { offset, length } = previousNode;
    return { pos: offset, end: offset + length, create: () => ({ dom: aboutNode(about) }) };
  });
}
