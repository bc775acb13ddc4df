// The command line over a pack's folder: its problems with place and cure, its scenarios, and where they have been.
import { join, resolve } from 'node:path';
import { compile, makeValidators } from '#engine';
import type { Model, Problem, TypeCoverage } from '#engine';
import { readPack } from './companies/read-pack.ts';
import { runScenarios } from './definitions/run-scenarios.ts';
import type { PlayedScenarios } from './definitions/run-scenarios.ts';
import type { Files } from './store/releases.ts';
import { ajvValidator } from './validation.ts';

const USAGE = `Usage: node runtime/cli.ts check|scenarios <folder of a pack>

check      lists every problem of the pack, then plays its scenarios
scenarios  plays the scenarios one by one, and names the stages, transitions and guard outcomes that none has seen

Ends with 1 when there is an error or a scenario fails.`;

/** 1-based line and column of an offset, as editors count. */
function lineAndColumn(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  return `${before.length}:${(before.at(-1) ?? '').length + 1}`;
}

function printProblem(folder: string, files: Files, problem: Problem): void {
  const place = problem.range ? `:${lineAndColumn(files[problem.file] ?? '', problem.range.start)}` : '';
  console.log(`${join(folder, problem.file)}${place}  ${problem.severity}  ${problem.message}`);
  console.log(`    ${problem.cure} [${problem.code}]`);
}

interface Checked {
  readonly files: Files;
  /** null: there are errors, and they have been printed. */
  readonly model: Model | null;
  readonly untold: number;
}

async function compileFolder(folder: string, isAll: boolean): Promise<Checked> {
  const files = await readPack(resolve(folder));
  const { model, problems } = compile({ files }, { validator: ajvValidator });
  const shown = isAll ? ['error', 'warning'] : ['error'];
  for (const problem of problems) if (shown.includes(problem.severity)) printProblem(folder, files, problem);
  return { files, model, untold: problems.filter((problem) => problem.severity === 'info').length };
}

function play(files: Files, model: Model): PlayedScenarios & { readonly failed: number } {
  const played = runScenarios(files, model, makeValidators(model, ajvValidator));
  for (const scenario of played.scenarios)
    if (!scenario.passed) console.log(`scenario ${scenario.name} failed: ${scenario.detail ?? ''}`);
  return { ...played, failed: played.scenarios.filter((scenario) => !scenario.passed).length };
}

/** `stages 31 of 36, transitions 25 of 33, guard outcomes 20 of 24` */
function coverageWords(coverage: readonly TypeCoverage[]): string {
  const sum = (part: 'stages' | 'transitions' | 'guards', of: 'covered' | 'of'): number =>
    coverage.reduce((total, type) => total + type[part][of], 0);
  const words = { stages: 'stages', transitions: 'transitions', guards: 'guard outcomes' } as const;
  return (['stages', 'transitions', 'guards'] as const)
    .map((part) => `${words[part]} ${sum(part, 'covered')} of ${sum(part, 'of')}`)
    .join(', ');
}

async function check(folder: string): Promise<boolean> {
  const { files, model, untold } = await compileFolder(folder, true);
  if (!model) return false;
  const { scenarios, coverage, failed } = play(files, model);
  console.log(
    `${model.pack.title}: ${model.types.size} types, ${model.conversions.size} conversions, ${untold} texts to translate, ${scenarios.length - failed} of ${scenarios.length} scenarios pass; they cover ${coverageWords(coverage)}`,
  );
  return failed === 0;
}

const MISSING = {
  stage: 'no scenario comes to the stage',
  transition: 'no scenario goes',
  'guard-true': 'no scenario finds open:',
  'guard-false': 'no scenario finds closed:',
} as const;

async function scenarios(folder: string): Promise<boolean> {
  const { files, model } = await compileFolder(folder, false);
  if (!model) return false;
  const { scenarios: played, coverage, failed } = play(files, model);
  for (const { name, title, passed } of played) if (passed) console.log(`${name}: ${title}`);
  console.log('');
  for (const type of coverage) {
    console.log(`${type.type}: ${coverageWords([type])}`);
    for (const { kind, name, file, pointer } of type.missing)
      console.log(`    ${MISSING[kind]} ${name}  ${join(folder, file)}#${pointer}`);
  }
  console.log(`${played.length - failed} of ${played.length} scenarios pass`);
  return failed === 0;
}

const [command, folder] = process.argv.slice(2);
const run = { check, scenarios }[command ?? ''];
if (run === undefined || folder === undefined) {
  console.log(USAGE);
  process.exitCode = 2;
} else {
  try {
    process.exitCode = (await run(folder)) ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  }
}
