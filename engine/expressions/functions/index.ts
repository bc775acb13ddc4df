// Every function of the language. A new one is a rule in a list; nothing else knows it.
import type { Rule } from '../checked.ts';
import { dateRules } from './dates.ts';
import { decisionRules } from './decisions.ts';
import { decimalRules } from './decimals.ts';
import { ledgerRules } from './ledgers.ts';
import { listRules } from './lists.ts';
import { loopRules } from './loops.ts';
import { readRules } from './reads.ts';
import { textRules } from './texts.ts';

const rules: ReadonlyMap<string, Rule> = new Map(
  [...decimalRules, ...listRules, ...loopRules, ...dateRules, ...textRules, ...readRules, ...ledgerRules, ...decisionRules].map((rule) => [
    rule.name,
    rule,
  ]),
);

export function findRule(name: string): Rule | null {
  return rules.get(name) ?? null;
}

/** Names that may be called, for suggestions and completion. */
export function ruleNames(): readonly string[] {
  return [...rules.keys(), 'cel.bind'];
}
