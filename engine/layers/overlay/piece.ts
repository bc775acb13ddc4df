import { pathOf, pointerOf } from '../../read/json-pointer.ts';
import type { Json } from '../../model/json.ts';

/** Who wrote a value: the layer that spoke last, and where in its file; members that others wrote are told apart. */
export interface Owner {
  /** Index of the layer, lowest first. */
  readonly layer: number;
  /** Where the value stands in that layer's own file. */
  readonly pointer: string;
  readonly members: ReadonlyMap<string, Owner>;
}

/** A merged value and who wrote it. */
export interface Piece {
  readonly value: Json;
  readonly owner: Owner;
}

export function ownerAt(
  layer: number,
  pointer: string,
  members: ReadonlyMap<string, Owner> = new Map(),
): Owner {
  return { layer, pointer, members };
}

/** Owner of a member; what nobody else wrote belongs to whoever wrote what it stands in. */
export function memberOwner(owner: Owner, key: string): Owner {
  return owner.members.get(key) ?? ownerAt(owner.layer, owner.pointer + pointerOf([key]));
}

/** Owner of the value at a pointer into a merged file. */
export function ownerOfPointer(owner: Owner, pointer: string): Owner {
  return pathOf(pointer).reduce(memberOwner, owner);
}
