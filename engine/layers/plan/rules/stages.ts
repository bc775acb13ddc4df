import type { JsonObject } from '../../../model/json.ts';
import { asObject } from '../../../model/linked-pack.ts';
import type { Machine } from '../../../model/machine.ts';
import { pointerOf } from '../../../read/json-pointer.ts';
import { sameJson } from '../../canonical/json-shapes.ts';
import { renamedKeys } from '../../compare/renames.ts';
import { areLooks, otherKeys } from '../other-keys.ts';
import type { Migration } from '../../migration/migration.ts';
import type { EffectRule, FoundEffect } from '../effect.ts';
import { typePairs } from '../type-pairs.ts';

interface Place {
  /** As records have it, and as it is called now. */
  readonly type: string;
  readonly folder: string;
  readonly before: Machine;
  readonly after: Machine;
  readonly steps: readonly Migration[];
  readonly effects: FoundEffect[];
}

/** Stages and events that come, go, are renamed or work otherwise. */
export const stages: EffectRule = (sides) =>
  typePairs(sides).flatMap(({ before, after, steps }): FoundEffect[] => {
    if (before === null || after === null) return [];
    const effects: FoundEffect[] = [];
    const common = { type: before.key, folder: `types/${after.key}/`, steps, effects };
    if (before.machine !== null && after.machine !== null) {
      const place = { ...common, before: before.machine, after: after.machine };
      compareEvents(before.machine.json, after.machine.json, '', '', place);
      compareRest(before.machine.json, after.machine.json, '', '', place);
      compareStates(before.machine.json, after.machine.json, '', '', '', place);
    } else if (before.machine !== after.machine) {
      const isCovered = steps.some(({ stageMap }) => stageMap.has('*'));
      const isGone = after.machine === null;
      effects.push({
        kind: isGone ? 'stages-removed' : 'stages-added',
        file: `types/${after.key}/machine.json`,
        pointer: '',
        params: { type: before.key, stage: '*' },
        touches: { type: before.key },
        ...(isGone ? {} : { problem: 'stage-strands' as const, isCovered }),
      });
    }
    return effects;
  });

function compareStates(
  before: JsonObject,
  after: JsonObject,
  oldPath: string,
  newPath: string,
  pointer: string,
  place: Place,
): void {
  const [older, newer] = [asObject(before['states']), asObject(after['states'])];
  const renames = renamedKeys(older, newer);
  const gone = new Set(renames.values());
  for (const [key, json] of Object.entries(newer)) {
    const old = renames.get(key) ?? key;
    const at = `${pointer}${pointerOf(['states', key])}`;
    const [was, now] = [under(oldPath, old), under(newPath, key)];
    if (!Object.hasOwn(older, old)) {
      tell('stage-added', at, { stage: now }, null, place);
      continue;
    }
    if (old !== key)
      tell('stage-renamed', at, { stage: was, after: now }, was, place, 'stage-strands', covers(was, place));
    const [phaseBefore, phaseAfter] = [
      place.before.states.get(was)?.phase,
      place.after.states.get(now)?.phase,
    ];
    if (phaseBefore !== undefined && phaseAfter !== undefined && phaseBefore !== phaseAfter) {
      const params = { stage: was, before: phaseBefore, after: phaseAfter };
      tell('stage-phase-changed', at, params, was, place, 'stage-phase-strands');
    }
    compareEvents(asObject(older[old]), asObject(json), was, at, place);
    compareRest(asObject(older[old]), asObject(json), was, at, place);
    compareStates(asObject(older[old]), asObject(json), was, now, at, place);
  }
  for (const key of Object.keys(older)) {
    if (Object.hasOwn(newer, key) || gone.has(key)) continue;
    const was = under(oldPath, key);
    const at = `${pointer}${pointerOf(['states', key])}`;
    tell('stage-removed', at, { stage: was }, was, place, 'stage-strands', covers(was, place));
  }
}

function compareEvents(
  before: JsonObject,
  after: JsonObject,
  stage: string,
  pointer: string,
  place: Place,
): void {
  const [older, newer] = [asObject(before['on']), asObject(after['on'])];
  for (const event of new Set([...Object.keys(newer), ...Object.keys(older)])) {
    const [old, now] = [older[event], newer[event]];
    if (sameJson(old, now)) continue;
    const kind = old === undefined ? 'event-added' : now === undefined ? 'event-removed' : 'event-changed';
    tell(kind, `${pointer}${pointerOf(['on', event])}`, { event, stage }, stage, place);
  }
}

const toldOfStates: ReadonlySet<string> = new Set(['states', 'on', 'meta']);
const toldOfMeta: ReadonlySet<string> = new Set(['phase', 'renamedFrom']);

/** What a stage, or the machine, does beside answering events: approvals, times, what happens on entry, what stays open. */
function compareRest(
  before: JsonObject,
  after: JsonObject,
  stage: string,
  pointer: string,
  place: Place,
): void {
  const others = [
    ...otherKeys(asObject(before['meta']), asObject(after['meta']), toldOfMeta),
    ...otherKeys(before, after, toldOfStates),
  ];
  if (others.length === 0) return;
  const touched = areLooks(others) ? null : stage;
  const params = { what: others.join(', ') };
  if (stage === '') tell('stages-changed', pointer, params, touched, place);
  else tell('stage-changed', pointer, { stage, ...params }, touched, place);
}

/** A step says where records in this stage go, whatever part of it they are in. */
function covers(stage: string, { steps }: Place): boolean {
  return steps.some(({ stageMap }) =>
    [...stageMap.keys()].some((from) => from === '*' || from === stage || stage.startsWith(`${from}.`)),
  );
}

function under(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

/** @param stage  records in it are touched; '' those in any; null none */
function tell(
  kind: FoundEffect['kind'],
  pointer: string,
  params: FoundEffect['params'],
  stage: string | null,
  { type, folder, effects }: Place,
  problem?: FoundEffect['problem'],
  isCovered = false,
): void {
  effects.push({
    kind,
    file: `${folder}machine.json`,
    pointer,
    params: { type, ...params },
    touches: stage === null ? null : { type, ...(stage === '' ? {} : { states: [stage] }) },
    ...(problem === undefined ? {} : { problem, isCovered }),
  });
}
