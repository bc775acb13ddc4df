// docs/expressions.md out of the function registry: signatures are the checker's own, results are computed.
import { compileExpression, nameOfType, newScope, noReads } from '../../engine/expressions/index.ts';
import { allRules } from '../../engine/expressions/functions/index.ts';
import type { FunctionRule, LoopRule, Rule } from '../../engine/expressions/checked.ts';
import { dehydrateJson } from '../../engine/values/hydrate.ts';
import { functionWords } from './expression-words.ts';

const groups = ['Numbers', 'Lists', 'Dates', 'Text', 'Values', 'Facts'] as const;

const intro = `# Expressions

<!-- Made by tests/docs/generate-expressions.ts out of the function registry; do not edit. -->

One language, CEL, for formulas, guards, defaults, mappings, rights, filters and reports. It is checked against the
schemas before it runs: every mistake is told with its place and its cure.

- **Numbers** are exact decimals: \`0.1 + 0.2\` is \`0.3\`, \`1 / 3\` has 20 decimals. \`x / 0\` is null.
- **Null**: what is absent is null. Arithmetic with null is null; \`==\` and \`!=\` compare it as a value; \`<\`, \`<=\`,
  \`>\`, \`>=\` with it are false; a condition that is null is false.
- **Dates** are written \`'2026-03-02'\` and compare with \`<\` and \`>\`. Texts are in the order of their code points.
- **References** are walked: \`doc.partner.creditLimit\`.
- **Amounts** know the field that holds their currency (\`x-money\`): adding two currencies is a mistake that the check
  tells; \`exchange\` turns one into the other.
- There are no loops but those over lists, and a budget of steps.

## In the database

Rights (\`read\` in roles.json) and the filters of lists and views are answered by the database. There an expression may use
comparisons, \`&&\`, \`||\`, \`!\`, \`in\`, \`startsWith\`, \`contains\`, \`+\`, \`-\`, \`*\`, \`addDays\`, \`addMonths\`,
\`daysBetween\`, \`startOf\` and \`endOf\` over **columns** (\`columns\` in type.json, and the system fields), and
\`under\` with a branch that is known before. What reads no record of the list
(\`user.teams\`, \`addDays(today, -30)\`, \`round(settings.limit, 0)\`) is computed first, with any function but those
that ask for facts, and may walk through references (\`user.department.head\`, \`user.places.map(p, p.region)\`). Rights and views may
also look up by it (\`lookup('post', { 'person': user.record }).region\`); by what stands in each record they may not
(\`expr-row-lookup\`), nor may the filter that somebody writes, since what is found would tell what he may not see. Anything else is
told as a mistake; an \`x-formula\` field that is a column is the way round it.

## In scope

As the place allows: \`doc\`, \`line\`, \`parent\`, \`before\`, \`source\`, \`sourceLine\`, \`target\`, \`input\`, \`it\`, \`item\`, \`key\`,
\`entry\`, \`balance\`, \`due\` (the day of a rule); everywhere \`user\` (\`id name email roles teams\`, and, where a type says
\`"user": "email"\`, \`record\` and the fields of the record that is found by his e-mail), \`company\` (\`id key title country currency
timeZone locale\`), \`settings\`, \`now\` and \`today\`; \`here\`, the record that the user works at, where a type says
\`"here": true\` (a till, a work point).

\`before\` is the record as it is stored while it is written, null for a new one: in what computes a field, in its checks, in
guards and actions (of the condition of a rule it is not: that is judged after commit). \`parent\` is what a line stands in: the line around it, or the record. A name that a place does not know is
told with those that it knows.

## Functions

A function may follow its first argument: \`doc.lines.map(l, l.net)\` is \`map(doc.lines, l, l.net)\`. A null argument gives
null, where nothing else is said.
`;

/** The page, as it must stand in docs/. @throws Error when a function has no words, or words have no function */
export function expressionsPage(): string {
  const rules = new Map<string, Rule | null>([
    ...allRules().map((rule) => [rule.name, rule] as const),
    ['cel.bind', null],
  ]);
  for (const name of rules.keys()) if (!functionWords[name]) throw new Error(`No words for ${name}`);
  for (const name of Object.keys(functionWords)) if (!rules.has(name)) throw new Error(`No function ${name}`);
  const parts = groups.map((group) => {
    const rows = [...rules].flatMap(([name, rule]) => {
      const words = functionWords[name];
      if (words?.group !== group) return [];
      return [
        `| \`${signature(name, rule)}\` | ${words.does} | \`${cell(words.example)}\` ${resultOf(words.example, group)}|`,
      ];
    });
    return [`### ${group}`, '', '| function | does | example |', '|---|---|---|', ...rows, ''].join('\n');
  });
  return `${intro}\n${parts.join('\n')}`;
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

function signature(name: string, rule: Rule | null): string {
  if (!rule) return 'cel.bind(name, any, body)';
  return rule.kind === 'loop' ? loopSignature(rule) : functionSignature(name, rule);
}

function loopSignature({ name, body }: LoopRule): string {
  return `${name}(list, x, ${body.expected})`;
}

function functionSignature(name: string, { params, optional = 0, repeats, gives }: FunctionRule): string {
  const least = params.length - optional;
  const shown = params.map((param, i) => {
    const text = cell(param.words ? param.words.map((word) => `'${word}'`).join(' | ') : param.expected);
    return i >= least ? `${text}?` : text;
  });
  const result = typeof gives === 'function' ? '' : ` → ${nameOfType(gives)}`;
  return `${name}(${shown.join(', ')}${repeats ? ', …' : ''})${result}`;
}

function resultOf(example: string, group: string): string {
  if (group === 'Facts') return '';
  const compiled = compileExpression(example, { scope: {}, types: () => null });
  if (!compiled.ok) throw new Error(`${example}: ${JSON.stringify(compiled.errors)}`);
  return `→ \`${cell(JSON.stringify(dehydrateJson(compiled.expr.run(newScope(noReads, 'en')))))}\` `;
}
