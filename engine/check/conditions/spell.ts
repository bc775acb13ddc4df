import type { Checked } from '../../expressions/checked.ts';
import type { Value } from '../../expressions/scope.ts';
import { formatDecimal, isDecimal } from '../../values/decimal.ts';

/** Two trees that are spelt alike give the same value on the same record. */
export function spell(node: Checked): string {
  switch (node.kind) {
    case 'constant':
      return spellValue(node.value);
    case 'name':
      return node.name;
    case 'local':
      return `$${node.slot}`;
    case 'select':
      return `${spell(node.of)}.${node.field}`;
    case 'index':
      return `${spell(node.of)}[${spell(node.at)}]`;
    case 'not':
    case 'negate':
      return `${node.kind}(${spell(node.of)})`;
    case 'binary':
      return `(${spell(node.left)} ${node.operator} ${spell(node.right)})`;
    case 'and':
    case 'or':
      return `(${spell(node.left)} ${node.kind} ${spell(node.right)})`;
    case 'choose':
      return `(${spell(node.when)} ? ${spell(node.then)} : ${spell(node.otherwise)})`;
    case 'list':
      return `[${node.items.map(spell).join(', ')}]`;
    case 'object':
      return `{${node.entries.map(({ key, value }) => `${key}: ${spell(value)}`).join(', ')}}`;
    case 'call':
      return `${node.rule.name}(${node.args.map(spell).join(', ')})`;
    case 'loop':
      return `${spell(node.list)}.${node.rule.name}($${node.slot}, ${spell(node.body)})`;
    case 'bind':
      return `bind($${node.slot}, ${spell(node.value)}, ${spell(node.body)})`;
  }
}

function spellValue(value: Value): string {
  return isDecimal(value) ? formatDecimal(value) : JSON.stringify(value);
}
