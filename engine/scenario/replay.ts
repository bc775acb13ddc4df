// The same commands decided again by another release: what would differ, document by document, in words.

import { addDays } from '../values/date.ts';
import { compareSides } from './compare-standings.ts';
import { ReplayFindings, type ReplayedDocument } from './replay-findings.ts';
import type { Outcome, ReplaySide } from './replayed-side.ts';
import { aliasesOf, documentOf, singleSteps, stepWords } from './step-command.ts';
import { StorySide } from './story-side.ts';
import type { Scenario, Step } from './types.ts';

/** What was recorded: where it began, and the commands as steps of stories (`day`, or `daysAgo` from `today`). */
export interface Recording {
  readonly given?: Scenario['given'];
  readonly today?: string;
  readonly when: readonly Step[];
}

/**
 * Decides a recorded stream of commands by two releases. Neither what steps expect nor what they were once refused
 * counts: the older release says what was.
 *
 * @returns the documents that would differ, in the order of their making; none when nothing would
 */
export function replay(
  recording: Recording,
  from: ReplaySide,
  to: ReplaySide,
  language = 'en',
): readonly ReplayedDocument[] {
  const scenario = firstDayOf(recording);
  const [older, newer] = [new StorySide(from, scenario, language), new StorySide(to, scenario, language)];
  const findings = new ReplayFindings(language);
  for (const words of newer.troubles.filter((trouble) => !older.troubles.includes(trouble)))
    findings.tell('', { what: 'refusal', place: '', words });
  const { today = '' } = recording;
  for (const [index, step] of recording.when.entries())
    for (const one of singleSteps(step)) {
      const [was, would] = [older.step(one, index, today), newer.step(one, index, today)];
      findings.compare(subjectOf(one, was, would), String(index), stepWords(one), was, would);
    }
  return compareSides(older, newer, findings, language);
}

/** A stream that says how long ago each step was begins on the day of its first one. */
function firstDayOf({ given = {}, today, when }: Recording): Pick<Scenario, 'given'> {
  if (today === undefined) return { given };
  const first = when[0]?.daysAgo ?? 0;
  return { given: { ...given, today: addDays(today, -first) ?? today } };
}

/** The document that a step made or was about; of one that neither side took, what it speaks of or would have made. */
function subjectOf(step: Step, ...outcomes: readonly Outcome[]): string {
  for (const outcome of outcomes)
    if (outcome.kind === 'done' && outcome.document !== null) return outcome.document;
  return documentOf(step) ?? aliasesOf(step)[0] ?? step.create ?? '';
}
