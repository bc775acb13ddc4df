// The command line. `check <folder>`: every problem of a pack with its place and cure, then its scenarios.
import { join, resolve } from 'node:path';
import { compile, makeValidators } from '#engine';
import type { Problem } from '#engine';
import { readPack } from './companies/read-pack.ts';
import { runScenarios } from './definitions/run-scenarios.ts';
import { ajvValidator } from './validation.ts';

const USAGE = `Usage: node runtime/cli.ts check <folder of a pack>

Lists every problem of the pack and plays its scenarios. Ends with 1 when there is an error or a scenario fails.`;

/** 1-based line and column of an offset, as editors count. */
function lineAndColumn(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  return `${before.length}:${(before.at(-1) ?? '').length + 1}`;
}

function printProblem(folder: string, files: Readonly<Record<string, string>>, problem: Problem): void {
  const place = problem.range ? `:${lineAndColumn(files[problem.file] ?? '', problem.range.start)}` : '';
  console.log(`${join(folder, problem.file)}${place}  ${problem.severity}  ${problem.message}`);
  console.log(`    ${problem.cure} [${problem.code}]`);
}

async function check(folder: string): Promise<boolean> {
  const files = await readPack(resolve(folder));
  const { model, problems } = compile({ files }, { validator: ajvValidator });
  for (const problem of problems) if (problem.severity !== 'info') printProblem(folder, files, problem);
  const told = problems.filter((problem) => problem.severity === 'info').length;
  if (!model) return false;
  const scenarios = runScenarios(files, model, makeValidators(model, ajvValidator));
  for (const scenario of scenarios)
    if (!scenario.passed) console.log(`scenario ${scenario.name} failed: ${scenario.detail ?? ''}`);
  const failed = scenarios.filter((scenario) => !scenario.passed).length;
  console.log(
    `${model.pack.title}: ${model.types.size} types, ${model.conversions.size} conversions, ${told} texts to translate, ${scenarios.length - failed} of ${scenarios.length} scenarios pass`,
  );
  return failed === 0;
}

const [command, folder] = process.argv.slice(2);
if (command !== 'check' || folder === undefined) {
  console.log(USAGE);
  process.exitCode = 2;
} else {
  try {
    process.exitCode = (await check(folder)) ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  }
}
