// The only door of the engine.
export { compile } from './compile.ts';
export { loadModel } from './load-model.ts';
export { loadDecidingModel } from './load-deciding-model.ts';
export { treesOf } from './trees-of.ts';
export type { Trees } from './expressions/trees.ts';
export type { Compiled, CompileOptions } from './compile.ts';
export type { Json, JsonObject } from './model/json.ts';
export type { Pack, PackFile, PackText, TextRange } from './model/pack.ts';
export type { CommonNames, Model, PackHead } from './model/model.ts';
export type { Field, FieldKind, RecordType, Track } from './model/type.ts';
export type { Machine, MachineEvent, State, Transition } from './model/machine.ts';
export type { Conversion, Filling, LineMapping } from './model/conversion.ts';
export type { Counter, Id, Link, LinkEnd, Phase, StageValue, Stored } from './model/record.ts';
export type { FieldRule, Grant, Reach, Role } from './model/role.ts';
export { compileExpression, conditionSql, givenNames, newScope, noReads } from './expressions/index.ts';
export type { Expr } from './model/expression.ts';
export type { Scope } from './expressions/scope.ts';
export type { CompiledExpression, ExprError, SqlAnswer } from './expressions/index.ts';
export type { ExprType } from './expressions/types.ts';
export type { HomeCard, Reason, Why } from './roles/index.ts';
export {
  grantsCreate,
  grantsReading,
  hidesField,
  homeFor,
  metReads,
  policyOf,
  readsAll,
  readsAllPosting,
  readsLedger,
  viewFor,
} from './roles/index.ts';
export type { AddParam, SqlColumn, SqlColumns, SqlKind } from './expressions/index.ts';
export type {
  Balance,
  Ledger,
  LedgerEntry,
  LedgerKey,
  Measures,
  OwnEntries,
  Posting,
  StandingSum,
} from './model/ledger.ts';
export { balanceKey, keyText, ledgerKey } from './ledgers/ledger-key.ts';
export { isBucket, mergeRows, needsEntries, sumEntries, sumKey } from './ledgers/sums.ts';
export type { SumQuestion, SumRow } from './ledgers/sums.ts';
export type { AutomationRule, RuleBody, RulePlace, Trigger } from './model/rule.ts';
export type { DecisionTable } from './model/decision-table.ts';
export { includes, limitLeft, limitSince, planOn } from './plans/plan-limits.ts';
export { drillInto } from './reports/drill-into.ts';
export type { ReportSpot } from './reports/drill-into.ts';
export { planReport } from './reports/plan-report.ts';
export type { ReportPlan } from './reports/plan-report.ts';
export { reportFor } from './reports/report-for.ts';
export { reportPlace } from './reports/report-place.ts';
export { runReport } from './reports/run-report.ts';
export type { ReportLine, ReportRow, ReportTable } from './reports/run-report.ts';
export type { Connector } from './model/connector.ts';
export type { Plan } from './model/plan.ts';
export type { Report } from './model/report.ts';
export type { View } from './model/view.ts';
export { eventsOf } from './rules/events-of.ts';
export type { RuleEvent, RuleRun } from './rules/rule-event.ts';
export { rulesFor } from './rules/rules-for.ts';
export { byMoment } from './model/stage-timer.ts';
export type { StageTimer, TimerChanges } from './model/stage-timer.ts';
export { dueTimers, planTimers, timerKey } from './rules/timers.ts';
export type { Timer } from './rules/timers.ts';
export type { Series } from './model/series.ts';
export type { FieldProblem, Problem, Refusal, Severity } from './problems/problem.ts';
export { fieldProblem, refusal, refusalWords } from './problems/refusal.ts';
export type { RefusalCode } from './problems/refusal.ts';
export { recordIdOf, versionOf, versionText, versionTitle } from './values/version.ts';
export type { Version } from './values/version.ts';
export { accountName } from './values/account-name.ts';
export { todayIn } from './values/date.ts';
export { startOfDay } from './values/duration.ts';
export { schemaWords } from './problems/schema-words.ts';
export { allowedKeys, schemasAt } from './read/schemas-at.ts';
export { grammarOf } from './read/file-kinds.ts';
export { Fault } from './problems/problem.ts';
export type { SchemaError, ValidatorFactory } from './validation.ts';
export * from './decide/index.ts';
export * from './scenario/index.ts';
export * from './layers/index.ts';
export { parseExpression } from './expressions/parse-expression.ts';
export type { Node as ExpressionNode } from './expressions/ast.ts';
