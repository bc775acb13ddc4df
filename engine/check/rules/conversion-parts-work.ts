// What a conversion says of amounts, signs and the way back comes to something. @source conversions.md P5, P7, Q8, T2, X1, X3
import type { Conversion, LineMapping } from '../../model/conversion.ts';
import { asObject } from '../../model/linked-pack.ts';
import type { RecordType } from '../../model/type.ts';
import type { Finding, Place } from '../../problems/finding.ts';
import type { CheckedPack, Rule } from '../rule.ts';

/** What comes to nothing without something else is told, as a warning, at what was written. */
export const conversionPartsWork: Rule = function* (pack) {
  for (const path of pack.model.conversions.values()) {
    const [source, target] = [path.from, path.to].map((key) => pack.model.types.get(key));
    const written = pack.linked.conversions.get(path.key);
    if (!source || !target || !written) continue;
    const at = (pointer: string): Place => ({ file: written.file, pointer });
    yield* inHead(path, source, target, at);
    for (const mapping of path.lines) yield* inLines(mapping, source, at);
    yield* inAdvances(path, Object.keys(asObject(written.json['settles'])), pack, at);
    if (path.reopens.length > 0 && path.effect !== -1) yield* idle('reopens', '"effect": -1', at('/reopens'));
    const { roles, answer } = path.tolerance;
    if (roles.length > 0 && typeof answer === 'string' && answer !== 'override')
      yield* idle('roles', '"answer": "override"', at('/tolerance/roles'));
    if (path.compensate && !['compensate', 'cascade'].includes(path.voidSource))
      yield* idle('compensate', '"source": "compensate"', at('/void/compensate'));
  }
};

type At = (pointer: string) => Place;

function* inHead(path: Conversion, source: RecordType, target: RecordType, at: At): Iterable<Finding> {
  const { adjust, lines, sign, tracks } = path;
  const isByLine = lines.some(({ from }) => from !== null && from !== '$document');
  const isWhole = !isByLine || lines.some(({ from, quantity }) => from === '$document' && quantity);
  // Lines have a sign of their own.
  if (sign !== 1 && !isWhole) yield* idle('sign', '"from": "$document"', at('/sign'));
  const counts = (measure: string, ofLines: boolean): boolean =>
    tracks.some((named) => {
      const track = source.tracks.get(named.track);
      return !track || (named.measure === measure && (track.table !== null) === ofLines);
    });
  if (adjust?.field != null && target.fields.has(adjust.field)) {
    if (path.amount === null) yield* idle('field', 'amount', at('/adjust/field'));
    else if (!counts('amount', false)) yield* idle('field', '"measure": "amount"', at('/adjust/field'));
  }
  if (adjust?.groups && !counts('quantity', true)) yield* idle('groups', 'tracks', at('/adjust/groups'));
  if (path.advance && !counts('amount', false)) yield* idle('advance', '"measure": "amount"', at('/advance'));
}

function* inLines(
  { key, from, quantity, sign, amount, adjust, shares }: LineMapping,
  source: RecordType,
  at: At,
): Iterable<Finding> {
  const isTable = from !== null && from !== '$document';
  if (sign === -1 && !isTable) yield* idle('sign', '"from": "<table>"', at(`/lines/${key}/sign`));
  const parts = { amount: amount !== null, adjust: adjust !== null, shares: shares.length > 0 };
  for (const [part, isSaid] of Object.entries(parts)) {
    if (!isSaid) continue;
    const place = at(`/lines/${key}/${part}`);
    if (!isTable) yield* idle(part, '"from": "<table>"', place);
    else if (quantity === null) yield* idle(part, 'quantity', place);
    // Shares are of columns that both have; the others are of what a line is worth.
    else if (part !== 'shares' && source.tables.get(from)?.amount == null)
      yield* idle(part, `${source.key}: "tables": { "${from}": { "amount": … } }`, place);
  }
}

function* inAdvances(
  { settles, from, to }: Conversion,
  names: readonly string[],
  { model: { conversions } }: CheckedPack,
  at: At,
): Iterable<Finding> {
  for (const [index, { conversion, by }] of settles.entries()) {
    const name = names[index] ?? '';
    const [advance, settling] = [conversions.get(conversion), conversions.get(by)];
    const elsewhere = (key: string, type: string, part: string): Finding => ({
      code: 'convert-elsewhere',
      ...at(`/settles/${name}/${part}`),
      params: { name: key, type },
    });
    if (!advance || !settling) continue;
    if (advance.from !== from) yield elsewhere(conversion, from, 'conversion');
    else if (!advance.advance) yield* idle(conversion, 'advance', at(`/settles/${name}/conversion`));
    if (settling.from !== advance.to) yield elsewhere(by, advance.to, 'by');
    else if (settling.to !== to)
      yield {
        code: 'role-misfit',
        ...at(`/settles/${name}/by`),
        params: { field: by, role: 'by', found: settling.to, expected: to },
      };
  }
}

function* idle(part: string, needs: string, place: Place): Iterable<Finding> {
  yield { code: 'part-idle', severity: 'warning', ...place, params: { part, needs } };
}
