// Links of a draft target follow the draft: editing a line rewrites them, deleting it removes them.
import type Big from 'big.js';
import type { ValueObject } from '../expressions/scope.ts';
import type { Link } from '../model/record.ts';
import type { RecordType } from '../model/type.ts';
import { formatDecimal, isDecimal, zero } from '../values/decimal.ts';
import { checkOpens } from './check-opens.ts';
import { lineLabel } from './line-words.ts';
import { levelAt } from './places.ts';
import { linesOf } from './progress.ts';
import { refuse } from './refused.ts';
import type { Session } from './session.ts';
import { measured, putLink, removeLink, upLinks } from './web.ts';
import type { Work } from './work.ts';
import { slice } from './write-links.ts';

/** @throws Refused open-exceeded, with what is open, when a line now asks for more; quantity-positive */
export function relink(session: Session, work: Work): void {
  const links = upLinks(session, work.id);
  if (links.length === 0) return;
  const lines = targetLines(work.type, work.doc);
  let changed = false;
  for (const link of links) {
    if (link.targetLine === null) continue;
    const place = lines.get(link.targetLine);
    if (!place) {
      removeLink(session, link);
      changed = true;
    } else changed = relinkLine(session, work, link, place.table, place.line) || changed;
  }
  changed = relinkAmounts(session, work, links) || changed;
  if (changed) checkOpens(session, work.id);
}

function relinkLine(session: Session, work: Work, link: Link, table: string, line: ValueObject): boolean {
  const mappings = session.model.conversions.get(link.conversion)?.lines ?? [];
  const field = mappings.find(({ to, quantity }) => to === table && quantity !== null)?.quantity;
  if (!field) return false;
  const value = line[field] ?? null;
  const quantity = isDecimal(value) ? value : zero;
  if (quantity.eq(measured(link))) return false;
  if (quantity.lt(zero)) {
    refuse(
      'quantity-positive',
      422,
      { label: lineLabel(session, work.type, table, line) },
      session.setting.language,
    );
  }
  putLink(session, { ...link, ...rewritten(session, link, quantity) });
  return true;
}

function rewritten(session: Session, link: Link, quantity: Big): Pick<Link, 'quantity' | 'amount'> {
  const text = formatDecimal(quantity);
  if (link.quantity === null) return { quantity: null, amount: text };
  if (link.track === null || link.effect !== 1) return { quantity: text, amount: null };
  const level = levelAt(
    session,
    { record: link.sourceRecord, line: link.sourceLine, track: link.track },
    null,
  );
  return level ? slice(session, level, quantity, link.id) : { quantity: text, amount: link.amount };
}

/** An amount for several sources is spread over them in order; what goes beyond them is asked of the last. */
function relinkAmounts(session: Session, work: Work, links: readonly Link[]): boolean {
  const whole = links.filter(
    ({ targetLine, quantity, effect }) => targetLine === null && quantity === null && effect === 1,
  );
  const [first] = whole;
  const field = first ? session.model.conversions.get(first.conversion)?.amount : null;
  if (!first || !field) return false;
  const value = work.doc[field] ?? null;
  let rest = isDecimal(value) ? value : zero;
  const direct = whole.filter(({ kind }) => kind === 'direct').sort((a, b) => (a.id < b.id ? -1 : 1));
  let changed = false;
  direct.forEach((link, index) => {
    const isLast = index === direct.length - 1;
    const share = isLast || rest.lt(measured(link)) ? rest : measured(link);
    rest = rest.minus(share);
    if (share.eq(measured(link))) return;
    changed = true;
    const amount = formatDecimal(share);
    for (const same of whole) {
      const isOwn = same.id === link.id;
      if (isOwn || (same.kind !== 'direct' && direct.length === 1)) putLink(session, { ...same, amount });
    }
  });
  return changed;
}

function targetLines(type: RecordType, doc: ValueObject): Map<string, { table: string; line: ValueObject }> {
  const found = new Map<string, { table: string; line: ValueObject }>();
  for (const { key, kind } of type.fields.values()) {
    if (kind === 'table')
      for (const line of linesOf(doc, key)) found.set(line['id'] as string, { table: key, line });
  }
  return found;
}
