import { amountColumnOf, countsAmounts } from '../../decide/track-measure.ts';
import { scaleOfTrack } from '../../decide/progress.ts';
import type { RecordType } from '../../model/type.ts';
import type { Finding } from '../../problems/finding.ts';
import { decimalsOf, type CounterDecimals } from '../decimals-of.ts';
import type { CheckedPack, Rule } from '../rule.ts';

/**
 * What a posting writes has no more decimals than its ledger shows: entries add up as they are, so that what is shown of
 * one by one would not add up to what is shown of all. Whoever writes more rounds in the expression.
 */
export const postingsKeepDecimals: Rule = function* (pack) {
  for (const type of pack.model.types.values())
    for (const { key, ledger: name, measures } of type.postings) {
      const ledger = pack.model.ledgers.get(name);
      for (const [measure, { tree }] of measures) {
        const scale = ledger?.measures.get(measure)?.scale;
        if (scale === undefined || !tree) continue;
        const decimals = decimalsOf(tree, countersOf(type, pack));
        if (decimals !== null && decimals > scale) yield finer(type, key, { ledger: name, measure, scale });
      }
    }
};

function finer(
  type: RecordType,
  posting: string,
  params: { readonly ledger: string; readonly measure: string; readonly scale: number },
): Finding {
  const file = `types/${type.key}/postings.json`;
  const pointer = `/${posting}/measures/${params.measure}`;
  return { code: 'posting-scale', severity: 'warning', file, pointer, params };
}

function countersOf(type: RecordType, { model }: CheckedPack): CounterDecimals {
  return (key, part) => {
    const track = type.tracks.get(key);
    if (!track) return null;
    const amount = part === 'amount' && !countsAmounts(model, key) ? amountColumnOf(type, track) : null;
    return amount?.scale ?? scaleOfTrack(type, track);
  };
}
