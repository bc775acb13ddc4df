import type { Rule } from '../rule.ts';

/** Records are named by their natural key in packs and imports, and by their label for people. */
export const keyAndLabel: Rule = function* ({ model }) {
  for (const type of model.types.values()) {
    const file = `types/${type.key}/type.json`;
    if (type.kind === 'catalog' && type.json['key'] === undefined)
      yield { code: 'key-missing', file, pointer: '', params: { type: type.key } };
    if (type.label === null)
      yield { code: 'label-missing', severity: 'warning', file, pointer: '', params: { type: type.key } };
  }
};
