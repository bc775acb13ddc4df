// The only door of the engine.
export type { Json, JsonObject } from './model/json.ts';
export type { Pack, PackFile, PackText, TextRange } from './model/pack.ts';
export type { Model, PackHead } from './model/model.ts';
export type { Field, FieldKind, RecordType, Track } from './model/type.ts';
export type { Machine, MachineEvent, State, Transition } from './model/machine.ts';
export type { Conversion, Filling, LineMapping } from './model/conversion.ts';
export type { Counter, Id, Link, LinkEnd, Phase, StageValue, Stored } from './model/record.ts';
export type { Grant, Role } from './model/role.ts';
export type { Series } from './model/series.ts';
export type { FieldProblem, Problem, Refusal, Severity } from './problems/problem.ts';
export { Fault } from './problems/problem.ts';
export type { SchemaError, ValidatorFactory } from './validation.ts';
export * from './decide/index.ts';
export { parseExpression } from './expressions/parse-expression.ts';
export type { Node as ExpressionNode } from './expressions/ast.ts';
