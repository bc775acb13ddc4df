// What a form says while somebody types is what the server says: for every pack, over what its stories leave behind,
// every field of every draft is written, one after the other, as a person does. Decisions are made by both.
import { describe, expect, it } from 'vitest';
import {
  compile,
  compute,
  computeDecidingForm,
  decide,
  emptyFacts,
  loadDecidingModel,
  makeValidators,
  playScenario,
  StagePlay,
  treesOf,
} from '#engine';
import type {
  Answer,
  Computed,
  Facts,
  Field,
  Json,
  JsonObject,
  Model,
  Needs,
  PackText,
  Scenario,
  Setting,
  Stored,
  Validators,
} from '#engine';
import { ajvValidator } from '../../runtime/validation.ts';
import { sliceOfType } from '../../runtime/routes/type-slice.ts';
import { patchOf } from '../../studio/src/lib/document/edits.ts';
import { allPacks, baseDataOf, scenariosOf } from '../engine/all-packs.ts';

/** Refusals that only whoever has links, ledgers and the records that others see can give. */
const AT_SAVE: ReadonlySet<string> = new Set(['source-disagrees', 'open-exceeded', 'reference-not-allowed']);
/** Records of one type that are looked at, of one story. */
const RECORDS_MAX = 1;
const ROUNDS_MAX = 12;

interface World {
  readonly play: StagePlay;
  readonly setting: Setting;
  readonly model: Model;
  readonly validators: Validators;
}

/** A company as a story left it; who asks has every role of the pack. */
function worldAfter(pack: PackText, model: Model, validators: Validators, scenario: Scenario): World {
  const { today = '2026-01-15', settings, company, people } = scenario.given ?? {};
  const play = new StagePlay(model, validators, {
    today,
    ...(settings && { settings }),
    ...(company && { company }),
    ...(people && { people }),
  });
  const end = (answer: Answer): void => void (answer.kind === 'decision' && play.store.write(answer));
  playScenario(model, validators, scenario, baseDataOf(pack), { model, begin: () => undefined, end });
  const setting = play.setting();
  return {
    play,
    model,
    validators,
    setting: { ...setting, user: { ...setting.user, roles: [...model.roles.keys()] } },
  };
}

/** Round by round; null: what lacks cannot be read from here. */
function asked<T extends { readonly kind: string }>(
  { play }: World,
  question: (facts: Facts) => T | Needs,
  isReadable: (needs: Needs) => boolean = () => true,
): T | null {
  let facts = emptyFacts();
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const answer = question(facts);
    const needs = answer.kind === 'needs' ? (answer as Needs) : (answer as { lacks?: Needs }).lacks;
    if (!needs) return answer as T;
    if (!isReadable(needs)) return null;
    facts = play.store.read(needs, facts);
  }
  throw new Error('facts lack for ever');
}

/** What `/facts` reads for a browser. */
const isOfForms = (needs: Needs): boolean => needs.elsewhere !== true && needs.lineages.length === 0;

/** Another value of a field, as somebody might write it. */
function otherValue({ play }: World, field: Field, value: Json): Json | undefined {
  switch (field.kind) {
    case 'ref': {
      const others = [...play.store.records.values()].filter(
        ({ type, id, archived }) => field.ref?.types.includes(type) && id !== value && !archived,
      );
      return field.ref?.revision ? undefined : others[0]?.id;
    }
    case 'decimal':
      return value === '2' ? '13' : '2';
    case 'integer':
      return value === 2 ? 13 : 2;
    case 'boolean':
      return value !== true;
    case 'date':
      return value === '2026-03-02' ? '2027-04-05' : '2026-03-02';
    default:
      return undefined;
  }
}

interface Typed {
  readonly field: string;
  readonly words: string;
  readonly data: JsonObject;
}

/** Every way to write one field of the header, or of the first line of each table. */
function typedOver(world: World, fields: ReadonlyMap<string, Field>, data: JsonObject): Typed[] {
  return [...fields.values()].flatMap((field): Typed[] => {
    const value = data[field.key] ?? null;
    if (field.formula !== null || field.key === 'id') return [];
    if (field.kind === 'table' && Array.isArray(value)) {
      const [first, ...rest] = value as readonly JsonObject[];
      if (!first || !field.fields) return [];
      return typedOver(world, field.fields, first).map(({ words, field: path, data: line }) => ({
        field: path,
        words: `${field.key}.${words}`,
        data: { ...data, [field.key]: [line, ...rest] },
      }));
    }
    const other = otherValue(world, field, value);
    if (other === undefined) return [];
    const written = { field: field.path, words: field.key, data: { ...data, [field.key]: other } };
    const emptied = {
      field: field.path,
      words: `${field.key} emptied`,
      data: { ...data, [field.key]: null },
    };
    return value === null ? [written] : [written, emptied];
  });
}

/** As the page sends it: without what is computed, and without nulls. */
function writable(fields: ReadonlyMap<string, Field>, data: JsonObject): JsonObject {
  const entries = Object.entries(data).flatMap(([key, value]): [string, Json][] => {
    const field = fields.get(key);
    if (value === null || !field || field.formula !== null) return [];
    if (field.kind !== 'table' || !Array.isArray(value)) return [[key, value]];
    const inner = field.fields ?? new Map<string, Field>();
    return [[key, (value as readonly JsonObject[]).map((line) => writable(inner, line))]];
  });
  return Object.fromEntries(entries);
}

/** What the answer about a record tells a page of it. */
function copiedInto({ play }: World, { id }: Stored): readonly string[] {
  const answer = play.describe(id);
  return answer.kind === 'description' ? (answer.copied ?? []) : [];
}

/**
 * Saved as the page saves it, the record holds what the form showed. What links bring about (a last slice is fitted anew)
 * comes with the answer, and what needs them to be judged is refused then.
 */
function expectSaved(world: World, { id, data: was }: Stored, shown: Computed, words: string): void {
  const { model, validators, play, setting } = world;
  const type = model.types.get(play.store.records.get(id)?.type ?? '')!;
  const patch = patchOf(type, was, shown.data);
  if (!patch || isFitted(world, type.key)) return;
  const answer = asked(world, (facts) =>
    decide(model, validators, { kind: 'edit', id, patch }, facts, setting),
  );
  if (answer?.kind === 'refusal') {
    const codes = [answer.code, ...answer.problems.map(({ code }) => code)];
    const isTold = shown.problems.some(({ code }) => codes.includes(code));
    expect(isTold || codes.some((code) => AT_SAVE.has(code)), `${words}: ${codes.join()}`).toBe(true);
    return;
  }
  const after = answer?.records.find((change) => change.after?.id === id)?.after;
  expect(stored(type.fields, after?.data ?? was), words).toEqual(stored(type.fields, shown.data));
}

function isFitted({ model }: World, type: string): boolean {
  return [...model.conversions.values()].some(
    ({ to, lines }) => to === type && lines.some(({ adjust }) => adjust !== null),
  );
}

/** Without what is only shown, and what the engine remembers beside the fields. */
function stored(fields: ReadonlyMap<string, Field>, data: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(data).flatMap(([key, value]): [string, Json][] => {
      const field = fields.get(key);
      if (!field || field.live || value === null) return [];
      if (field.kind !== 'table' || !Array.isArray(value)) return [[key, value]];
      const inner = field.fields ?? new Map<string, Field>();
      return [[key, (value as readonly JsonObject[]).map((line) => stored(inner, line))]];
    }),
  );
}

/** What authors say of values; what ledgers foresee is the server's to tell. */
const OF_VALUES: ReadonlySet<string> = new Set([
  'check-failed',
  'minimum',
  'maximum',
  'too-large',
  'decision-beyond',
]);

const told = ({ data, fields, conditions, title, problems }: Computed): unknown => ({
  data,
  fields,
  conditions,
  title,
  problems: problems.filter(({ code }) => OF_VALUES.has(code)),
});

describe.each(allPacks.filter(({ pack }) => scenariosOf(pack).length > 0))('$name', ({ pack }) => {
  const { model, problems } = compile(pack, { validator: ajvValidator });
  if (!model) throw new Error(JSON.stringify(problems));
  const validators = makeValidators(model, ajvValidator);
  const forms = new Map<string, { readonly model: Model; readonly validators: Validators }>();
  const formOf = (type: string): { readonly model: Model; readonly validators: Validators } => {
    let form = forms.get(type);
    if (!form) {
      const files = sliceOfType(pack.files, type, 'en');
      const trees = JSON.parse(JSON.stringify(treesOf({ files }))) as ReturnType<typeof treesOf>;
      const loaded = loadDecidingModel({ files }, trees);
      forms.set(type, (form = { model: loaded, validators: makeValidators(loaded, ajvValidator) }));
    }
    return form;
  };

  it.each(scenariosOf(pack))('%s', (_name, scenario) => {
    const world = worldAfter(pack, model, validators, scenario);
    const { setting } = world;
    const seen = new Map<string, number>();
    for (const record of world.play.store.records.values()) {
      const { type: key, phase } = record;
      const type = model.types.get(key);
      const count = seen.get(key) ?? 0;
      if (!type || phase !== 'draft' || count >= RECORDS_MAX) continue;
      seen.set(key, count + 1);
      const form = formOf(key);
      const copied = new Map([[record.id, new Set(copiedInto(world, record))]]);
      const inForm = (
        data: JsonObject,
        before: Stored | null,
        memo: Computed['memo'] | null,
      ): Computed | null =>
        asked(
          world,
          (facts) =>
            computeDecidingForm(
              form.model,
              form.validators,
              key,
              data,
              before,
              { ...facts, copied },
              setting,
              memo,
            ),
          isOfForms,
        );
      const onServer = (data: JsonObject, before: Stored | null, was: JsonObject | null): Computed => {
        const sent = writable(type.fields, data);
        const answer = asked(world, (facts) =>
          compute(model, validators, key, sent, before, facts, setting, null, was),
        );
        if (answer?.kind !== 'computed') throw new Error(`${key} is not computed`);
        return answer;
      };
      for (const before of [record, null]) {
        const opened = inForm(record.data, before, null);
        if (!opened) continue;
        expect(told(opened), `${key} opened`).toEqual(told(onServer(record.data, before, null)));
        // A memo is of one form, whose data goes on from it: each time it is opened anew.
        for (const [index] of typedOver(world, type.fields, opened.data).entries()) {
          const form = inForm(record.data, before, null);
          const typed = form && typedOver(world, type.fields, form.data)[index];
          const state = typed && form.fields[typed.field];
          if (state && !state.editable) continue;
          const shown = typed && inForm(typed.data, before, form.memo);
          if (!shown) continue;
          const said = onServer(typed.data, before, opened.data);
          expect(told(shown), `${key}: ${typed.words}`).toEqual(told(said));
          if (before) expectSaved(world, before, shown, `${key}: ${typed.words} saved`);
        }
      }
    }
  });
});
