import { aliasesOf, commandOf, Fault, keysOfStep, stepWords } from '#engine';
import type { Cast, Id, ScenarioStep } from '#engine';
import { writeOnce } from './company-writer.ts';
import type { CompanyWriter } from './company-writer.ts';
import type { NaturalKeys } from './natural-keys.ts';

const DAY_MS = 24 * 3600 * 1000;
/** Between two steps of one day. */
const STEP_MS = 1000;

/**
 * Plays a story (the steps of scenarios, each with `daysAgo`) by commands, each at its own day, in order.
 * Run again within a day it goes on where it stopped.
 *
 * @throws Fault naming the step that is refused
 */
export async function playStory(
  writer: CompanyWriter,
  keys: NaturalKeys,
  steps: readonly ScenarioStep[],
): Promise<void> {
  const { model } = writer.current;
  const made = new Map<string, { readonly id: Id; readonly type: string }>();
  const cast: Cast = {
    idOf: (alias) => made.get(alias)?.id ?? null,
    typeOf: (alias) => made.get(alias)?.type ?? null,
  };
  // The last step lies just before now, so that nothing happens in the future.
  const startedAt = writer.app.clock() - steps.length * STEP_MS;
  for (const [index, step] of steps.entries()) {
    await keys.look(keysOfStep(model, step, cast));
    const command = commandOf(model, step, cast, keys.found);
    if (command === null) continue;
    const now = startedAt - (step.daysAgo ?? 0) * DAY_MS + index * STEP_MS;
    const { ids } = await writeOnce(
      writer,
      `story ${index + 1}: ${stepWords(step)}`,
      command,
      { now },
      step.by ?? null,
    );
    const type =
      command.kind === 'create'
        ? command.type
        : command.kind === 'convert'
          ? model.conversions.get(command.conversion)?.to
          : command.kind === 'copy'
            ? (cast.typeOf(step.copy ?? '') ?? undefined)
            : undefined;
    for (const [at, alias] of aliasesOf(step).entries()) {
      const id = ids[at];
      if (id === undefined || type === undefined)
        throw new Fault(`step ${index + 1} of the story makes no “${alias}”`);
      made.set(alias, { id, type });
    }
  }
}
