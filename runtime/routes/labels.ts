// Words of the model in the caller's language, shaped for screens.
import { versionTitle } from '#engine';
import type { Model, RecordType, State, Stored, Version } from '#engine';
import type { ColumnShape, RefShape, StateShape } from '../shapes.ts';

export function typeTitle(model: Model, type: RecordType, language: string): string {
  return model.text(language, `types/${type.key}/type#/title`, type.title);
}

export function typePlural(model: Model, type: RecordType, language: string): string {
  return model.text(language, `types/${type.key}/type#/plural`, type.plural);
}

export function stateShape(model: Model, state: State, language: string): StateShape {
  return {
    path: state.path,
    title: model.text(language, state.textKey, state.title),
    color: state.color,
    phase: state.phase,
  };
}

/** Every state of a type, outermost first, in the order that its author gave. */
export function statesOf(model: Model, type: RecordType, language: string): readonly StateShape[] {
  const states = [...(type.machine?.states.values() ?? [])];
  return states
    .filter((state) => state.path !== '')
    .sort((a, b) => a.order - b.order)
    .map((state) => stateShape(model, state, language));
}

/** The states a record is in, for chips: the outermost one and the innermost ones; what lies between says nothing more. */
export function chipsOf(
  model: Model,
  record: Pick<Stored, 'type' | 'states'>,
  language: string,
): readonly StateShape[] {
  const machine = model.types.get(record.type)?.machine;
  if (!machine) return [];
  const hasActiveChild = (path: string): boolean =>
    record.states.some((other) => other.startsWith(`${path}.`));
  return record.states.flatMap((path) => {
    const state = machine.states.get(path);
    return state && (!path.includes('.') || !hasActiveChild(path))
      ? [stateShape(model, state, language)]
      : [];
  });
}

/** Columns of a list: number first, stage last, between them what the type promotes. */
export function columnsOf(model: Model, type: RecordType, language: string): readonly ColumnShape[] {
  const system = (path: 'number' | 'stage'): ColumnShape => ({
    path,
    title: SYSTEM_COLUMNS[path][language as 'en'] ?? SYSTEM_COLUMNS[path].en,
    kind: path,
    scale: null,
  });
  return [
    ...(type.kind === 'document' && !type.columns.includes('number') ? [system('number')] : []),
    ...type.columns.map((path): ColumnShape => {
      if (path === 'number' || path === 'stage') return system(path);
      const field = type.fieldByPath.get(path);
      return {
        path,
        title: field ? model.text(language, field.textKey, field.title) : path,
        kind: field?.kind ?? 'text',
        scale: field?.decimal?.scale ?? null,
      };
    }),
    ...(type.machine && !type.columns.includes('stage') ? [system('stage')] : []),
  ];
}

const SYSTEM_COLUMNS = {
  number: { en: 'Number', ro: 'Număr', pl: 'Numer' },
  stage: { en: 'Stage', ro: 'Stadiu', pl: 'Etap' },
} as const;

/** What stands for a referenced record on a screen; of a version with its number. */
export function refShape(model: Model, record: Stored, version: Version | null = null): RefShape {
  const natural = model.types.get(record.type)?.naturalKey ?? 'number';
  const key = natural === 'number' ? record.number : record.data[natural];
  const title = version === null ? record.title : versionTitle(record.title, version.revision);
  return { type: record.type, title, key: typeof key === 'string' ? key : null };
}
