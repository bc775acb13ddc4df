// Closing lines and opening them again. @source conversions.md T4
import type Big from 'big.js';
import type { Track } from '../model/type.ts';
import { formatDecimal, parseDecimal, zero } from '../values/decimal.ts';
import { lineLabel } from './line-words.ts';
import { lineAt } from './places.ts';
import { freeOf, standings, type Standing } from './progress.ts';
import { nameOf, requireLineage } from './records.ts';
import { refuse } from './refused.ts';
import { requireRight } from './rights.ts';
import type { Session } from './session.ts';
import { takeBack, writeSettled } from './settled-links.ts';
import type { Command } from './types.ts';
import { happened, type Work } from './work.ts';

export type SettleCommand = Extract<Command, { kind: 'settle' | 'reopen' }>;

/**
 * Closes lines: what is open there is written off; or opens again what was written off, for whatever reason. What drafts hold stays theirs. A
 * document whose lines are all done or closed is done, and reopening one of them undoes that.
 *
 * @throws Refused not-posted, unknown-track, unknown-line, open-exceeded, nothing-open, nothing-closed
 */
export function settle(session: Session, command: SettleCommand): void {
  const { id, kind } = command;
  const { language } = session.setting;
  const work = requireLineage(session, id);
  requireRight(session, work, 'edit');
  const title = nameOf(session, id);
  if (work.phase !== 'posted') refuse('not-posted', 422, { title }, language);
  const tracks = tracksOf(session, work, command.track ?? null);
  const wanted = command.lines && Map.groupBy(command.lines, (line) => line.id);
  const known = new Set<string>();
  let count = 0;
  for (const track of tracks) {
    for (const standing of standings(session, work.type, work.doc, track)) {
      if (standing.line !== null) known.add(standing.line);
      if (wanted && !wanted.has(standing.line ?? '')) continue;
      const place = { record: id, line: standing.line, track: track.key };
      const most = kind === 'settle' ? freeOf(standing) : standing.tally.settled;
      const value = asked(session, work, track, standing, most, wanted?.get(standing.line ?? '') ?? []);
      if (value.eq(zero)) continue;
      if (kind === 'settle') writeSettled(session, place, '$close', value, 1);
      else takeBack(session, place, value);
      count++;
    }
  }
  for (const line of wanted?.keys() ?? [])
    if (!known.has(line)) refuse('unknown-line', 422, { id: line, title }, language);
  if (count === 0) refuse(kind === 'settle' ? 'nothing-open-at-all' : 'nothing-closed', 422, {}, language);
  session.work.happenings.push(happened(work, kind, command.track ?? null));
}

function tracksOf(session: Session, { type }: Work, key: string | null): readonly Track[] {
  if (key === null) return [...type.tracks.values()];
  const track = type.tracks.get(key);
  return track ? [track] : refuse('unknown-track', 422, { track: key }, session.setting.language);
}

/** What is asked for of a line, once or several times; without a quantity all of it. */
function asked(
  session: Session,
  work: Work,
  track: Track,
  standing: Standing,
  most: Big,
  lines: readonly { readonly quantity?: string }[],
): Big {
  if (lines.every(({ quantity }) => quantity === undefined)) return most;
  const label = lineLabel(session, work.type, track.table, lineAt(work, track.table, standing.line));
  const { language } = session.setting;
  let value = zero;
  for (const { quantity = '' } of lines) {
    const one = parseDecimal(quantity);
    value = one?.gt(zero) ? value.plus(one) : refuse('quantity-positive', 422, { label }, language);
  }
  if (value.gt(most.abs())) {
    const params = { open: formatDecimal(most.abs()), asked: formatDecimal(value), unit: '', label };
    refuse('open-exceeded', 422, params, language);
  }
  return most.lt(zero) ? value.neg() : value;
}
