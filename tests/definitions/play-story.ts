import { aliasesOf, commandOf, loadRecords, StagePlay } from '#engine';
import type { BaseData, Model, ScenarioStep, Stored, Validators } from '#engine';

/**
 * Lives a demo story in memory, each step on its day.
 *
 * @param today  the day from which `daysAgo` counts back, YYYY-MM-DD
 * @returns      every record that is there at the end
 * @throws Error at the first step that is refused, with the step and the reason
 */
export function playStory(
  model: Model,
  validators: Validators,
  data: readonly BaseData[],
  story: readonly ScenarioStep[],
  today: string,
): readonly Stored[] {
  const play = new StagePlay(model, validators, { today: dayBefore(today, 365) });
  const troubles = data.flatMap((records) => loadRecords(model, play, records));
  if (troubles.length > 0) throw new Error(troubles.join('\n'));
  const ids = new Map<string, string>();
  const cast = {
    idOf: (alias: string) => ids.get(alias) ?? null,
    typeOf: (alias: string) => play.store.records.get(ids.get(alias) ?? '')?.type ?? null,
  };
  for (const step of story) {
    play.today = dayBefore(today, step.daysAgo ?? 0);
    const command = commandOf(model, step, cast, (name) => play.idOf(name));
    if (!command) continue;
    const answer = play.run(command);
    if (answer.kind === 'refusal')
      throw new Error(`${JSON.stringify(step)}: ${answer.code}, ${answer.message}`);
    const made = answer.conversion?.targets ?? [answer.record];
    aliasesOf(step).forEach((alias, index) => ids.set(alias, made[index] ?? ''));
  }
  return [...play.store.records.values()];
}

function dayBefore(today: string, days: number): string {
  return new Date(Date.parse(today) - days * 86_400_000).toISOString().slice(0, 10);
}
