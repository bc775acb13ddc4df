// The door of expressions.
export type { Node, Span } from './ast.ts';
export { checkExpression } from './check-expression.ts';
export type { Place } from './check-expression.ts';
export type { Checked } from './checked.ts';
export { equalValues, orderOf } from './compare.ts';
export { compileExpression } from './compile-expression.ts';
export type { CompiledExpression } from './compile-expression.ts';
export { compileTemplate } from './compile-template.ts';
export type { CompiledTemplate, Translate } from './compile-template.ts';
export type { ExprError } from './expression-error.ts';
export { ruleNames } from './functions/index.ts';
export { newScope, stepsMax } from './new-scope.ts';
export { noReads } from './no-reads.ts';
export { parseExpression } from './parse-expression.ts';
export { fieldsThrough, isAssignable, nameOfType } from './type-rules.ts';
export { conditionSql, toSql } from './sql/to-sql.ts';
export { givenNames } from './sql/columns.ts';
export type { AddParam, SqlAnswer, SqlColumn, SqlColumns, SqlCondition, SqlKind } from './sql/columns.ts';
