// form.json (the JSON Forms UI vocabulary and our few additions) → elements to draw. What the author did not place
// is placed here, in schema order, so that a new field is on the screen as soon as it is in the schema.
import type { Json, JsonObject } from '#engine';
import type { FormField } from './form-field.ts';

/** `rule` of form.json: what happens to an element when the condition at its pointer holds. */
export interface Rule {
  readonly effect: 'SHOW' | 'HIDE' | 'ENABLE' | 'DISABLE';
  readonly pointer: string;
}

export type Element = Shape & { readonly rule?: Rule | undefined };

type Shape =
  | { readonly kind: 'column'; readonly elements: readonly Element[] }
  | { readonly kind: 'row'; readonly elements: readonly Element[] }
  | {
      readonly kind: 'group';
      readonly label: string;
      readonly collapsed: boolean;
      readonly elements: readonly Element[];
    }
  | {
      readonly kind: 'tabs';
      readonly tabs: readonly { readonly label: string; readonly elements: readonly Element[] }[];
    }
  | {
      readonly kind: 'control';
      readonly field: FormField;
      readonly label: string;
      readonly span: number;
      readonly rows: number;
      readonly readonly: boolean;
    }
  | {
      readonly kind: 'lines';
      readonly field: FormField;
      readonly columns: readonly FormField[];
      readonly sums: readonly FormField[];
      /** Computed lists under the lines: what the sums are made of. */
      readonly lists: readonly FormField[];
    }
  | { readonly kind: 'text'; readonly text: string };

export interface Words {
  /** Translates a text of form.json that stands at a JSON pointer. */
  readonly text: (pointer: string, english: string) => string;
}

/**
 * @param form    form.json, or null when the form is wholly generated
 * @param fields  header fields in schema order
 */
export function layoutOf(form: JsonObject | null, fields: readonly FormField[], words: Words): Element {
  const drawn = new Set<string>();
  const reader = new Reader(fields, words, drawn);
  const authored = form ? reader.read(form, '') : null;
  const rest = fields.filter((field) => !isPlaced(field, drawn));
  const controls = rest.filter(
    (field) =>
      !isTable(field) &&
      !isTotal(field) &&
      !isRows(field) &&
      (field.kind !== 'list' || field.choices !== null),
  );
  const short = controls.filter((field) => field.widget !== 'long').flatMap(flat);
  const long = controls.filter((field) => field.widget === 'long').flatMap(flat);
  const tables = rest.filter(isTable);
  const lists = rest.filter(isRows);
  const all: readonly Element[] = [
    ...withRest(authored, short.length > 0 ? [{ kind: 'row', elements: short }] : []),
    ...tables.map((field): Element => linesOf(field, fields, [], [])),
    ...(long.length > 0 ? [{ kind: 'row' as const, elements: long }] : []),
  ];
  return { kind: 'column', elements: withLists(all, lists) };
}

/** Computed lists stand under the first table, like the sums; without a table they are fields like others. */
function withLists(elements: readonly Element[], lists: readonly FormField[]): readonly Element[] {
  if (lists.length === 0) return elements;
  let placed = false;
  const place = (element: Element): Element => {
    if (placed) return element;
    if (element.kind === 'lines') {
      placed = true;
      return { ...element, lists };
    }
    if (element.kind === 'column' || element.kind === 'group')
      return { ...element, elements: element.elements.map(place) };
    return element;
  };
  const all = elements.map(place);
  return placed ? all : [...all, { kind: 'row', elements: lists.flatMap(flat) }];
}

/** A list of objects that the engine computes: looked at, never typed. */
function isRows(field: FormField): boolean {
  return field.computed && field.fields.length > 0 && (field.kind === 'list' || field.kind === 'table');
}

/** Header amounts computed from the lines: shown under the grid, not among the fields. */
export function isTotal(field: FormField): boolean {
  return field.computed && field.kind === 'decimal' && field.money !== null;
}

function isTable(field: FormField): boolean {
  return field.kind === 'table' && !field.computed;
}

/** Unplaced fields stand before the author's first table, with the header, not under it. */
function withRest(authored: Element | null, rest: readonly Element[]): readonly Element[] {
  if (!authored) return rest;
  if (authored.kind !== 'column') return [authored, ...rest];
  const table = authored.elements.findIndex((element) => element.kind === 'lines');
  const at = table < 0 ? authored.elements.length : table;
  return [...authored.elements.slice(0, at), ...rest, ...authored.elements.slice(at)];
}

function isPlaced(field: FormField, drawn: ReadonlySet<string>): boolean {
  return (
    drawn.has(field.path) ||
    (field.fields.length > 0 &&
      field.kind === 'object' &&
      field.fields.every((inner) => drawn.has(inner.path)))
  );
}

function flat(field: FormField): readonly Element[] {
  if (field.kind === 'object') return field.fields.flatMap(flat);
  return [{ kind: 'control', field, label: field.title, span: 1, rows: 3, readonly: false }];
}

function linesOf(
  field: FormField,
  fields: readonly FormField[],
  columns: readonly string[],
  sums: readonly string[],
): Element {
  const last = (path: string): string => path.split('.').pop() ?? path;
  const shown =
    columns.length > 0
      ? columns.flatMap((path) => field.fields.filter((inner) => inner.key === last(path)))
      : field.fields;
  const totals =
    sums.length > 0
      ? sums.flatMap((path) => fields.filter((other) => other.path === path))
      : fields.filter(isTotal);
  return {
    kind: 'lines',
    field,
    columns: shown.filter((inner) => inner.kind !== 'table' && inner.kind !== 'list'),
    sums: totals,
    lists: [],
  };
}

class Reader {
  readonly #fields: readonly FormField[];
  readonly #words: Words;
  readonly #drawn: Set<string>;

  constructor(fields: readonly FormField[], words: Words, drawn: Set<string>) {
    this.#fields = fields;
    this.#words = words;
    this.#drawn = drawn;
  }

  read(json: JsonObject, pointer: string): Element | null {
    const element = this.#shape(json, pointer);
    const effect = isObject(json.rule) ? json.rule.effect : null;
    return element && isEffect(effect) ? { ...element, rule: { effect, pointer } } : element;
  }

  #shape(json: JsonObject, pointer: string): Element | null {
    const label = typeof json.label === 'string' ? this.#words.text(`${pointer}/label`, json.label) : '';
    switch (json.type) {
      case 'VerticalLayout':
        return { kind: 'column', elements: this.#all(json, pointer) };
      case 'HorizontalLayout':
        return { kind: 'row', elements: this.#all(json, pointer) };
      case 'Group':
        return {
          kind: 'group',
          label,
          collapsed: optionsOf(json).collapsed === true,
          elements: this.#all(json, pointer),
        };
      case 'Categorization':
        return { kind: 'tabs', tabs: this.#tabs(json, pointer) };
      case 'Label':
        return {
          kind: 'text',
          text: typeof json.text === 'string' ? this.#words.text(`${pointer}/text`, json.text) : label,
        };
      case 'Lines':
        return this.#lines(json);
      case 'Control':
        return this.#control(json, label);
      default:
        return null;
    }
  }

  #all(json: JsonObject, pointer: string): readonly Element[] {
    return this.#children(json).flatMap(
      ([child, index]) => this.read(child, `${pointer}/elements/${index}`) ?? [],
    );
  }

  #children(json: JsonObject): readonly (readonly [JsonObject, number])[] {
    const children = Array.isArray(json.elements) ? (json.elements as readonly Json[]) : [];
    return children.flatMap((child, index) => (isObject(child) ? [[child, index] as const] : []));
  }

  #tabs(
    json: JsonObject,
    pointer: string,
  ): readonly { readonly label: string; readonly elements: readonly Element[] }[] {
    return this.#children(json).map(([child, index]) => {
      const at = `${pointer}/elements/${index}`;
      const label = typeof child.label === 'string' ? this.#words.text(`${at}/label`, child.label) : '';
      return { label, elements: this.#all(child, at) };
    });
  }

  #control(json: JsonObject, label: string): Element | null {
    const field = this.#find(json);
    if (!field) return null;
    this.#drawn.add(field.path);
    if (isTable(field)) return linesOf(field, this.#fields, [], []);
    const options = optionsOf(json);
    const widget = typeof options.widget === 'string' ? options.widget : field.widget;
    return {
      kind: 'control',
      field: { ...field, widget },
      label: label || field.title,
      span: typeof options.span === 'number' ? options.span : 1,
      rows: typeof options.rows === 'number' ? options.rows : 3,
      readonly: options.readonly === true,
    };
  }

  #lines(json: JsonObject): Element | null {
    const field = this.#find(json);
    if (!field) return null;
    this.#drawn.add(field.path);
    const options = optionsOf(json);
    return linesOf(field, this.#fields, textsOf(options.columns), textsOf(options.sums));
  }

  /** `#/properties/address/properties/city` → the field at `address.city`. */
  #find(json: JsonObject): FormField | undefined {
    const scope = typeof json.scope === 'string' ? json.scope : '';
    const path = scope.replace(/^#\/properties\//, '').split('/properties/');
    let fields = this.#fields;
    let found: FormField | undefined;
    for (const key of path) {
      found = fields.find((field) => field.key === key);
      fields = found?.fields ?? [];
    }
    return found;
  }
}

function isEffect(effect: Json | undefined): effect is Rule['effect'] {
  return effect === 'SHOW' || effect === 'HIDE' || effect === 'ENABLE' || effect === 'DISABLE';
}

function optionsOf(json: JsonObject): JsonObject {
  return isObject(json.options) ? json.options : {};
}

function textsOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value)
    ? (value as readonly Json[]).filter((item): item is string => typeof item === 'string')
    : [];
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
