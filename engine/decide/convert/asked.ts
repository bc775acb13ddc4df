// What a command asks of one source, and where in the command it asks it. @source conversions.md Q5
import type Big from 'big.js';
import type { Conversion } from '../../model/conversion.ts';
import type { Field } from '../../model/type.ts';
import { fieldProblem, type RefusalCode } from '../../problems/index.ts';
import { parseDecimal, scaleOf, zero } from '../../values/decimal.ts';
import { nameOf } from '../records.ts';
import { refuse } from '../refused.ts';
import type { Session } from '../session.ts';
import type { Source } from './select-sources.ts';

/** One number of the command as it was written. */
export interface Asked {
  /** undefined: everything that is open. */
  readonly text: string | undefined;
  /** JSON pointer into the command. */
  readonly pointer: string;
  readonly measure: 'quantity' | 'amount';
}

/** By line id; a line that is named twice is asked for as often. */
export type AskedLines = ReadonlyMap<string, readonly Asked[]>;

/**
 * What is asked for line by line; null when no line is named.
 *
 * @throws Refused no-lines, whole-document (lines of what is taken as a whole), line-by-line (an amount of what is not),
 *         taken-by-quantity (an amount of a line that is counted in quantity)
 */
export function askedLines(
  session: Session,
  conversion: Conversion,
  source: Source,
  byLine: boolean,
  asWhole: boolean,
): AskedLines | null {
  const { asked, work } = source;
  const at = `/sources/${source.index ?? 0}`;
  const title = nameOf(session, work.id);
  if (asked.amount !== undefined && !asWhole) refuseAt(session, 'line-by-line', `${at}/amount`, { title });
  if (asked.lines === undefined) return null;
  if (!byLine) refuseAt(session, 'whole-document', `${at}/lines`, { title });
  if (asked.lines.length === 0) refuseAt(session, 'no-lines', `${at}/lines`, { title });
  const inAmounts = conversion.tracks.some(
    ({ track, measure }) => measure === 'amount' && work.type.tracks.get(track)?.table !== null,
  );
  const lines = new Map<string, Asked[]>();
  asked.lines.forEach(({ id, quantity, amount }, index) => {
    const place = `${at}/lines/${index}`;
    if (amount !== undefined && !inAmounts)
      refuseAt(session, 'taken-by-quantity', `${place}/amount`, { title });
    const measure = quantity === undefined && amount !== undefined ? 'amount' : 'quantity';
    const one: Asked = { text: quantity ?? amount, pointer: `${place}/${measure}`, measure };
    lines.set(id, [...(lines.get(id) ?? []), one]);
  });
  return lines;
}

/**
 * The sum of what is asked for, seen the right way up; null: everything that is open.
 *
 * @param sign   −1: it is asked for as it stands, as less than nothing
 * @param field  of the target, that receives it: its decimals are the most that may be asked for
 * @throws Refused not-a-number, quantity-positive, amount-positive, amount-negative, too-fine
 */
export function sumAsked(
  session: Session,
  asked: readonly Asked[],
  field: Field | undefined,
  label: string,
  sign: 1 | -1 = 1,
): Big | null {
  let sum = zero;
  for (const { text, pointer, measure } of asked) {
    if (text === undefined) return null;
    const value = parseDecimal(text);
    if (!value) refuseAt(session, 'not-a-number', pointer, { value: text, label });
    if (!value.times(sign).gt(zero)) {
      const code =
        sign === -1 ? 'amount-negative' : measure === 'amount' ? 'amount-positive' : 'quantity-positive';
      refuseAt(session, code, pointer, { label });
    }
    const scale = field?.decimal?.scale;
    if (scale !== undefined && scaleOf(value) > scale)
      refuseAt(session, 'too-fine', pointer, { value: text, label, scale });
    sum = sum.plus(value.times(sign));
  }
  return sum;
}

function refuseAt(
  session: Session,
  code: RefusalCode,
  pointer: string,
  params: Readonly<Record<string, string | number>>,
): never {
  const { language } = session.setting;
  refuse(code, 422, params, language, [fieldProblem(code, pointer, params, language)]);
}
