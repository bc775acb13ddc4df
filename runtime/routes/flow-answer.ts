import type { Json, JsonObject, Link, Model, RecordType, Stored } from '#engine';
import type { FlowAnswer, FlowNode, RefShape } from '../shapes.ts';
import type { Flow } from '../store/flow.ts';
import { accessOf } from './ask.ts';
import type { Asker } from './ask.ts';
import { chipsOf, typeTitle } from './labels.ts';
import { labelsOf } from './refs.ts';

type Edge = FlowAnswer['edges'][number];

/**
 * The document flow as a graph: what the caller may see of it. Links that only carry a count past a document
 * (`through`, `mirror`) are no path of their own and are left out.
 */
export async function flowAnswer(asker: Asker, flow: Flow): Promise<FlowAnswer> {
  const { model } = asker.current;
  const { language } = asker.caller;
  const access = accessOf(asker);
  const records = flow.records.filter(access.mayRead).map(access.shown);
  const byId = new Map(records.map((record) => [record.id, record]));
  const refs = await labelsOf(asker, records, byId);

  const edges = new Map<string, Edge & { lines: Edge['lines'][number][] }>();
  for (const link of flow.links) {
    const source = byId.get(link.sourceRecord);
    if (!source || link.targetRecord === null || !byId.has(link.targetRecord) || link.kind !== 'direct')
      continue;
    const key = `${link.sourceRecord} ${link.targetRecord} ${link.conversion}`;
    const conversion = model.conversions.get(link.conversion);
    const title = conversion ? model.text(language, conversion.textKey, conversion.title) : link.conversion;
    const edge = edges.get(key) ?? {
      from: link.sourceRecord,
      to: link.targetRecord,
      conversion: link.conversion,
      title,
      lines: [],
    };
    edge.lines.push(lineOf(link, source, model, refs));
    edges.set(key, edge);
  }
  return {
    nodes: records.map((record) => nodeOf(record, model, refs, language)),
    edges: [...edges.values()],
  };
}

function nodeOf(
  record: Stored,
  model: Model,
  refs: Readonly<Record<string, RefShape>>,
  language: string,
): FlowNode {
  const type = model.types.get(record.type);
  return {
    id: record.id,
    type: record.type,
    typeTitle: type ? typeTitle(model, type, language) : record.type,
    icon: type?.icon ?? null,
    number: record.number,
    title: record.title,
    stages: chipsOf(model, record, language),
    phase: record.phase,
    amount: type ? amountOf(type, record.data) : null,
    currency: wordAt(record.data, type?.money.currency, refs),
    date: wordAt(record.data, type?.money.date, refs),
  };
}

/** What a document is worth: the last of its columns that is an amount of money. */
function amountOf(type: RecordType, data: JsonObject): string | null {
  const path = type.columns.findLast((column) => type.fields.get(column)?.money != null);
  return path === undefined ? null : textOf(data[path]);
}

/** A header value for people: a reference by its key. */
function wordAt(
  data: JsonObject,
  field: string | null | undefined,
  refs: Readonly<Record<string, RefShape>>,
): string | null {
  const value = field == null ? null : textOf(data[field]);
  const label = value === null ? undefined : refs[value];
  return label ? (label.key ?? label.title) : value;
}

function lineOf(
  link: Link,
  source: Stored,
  model: Model,
  refs: Readonly<Record<string, RefShape>>,
): Edge['lines'][number] {
  const { track, sourceLine, targetLine, quantity, amount, effect } = link;
  return {
    track,
    sourceLine,
    targetLine,
    label: labelOf(source, sourceLine, model.types.get(source.type), refs),
    quantity,
    amount,
    effect,
  };
}

/** Names a line by its first text, or else by the first thing that it refers to. */
function labelOf(
  source: Stored,
  lineId: string | null,
  type: RecordType | undefined,
  refs: Readonly<Record<string, RefShape>>,
): string {
  if (lineId === null) return source.title;
  for (const table of type?.fields.values() ?? []) {
    const rows = table.kind === 'table' ? source.data[table.key] : null;
    const line = Array.isArray(rows)
      ? (rows as readonly Json[]).find((row) => isObject(row) && row.id === lineId)
      : null;
    if (!isObject(line ?? null)) continue;
    const columns = [...(table.fields?.values() ?? [])].filter((column) => column.key !== 'id');
    for (const column of columns) {
      const value = textOf((line as JsonObject)[column.key]);
      if (value !== null && column.kind === 'text' && value !== '') return value;
    }
    for (const column of columns) {
      const label = column.kind === 'ref' ? refs[textOf((line as JsonObject)[column.key]) ?? ''] : undefined;
      if (label) return label.title;
    }
  }
  return lineId;
}

function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
