import type { Model } from '../model/model.ts';
import { ledgerKey } from '../ledgers/ledger-key.ts';
import { parseDecimal, zero } from '../values/decimal.ts';
import type { NaturalKey } from './natural-keys.ts';
import type { StagePlay } from './stage-play.ts';
import type { BalanceExpectation } from './types.ts';

/** Every figure of a ledger that is not as a story says, in words. */
export function balanceDifferences(
  model: Model,
  play: StagePlay,
  expected: readonly BalanceExpectation[],
): string[] {
  return expected.flatMap(({ ledger, where = {}, on = null, figures }) => {
    const known = model.ledgers.get(ledger);
    if (!known) return [`there is no ledger ${ledger}`];
    const named = Object.entries(where).map(([dimension, text]) => {
      const types = known.dimensions.get(dimension)?.refs ?? [];
      return [dimension, idOf(types, text, (name) => play.idOf(name))] as const;
    });
    // Where nothing can be, zero would always be found.
    const lost = named.flatMap(([dimension, id]) =>
      id === null ? [`${ledger}: there is no ${dimension} ${where[dimension]}`] : [],
    );
    if (lost.length > 0) return lost;
    const key = ledgerKey(Object.fromEntries(named));
    const have = play.figures({ ledger, where: key, by: [], from: null, to: on });
    return Object.entries(figures).flatMap(([figure, want]) => {
      const found = figure in have ? have[figure] : undefined;
      const value = parseDecimal(want);
      const isSame = found !== undefined && found !== null && value?.eq(parseDecimal(found) ?? zero);
      const at = [ledger, ...Object.values(where), figure].join(' ');
      return isSame ? [] : [`${at}: expected ${want}, found ${found ?? 'nothing'}`];
    });
  });
}

/** The record of a dimension that names records; null: it is not there. */
function idOf(
  types: readonly string[],
  key: string,
  find: (name: NaturalKey) => string | null,
): string | null {
  for (const type of types) {
    const id = find({ type, key });
    if (id !== null) return id;
  }
  return types.length > 0 ? null : key;
}
