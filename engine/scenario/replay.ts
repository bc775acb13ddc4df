// The same commands decided again by another release: what would differ, document by document, in words.
import { fillWords, type Params } from '../problems/fill-words.ts';
import { addDays } from '../values/date.ts';
import { compareStandings, type Standing } from './compare-standings.ts';
import { ReplayedSide, type Outcome, type ReplaySide } from './replayed-side.ts';
import { aliasesOf, documentOf, singleSteps, stepWords } from './step-command.ts';
import type { Scenario, Step } from './types.ts';
import en from './words/replay.en.json' with { type: 'json' };
import pl from './words/replay.pl.json' with { type: 'json' };
import ro from './words/replay.ro.json' with { type: 'json' };

export type ReplayWords = (key: keyof typeof en, params: Params) => string;

export interface ReplayDifference {
  readonly what:
    | 'refusal'
    | 'document'
    | 'stage'
    | 'phase'
    | 'number'
    | 'field'
    | 'link'
    | 'open'
    | 'entry'
    | 'rule'
    | 'message'
    | 'balance';
  /** Field (`/lines/L1/net`), track, or ledger and measure; '' where it is the document as a whole. */
  readonly place: string;
  readonly words: string;
}

export interface ReplayedDocument {
  /** As the story names it, or by type, step and order; '' for balances, and for what stood in the way at the beginning. */
  readonly name: string;
  readonly type: string;
  /** On the side where it is. */
  readonly title: string;
  readonly differences: readonly ReplayDifference[];
}

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
  const say: ReplayWords = (key, params) => fillWords(wordsOf(language)[key], params);
  const scenario = firstDayOf(recording);
  const [older, newer] = [
    new ReplayedSide(from, scenario, language),
    new ReplayedSide(to, scenario, language),
  ];
  const found = new Map<string, ReplayDifference[]>();
  const tell = (name: string, difference: ReplayDifference): void =>
    void found.set(name, [...(found.get(name) ?? []), difference]);
  for (const words of newer.troubles.filter((trouble) => !older.troubles.includes(trouble)))
    tell('', { what: 'refusal', place: '', words });
  const { today = '' } = recording;
  for (const [index, step] of recording.when.entries())
    for (const one of singleSteps(step)) {
      const [was, would] = [older.step(one, index, today), newer.step(one, index, today)];
      const words = outcomeWords(stepWords(one), was, would, say);
      if (words !== null) tell(subjectOf(one, was, would), { what: 'refusal', place: String(index), words });
    }
  const before: Standing = { side: older, model: from.model };
  const after: Standing = { side: newer, model: to.model };
  for (const { name, difference } of compareStandings(before, after, say, language)) tell(name, difference);
  const records = new Map([...older.named(), ...newer.named(), ...older.named()]);
  // What was made on neither side comes last.
  const order = ['', ...records.keys(), ...found.keys()];
  return [...found]
    .sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
    .map(([name, differences]) => ({
      name,
      type: records.get(name)?.type ?? '',
      title: records.get(name)?.title ?? '',
      differences,
    }));
}

function wordsOf(language: string): typeof en {
  return language.startsWith('ro') ? ro : language.startsWith('pl') ? pl : en;
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

function outcomeWords(step: string, was: Outcome, would: Outcome, say: ReplayWords): string | null {
  // What never worked, and what misses only because something before it differs, is no difference of its own.
  if (would.kind === 'broken')
    return was.kind === 'done' ? say('broken', { step, after: would.words }) : null;
  if (was.kind === 'broken') return null;
  if (was.kind === 'done' && would.kind === 'refused') return say('refused', { step, after: would.words });
  if (was.kind === 'refused' && would.kind === 'done') return say('done', { step, before: was.words });
  if (was.kind === 'refused' && would.kind === 'refused' && was.words !== would.words)
    return say('refused-otherwise', { step, before: was.words, after: would.words });
  return null;
}
