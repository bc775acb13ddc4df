// Every function of the language. A new one is a rule in a list; nothing else knows it.
import type { FunctionRule, Rule } from '../checked.ts';
import { dateRules } from './dates.ts';
import { decisionRules } from './decisions.ts';
import { decimalRules } from './decimals.ts';
import { ledgerRules } from './ledgers.ts';
import { linkRules } from './linked.ts';
import { listRules } from './lists.ts';
import { loopRules } from './loops.ts';
import { readRules } from './reads.ts';
import { recurrenceRules } from './recurrence.ts';
import { revisionRules } from './revision.ts';
import { textRules } from './texts.ts';
import { treeRules } from './trees.ts';
import { wordRules } from './words.ts';

/** What asks for facts cannot be known before a query runs; of these only `under` can be said in SQL. */
const factRules: readonly FunctionRule[] = [
  ...readRules,
  ...treeRules,
  ...revisionRules,
  ...linkRules,
  ...ledgerRules,
  ...decisionRules,
].map((rule) => ({
  ...rule,
  facts: true,
}));

const rules: ReadonlyMap<string, Rule> = new Map(
  [
    ...decimalRules,
    ...listRules,
    ...loopRules,
    ...dateRules,
    ...recurrenceRules,
    ...textRules,
    ...wordRules,
    ...factRules,
  ].map((rule) => [rule.name, rule]),
);

export function findRule(name: string): Rule | null {
  return rules.get(name) ?? null;
}

/** Every rule, in the order of the reference. */
export function allRules(): readonly Rule[] {
  return [...rules.values()];
}

/** Names that may be called, for suggestions and completion. */
export function ruleNames(): readonly string[] {
  return [...rules.keys(), 'cel.bind'];
}
