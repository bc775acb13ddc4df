import type { Origin } from '../../model/linked-pack.ts';
import { asList, asObject, asText } from '../../model/linked-pack.ts';
import type { State } from '../../model/machine.ts';
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
  const editable = meta['editable'];
  const roles = asList(asObject(editable)['roles']).map(String);
  for (const [index, role] of roles.entries()) tellUnknownRole(role, at(`editable/roles/${index}`), workshop);
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
    editable:
      editable === undefined
        ? null
        : {
            fields: (Array.isArray(editable) ? asList(editable) : asList(asObject(editable)['fields'])).map(
              String,
            ),
            roles,
          },
  };
}
