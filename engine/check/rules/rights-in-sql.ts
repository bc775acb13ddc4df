import { conditionSql } from '../../expressions/index.ts';
import { pointerOf } from '../../read/json-pointer.ts';
import { policyColumns } from '../../roles/index.ts';
import type { Rule } from '../rule.ts';

/** Rights by a condition are asked of the database by every list, so they have to be SQL over columns. */
export const rightsInSql: Rule = function* ({ model }) {
  for (const role of model.roles.values())
    for (const [key, grant] of role.grants) {
      const { read } = grant;
      if (typeof read === 'string' || !read.tree) continue;
      const pointer = pointerOf([role.key, 'types', key, 'read', 'expr']);
      const type = model.types.get(key) ?? model.types.values().next().value;
      if (!type) continue;
      const answer = conditionSql(read, policyColumns(type));
      if (answer.ok) continue;
      const { code, start, end, params } = answer.error;
      yield { code, file: 'roles.json', pointer, span: { start, end }, params };
    }
};
