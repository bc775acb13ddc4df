// What a replay finds, gathered under the documents that it concerns, in words.
import { fillWords, type Params } from '../problems/fill-words.ts';
import type { Stored } from '../model/record.ts';
import type { Outcome } from './replayed-side.ts';
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
  /**
   * As the story names it, or by type, step and order; in what a company recorded, its id. '' for balances, and for what
   * stood in the way at the beginning.
   */
  readonly name: string;
  readonly type: string;
  /** On the side where it is. */
  readonly title: string;
  readonly differences: readonly ReplayDifference[];
}

/** Differences by document, in the order in which they are found. */
export class ReplayFindings {
  readonly say: ReplayWords;
  readonly #found = new Map<string, ReplayDifference[]>();

  constructor(language: string) {
    const words = wordsOf(language);
    this.say = (key, params) => fillWords(words[key], params);
  }

  tell(name: string, difference: ReplayDifference): void {
    this.#found.set(name, [...(this.#found.get(name) ?? []), difference]);
  }

  /** What one command came to, if it came to something else. */
  compare(name: string, place: string, step: string, was: Outcome, would: Outcome): void {
    const words = outcomeWords(step, was, would, this.say);
    if (words !== null) this.tell(name, { what: 'refusal', place, words });
  }

  /** @param records  of both sides by name, in the order of their making; what was made on neither side comes last */
  documents(records: ReadonlyMap<string, Stored>): readonly ReplayedDocument[] {
    const order = ['', ...records.keys(), ...this.#found.keys()];
    const placeOf = new Map<string, number>();
    for (const [index, name] of order.entries()) if (!placeOf.has(name)) placeOf.set(name, index);
    return [...this.#found]
      .sort(([a], [b]) => (placeOf.get(a) ?? 0) - (placeOf.get(b) ?? 0))
      .map(([name, differences]) => ({
        name,
        type: records.get(name)?.type ?? '',
        title: records.get(name)?.title ?? '',
        differences,
      }));
  }
}

function wordsOf(language: string): typeof en {
  return language.startsWith('ro') ? ro : language.startsWith('pl') ? pl : en;
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
