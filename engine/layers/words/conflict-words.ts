import type { Json } from '../../model/json.ts';
import { capital, isLong, sentence, valueWords } from './change-words.ts';
import { placeWords } from './place-words.ts';

/** A conflict as people read it. */
export interface ConflictWords {
  readonly message: string;
  readonly choices: readonly { readonly choice: 'mine' | 'theirs'; readonly words: string }[];
}

interface Clash {
  readonly named: string;
  readonly base: Json | undefined;
  readonly mine: Json | undefined;
  readonly theirs: Json | undefined;
}

export function tellConflict(file: string, clash: Clash, language: string): ConflictWords {
  const words = {
    what: placeWords(file, clash.named, language),
    base: valueWords(clash.base, language),
    mine: valueWords(clash.mine, language),
    theirs: valueWords(clash.theirs, language),
  };
  const mine = wayOf(clash.mine, 'keep-mine-removed', 'keep-mine-whole', 'keep-mine');
  const theirs = wayOf(clash.theirs, 'take-theirs-removed', 'take-theirs-whole', 'take-theirs');
  return {
    message: capital(sentence(kindOf(clash), words, language)),
    choices: [
      { choice: 'mine', words: sentence(mine, words, language) },
      { choice: 'theirs', words: sentence(theirs, words, language) },
    ],
  };
}

type Key = Parameters<typeof sentence>[0];

function wayOf(value: Json | undefined, removed: Key, whole: Key, quoted: Key): Key {
  return value === undefined ? removed : isLong(value) ? whole : quoted;
}

function kindOf({ base, mine, theirs }: Clash): Key {
  const isWhole = isLong(base) || isLong(mine) || isLong(theirs);
  if (mine === undefined) return isWhole ? 'conflict-mine-removed-whole' : 'conflict-mine-removed';
  if (theirs === undefined) return isWhole ? 'conflict-theirs-removed-whole' : 'conflict-theirs-removed';
  return base === undefined ? 'conflict-added' : 'conflict-both';
}
