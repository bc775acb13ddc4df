// What one line of a target takes of one line of a source, and a link that says so.
import type Big from 'big.js';
import type { ValueObject } from '../expressions/scope.ts';
import type { Conversion } from '../model/conversion.ts';
import type { Id, Link } from '../model/record.ts';
import type { Session } from './session.ts';
import { putLink } from './web.ts';
import type { Place } from './working-set.ts';

export interface Taking {
  readonly conversion: Conversion;
  readonly source: { readonly id: Id; readonly doc: ValueObject };
  readonly line: ValueObject | null;
  readonly target: Id;
  readonly targetLine: string | null;
  /** Quantity, or amount on tracks that measure amounts. */
  readonly taken: Big;
  /** Of a mapping that takes negative lines: −1, and links say so. @source conversions.md Q8 */
  readonly sign?: 1 | -1;
  /** What its lines gave back is mirrored with them. */
  readonly beside?: boolean;
  /** Where it counted before: beyond gathered lines it goes on to count there, as far as that goes. */
  readonly parts?: ReadonlyMap<Place, Big> | undefined;
  /** To whom it gave back before: as far as that goes it still does. */
  readonly gave?: ReadonlyMap<Place, Big> | undefined;
}

export type Share = Pick<Link, 'quantity' | 'amount'>;

/** Writes one link of a taking. */
export function putTaking(
  session: Session,
  { conversion, target, targetLine }: Taking,
  place: { readonly record: Id; readonly line: string | null; readonly track: string | null },
  kind: Link['kind'],
  effect: Link['effect'],
  share: Share,
): void {
  putLink(session, {
    id: session.ids.uuid(),
    conversion: conversion.key,
    track: place.track,
    kind,
    effect,
    sourceRecord: place.record,
    sourceLine: place.line,
    targetRecord: target,
    targetLine,
    ...share,
  });
}

export function idOf(line: ValueObject | null): string | null {
  return line === null ? null : (line['id'] as string);
}
