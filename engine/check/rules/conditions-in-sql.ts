import { conditionSql, type SqlColumns } from '../../expressions/index.ts';
import type { ExprError } from '../../expressions/expression-error.ts';
import type { Expr } from '../../model/expression.ts';
import { pointerOf } from '../../read/json-pointer.ts';
import { policyColumns } from '../../roles/index.ts';
import type { Rule } from '../rule.ts';

/** Rights by a condition, and filters of views, are asked of the database by every list: they have to be SQL over columns. */
export const conditionsInSql: Rule = function* ({ model, linked }) {
  for (const role of model.roles.values())
    for (const [key, grant] of role.grants) {
      const type = model.types.get(key) ?? model.types.values().next().value;
      if (typeof grant.read === 'string' || !type) continue;
      const pointer = pointerOf([role.key, 'types', key, 'read', 'expr']);
      const error = refusedBy(grant.read, policyColumns(type));
      if (error) yield { ...told(error), file: 'roles.json', pointer };
    }
  for (const view of model.views.values()) {
    const type = model.types.get(view.type);
    if (!view.filter || !type) continue;
    const error = refusedBy(view.filter, policyColumns(type));
    if (!error) continue;
    const place = { file: linked.views.get(view.key)?.file ?? '', pointer: '/filter' };
    yield error.code === 'expr-no-column' && told(error).code === error.code
      ? {
          ...told(error),
          ...place,
          code: 'view-no-column',
          params: { name: error.params['field'] ?? '', type: type.key },
        }
      : { ...told(error), ...place };
  }
};

function refusedBy(expr: Expr, columns: SqlColumns): ExprError | null {
  const answer = expr.tree ? conditionSql(expr, columns) : null;
  return answer && !answer.ok ? answer.error : null;
}

/** A stage is searched for among `states`: as a whole it is no column of any type. */
function told({ code, start, end, params }: ExprError) {
  const isStage = code === 'expr-no-column' && params['field'] === 'stage';
  const span = { start, end };
  return isStage ? { code: 'stage-no-column' as const, span, params } : { code, span, params };
}
