import { asObject } from '../../model/linked-pack.ts';
import type { Rule } from '../rule.ts';

const words = ['here', 'user', 'parent'] as const;

/** People work at records of catalogs, are such records, and trees are made of them. @source definitions.md, Types */
export const ofCatalogsAlone: Rule = function* ({ linked }) {
  for (const { path, json } of linked.files.values()) {
    const type = /^types\/([^/]+)\/type\.json$/.exec(path)?.[1];
    const head = asObject(json);
    if (type === undefined || head['kind'] === 'catalog') continue;
    for (const word of words)
      if (head[word] !== undefined)
        yield {
          code: 'catalog-only',
          file: path,
          pointer: `/${word}`,
          atKey: true,
          params: { key: word, type },
        };
  }
};
