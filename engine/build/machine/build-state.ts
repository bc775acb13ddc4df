import type { Json, JsonObject } from '../../model/json.ts';
import type { Origin } from '../../model/linked-pack.ts';
import { asList, asObject, asText } from '../../model/linked-pack.ts';
import type { EditableFields, State } from '../../model/machine.ts';
import type { Phase } from '../../model/record.ts';
import { textKeyOf } from '../text-key.ts';
import { wordsOfKey } from '../words-of-key.ts';
import type { Workshop } from '../workshop.ts';
import { lineOf, type StateNode } from './state-tree.ts';
import { tellUnknownRole } from './unknown-role.ts';

/** Phase of a state: its own, or its nearest ancestor's; null when nobody says. */
export function phaseOfNode(node: StateNode): Phase | null {
  const named = lineOf(node).find((each) => each.meta['phase'] !== undefined);
  return (asText(named?.meta['phase']) as Phase | null) ?? null;
}

/** What screens and rules know of one state. */
export function buildState(node: StateNode, file: string, workshop: Workshop): State {
  const { meta } = node;
  const at = (part: string): Origin => ({ file, pointer: `${node.pointer}/meta/${part}` });
  return {
    path: node.path,
    key: node.key,
    parent: node.parent === null || node.parent.path === '' ? null : node.parent.path,
    kind: node.kind,
    initial: node.initial,
    children: [...node.children.values()].map((child) => child.path),
    title: asText(meta['title']) ?? wordsOfKey(node.key),
    textKey: textKeyOf(at('title')),
    color: asText(meta['color']),
    order: Number(meta['order'] ?? 0),
    phase: phaseOfNode(node) ?? 'draft',
    track: asText(meta['track']),
    outcome: asText(meta['outcome']),
    editable: meta['editable'] === undefined ? null : buildEditable(meta['editable'], at, workshop),
  };
}

/** Fields alone, or fields with roles, or several of these: what is named for everybody comes first. */
function buildEditable(
  json: Json,
  at: (part: string) => Origin,
  workshop: Workshop,
): readonly EditableFields[] {
  const all = editableParts(json).map(({ part, fields, roles }): EditableFields => {
    for (const [index, role] of roles.entries())
      tellUnknownRole(role, at(`editable${part}/roles/${index}`), workshop);
    return { fields: fields.map(({ name }) => name), roles };
  });
  return all.filter(({ fields }) => fields.length > 0);
}

export interface EditablePart {
  /** Pointer below `editable`. */
  readonly part: string;
  readonly fields: readonly { readonly name: string; readonly pointer: string }[];
  readonly roles: readonly string[];
}

/** `meta.editable` in any of its spellings. */
export function editableParts(json: Json | undefined): readonly EditablePart[] {
  if (json === undefined) return [];
  if (!Array.isArray(json)) return [editablePart(asObject(json), '')];
  const entries = asList(json).map((entry, index) => ({ entry, part: `/${index}` }));
  const names = entries.flatMap(({ entry, part }) =>
    typeof entry === 'string' ? [{ name: entry, pointer: part }] : [],
  );
  const parts = entries.flatMap(({ entry, part }) =>
    typeof entry === 'string' ? [] : [editablePart(asObject(entry), part)],
  );
  return [{ part: '', fields: names, roles: [] }, ...parts];
}

function editablePart(json: JsonObject, part: string): EditablePart {
  return {
    part,
    fields: asList(json['fields']).map((name, index) => ({
      name: String(name),
      pointer: `${part}/fields/${index}`,
    })),
    roles: asList(json['roles']).map(String),
  };
}
