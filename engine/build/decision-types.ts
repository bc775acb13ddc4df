import type { DecisionTypes, ExprType } from '../expressions/types.ts';
import type { LinkedField, LinkedPack } from '../model/linked-pack.ts';
import { typeOfField } from './field-type.ts';

/** What expressions know of the decisions of a pack, worked out once for each. */
export function decisionTypes(linked: LinkedPack): DecisionTypes {
  const known = new Map<string, NonNullable<ReturnType<DecisionTypes>>>();
  return (key) => {
    const table = linked.decisions.get(key);
    if (!table) return null;
    const types = (fields: ReadonlyMap<string, LinkedField>): ReadonlyMap<string, ExprType> =>
      new Map([...fields].map(([name, field]) => [name, typeOfField(field, key, linked)]));
    const found = known.get(key) ?? {
      inputs: types(table.inputs),
      outputs: types(table.outputs),
      isList: table.json['hit'] === 'collect',
    };
    known.set(key, found);
    return found;
  };
}
