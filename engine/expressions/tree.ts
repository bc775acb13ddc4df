// Going through checked trees.
import type { Checked } from './checked.ts';

/** The name that a path begins with. */
export function rootOf(node: Checked): string {
  return node.kind === 'select' ? rootOf(node.of) : node.kind === 'name' ? node.name : '';
}

/** The parts of a node. */
export function childrenOf(node: Checked): readonly Checked[] {
  switch (node.kind) {
    case 'select':
      return [node.of];
    case 'call':
      return node.args;
    case 'index':
      return [node.of, node.at];
    case 'not':
    case 'negate':
      return [node.of];
    case 'binary':
    case 'and':
    case 'or':
      return [node.left, node.right];
    case 'choose':
      return [node.when, node.then, node.otherwise];
    case 'list':
      return node.items;
    case 'object':
      return node.entries.map(({ value }) => value);
    case 'loop':
      return [node.list, node.body];
    case 'bind':
      return [node.value, node.body];
    default:
      return [];
  }
}
