import type { Json, JsonObject } from '../../model/json.ts';
import { pointerOf } from '../../read/json-pointer.ts';
import { isKeyed, isList, isObject, isTexts, memberOf } from '../canonical/json-shapes.ts';
import { ADD, BEFORE, REMOVE, REPLACE, textsOf } from './directives.ts';
import { memberOwner, ownerAt, type Owner, type Piece } from './piece.ts';

/** The layer that is laid on, and where its words go that meet nothing. */
export interface Layering {
  readonly layer: number;
  /** `$remove` names what is not there, at this place of the layer's file. */
  readonly onNothing: (pointer: string, name: string) => void;
  /** `$replace` does not stand alone, so the rest of its object is lost. */
  readonly onCrowd: (pointer: string) => void;
}

const quiet: Layering = { layer: 0, onNothing: () => undefined, onCrowd: () => undefined };

/** Value of `over` laid on `base` (undefined: on nothing), without asking who wrote what. */
export function mergeJson(base: Json | undefined, over: Json): Json {
  const below = base === undefined ? null : { value: base, owner: ownerAt(0, '') };
  return mergePiece(below, over, '', quiet).value;
}

/**
 * Lays a value of an overlay on a value below: maps merge by key, lists of texts as sets, lists of keyed items by key;
 * anything else takes the place of what was there.
 *
 * @param pointer  of `over` in its own file
 */
export function mergePiece(below: Piece | null, over: Json, pointer: string, layering: Layering): Piece {
  if (isObject(over) && Object.hasOwn(over, REPLACE)) {
    if (Object.keys(over).length > 1) layering.onCrowd(pointer);
    return { value: over[REPLACE] ?? null, owner: ownerAt(layering.layer, `${pointer}/${REPLACE}`) };
  }
  const base = below?.value;
  if (isList(over)) return mergeList(below, { remove: [], add: over, at: pointer }, pointer, layering);
  if (!isObject(over)) return { value: over, owner: ownerAt(layering.layer, pointer) };
  if (isList(base) ? isListEdit(over) : isList(over[ADD])) {
    const added = over[ADD];
    const edit = { remove: textsOf(over[REMOVE]), add: isList(added) ? added : [], at: `${pointer}/${ADD}` };
    return mergeList(below, edit, pointer, layering);
  }
  return mergeMap(below, over, pointer, layering);
}

function isListEdit(over: JsonObject): boolean {
  const keys = Object.keys(over);
  return keys.length > 0 && keys.every((key) => key === REMOVE || key === ADD);
}

function mergeMap(below: Piece | null, over: JsonObject, pointer: string, layering: Layering): Piece {
  const base = below !== null && isObject(below.value) ? below.value : {};
  const from = below !== null && isObject(below.value) ? below.owner : null;
  const values = new Map(Object.entries(base));
  const owners = new Map<string, Owner>();
  if (from !== null) for (const key of values.keys()) owners.set(key, memberOwner(from, key));
  for (const key of textsOf(over[REMOVE])) {
    if (!values.delete(key)) layering.onNothing(`${pointer}/${REMOVE}`, key);
    owners.delete(key);
  }
  for (const [key, value] of Object.entries(over)) {
    if (key === REMOVE) continue;
    const there = memberOf(base, key);
    const owner = owners.get(key);
    const inner = there === undefined || owner === undefined ? null : { value: there, owner };
    const merged = mergePiece(inner, value, pointer + pointerOf([key]), layering);
    values.set(key, merged.value);
    owners.set(key, merged.owner);
  }
  // A map belongs to whoever began it: its members say for themselves who wrote them.
  const { layer, pointer: at } = from ?? { layer: layering.layer, pointer };
  return { value: Object.fromEntries(values), owner: ownerAt(layer, at, owners) };
}

interface ListEdit {
  readonly remove: readonly string[];
  readonly add: readonly Json[];
  /** Pointer of `add`. */
  readonly at: string;
}

function mergeList(below: Piece | null, edit: ListEdit, pointer: string, layering: Layering): Piece {
  const base = below !== null && isList(below.value) ? below.value : null;
  const merges = base !== null && below !== null;
  if (merges && isTexts(base) && isTexts(edit.add))
    return mergeTexts(base, below.owner, edit, pointer, layering);
  if (isKeyed(edit.add) && (base === null || isKeyed(base)))
    return mergeKeyed(base ?? [], below?.owner ?? null, edit, pointer, layering);
  for (const name of edit.remove) layering.onNothing(`${pointer}/${REMOVE}`, name);
  return { value: edit.add, owner: ownerAt(layering.layer, edit.at) };
}

function mergeTexts(
  base: readonly string[],
  from: Owner,
  edit: ListEdit,
  pointer: string,
  layering: Layering,
): Piece {
  const items: { value: Json; owner: Owner }[] = [];
  for (const name of edit.remove) if (!base.includes(name)) layering.onNothing(`${pointer}/${REMOVE}`, name);
  for (const [index, value] of base.entries())
    if (!edit.remove.includes(value)) items.push({ value, owner: memberOwner(from, String(index)) });
  for (const [index, value] of edit.add.entries())
    if (!items.some((item) => item.value === value))
      items.push({ value, owner: ownerAt(layering.layer, `${edit.at}/${index}`) });
  return listPiece(items, from);
}

function mergeKeyed(
  base: readonly JsonObject[],
  from: Owner | null,
  edit: ListEdit,
  pointer: string,
  layering: Layering,
): Piece {
  let items: Piece[] = base.map((value, index) => ({
    value,
    owner: memberOwner(from ?? ownerAt(layering.layer, edit.at), String(index)),
  }));
  const at = (key: Json | undefined): number =>
    items.findIndex(({ value }) => isObject(value) && value['key'] === key);
  for (const key of edit.remove) {
    const index = at(key);
    if (index < 0) layering.onNothing(`${pointer}/${REMOVE}`, key);
    else items = items.toSpliced(index, 1);
  }
  for (const [index, item] of edit.add.entries()) {
    if (!isObject(item)) continue;
    const { [BEFORE]: before, ...own } = item;
    const place = at(own['key']);
    const merged = mergePiece(items[place] ?? null, own, `${edit.at}/${index}`, layering);
    if (place >= 0) items = items.with(place, merged);
    else {
      const next = before === undefined ? -1 : at(before);
      if (before !== undefined && next < 0)
        layering.onNothing(`${edit.at}/${index}/${BEFORE}`, JSON.stringify(before));
      items = items.toSpliced(next < 0 ? items.length : next, 0, merged);
    }
  }
  return listPiece(items, from ?? ownerAt(layering.layer, edit.at));
}

function listPiece(items: readonly Piece[], from: Owner): Piece {
  const members = new Map(items.map(({ owner }, index) => [String(index), owner]));
  return { value: items.map(({ value }) => value), owner: ownerAt(from.layer, from.pointer, members) };
}
