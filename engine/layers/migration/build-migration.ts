import { sameJson } from '../canonical/json-shapes.ts';
import type { Workshop } from '../../build/workshop.ts';
import { textKeyOf } from '../../build/text-key.ts';
import {
  compileExpression,
  compileTemplate,
  parseExpression,
  type ExprError,
  type Node,
} from '../../expressions/index.ts';
import type { ExprType, ScopeTypes } from '../../expressions/types.ts';
import { flattenForm } from '../../link/flatten-fields.ts';
import { stateTree } from '../../build/machine/state-tree.ts';
import type { Expr, Template } from '../../model/expression.ts';
import type { Json } from '../../model/json.ts';
import { asList, asObject, asText, type LinkedType } from '../../model/linked-pack.ts';
import { problemWords } from '../../problems/problem-words.ts';
import { pointerOf } from '../../read/json-pointer.ts';
import type { LayerFinding } from '../words/layer-words.ts';
import { fieldAt, pathIn, type Migration, type Rename, type Shape, type Transform } from './migration.ts';
import { shapeBefore } from './shape-before.ts';
import { typeOfRecord, typeOfShape } from './shape-values.ts';

export interface MigrationFile {
  readonly path: string;
  readonly type: string;
  readonly name: string;
  /** Key of a pack with a dash behind it; '' for base packs. */
  readonly pack: string;
  readonly from: string;
  readonly to: string;
}

export interface MigrationPlace {
  readonly type: LinkedType;
  /** Fields that this step leads to. */
  readonly after: Shape;
  /** It leads to the fields and stages of now, so its targets can be looked up. */
  readonly isLast: boolean;
  readonly workshop: Workshop;
  readonly findings: LayerFinding[];
  readonly language: string;
}

/** Functions that read other records, or what is counted on this one. */
const READING: ReadonlySet<string> = new Set(
  'rate exchange published lookup open done progress balance balances linked decide'.split(' '),
);

export function buildMigration(file: MigrationFile, json: Json, place: MigrationPlace): Migration {
  const { type, after, findings, workshop } = place;
  const migration = asObject(json);
  const tell: Tell = (code, pointer, params) =>
    void findings.push({ code, layer: '', file: file.path, pointer, params });
  const was = flattenForm(asObject(migration['was']), { file: file.path, pointer: '/was' }, []);
  const renames = Object.entries(asObject(migration['rename']))
    .map(([from, to]): Rename => ({ from: pathIn(from), to: pathIn(String(to)) }))
    .sort((a, b) => b.from.length - a.from.length);
  for (const { from, to } of renames) {
    const pointer = `/rename${pointerOf([from.join('.')])}`;
    const params = { name: from.join('.'), to: to.join('.'), type: type.key };
    if (renamed(from.slice(0, -1), renames).join('.') !== to.slice(0, -1).join('.'))
      tell('migration-moves-table', pointer, params);
    else if (fieldAt(after, to) === null) tell('migration-field', pointer, { ...params, name: to.join('.') });
    else if (renames.find((other) => sameJson(other.to, to))?.from !== from)
      tell('migration-joins', pointer, params);
  }
  const before = shapeBefore(after, renames, was);
  const compiler = new ExpressionPlace(file.path, before, place, tell);
  const transforms = Object.entries(asObject(migration['transform'])).map(([path, how]): Transform => {
    const to = pathIn(path);
    const pointer = `/transform${pointerOf([path])}`;
    const field = fieldAt(after, to);
    if (field === null) tell('migration-field', pointer, { name: path, type: type.key });
    const through = named(to.slice(0, -1), renames);
    const constant = asObject(how)['value'];
    const value =
      constant === undefined
        ? compiler.expression(asText(asObject(how)['expr']) ?? '', `${pointer}/expr`, through)
        : { constant };
    return { to, through, value, field };
  });
  const stageMap = new Map(
    Object.entries(asObject(migration['stageMap'])).map(([from, to]) => [from, String(to)]),
  );
  if (place.isLast) tellStages(stageMap, type, tell);
  const parks = migration['park'];
  const park = (Array.isArray(parks) ? asList(parks) : parks === undefined ? [] : [parks]).map(
    (entry, index) => {
      const pointer = Array.isArray(parks) ? `/park/${index}` : '/park';
      const check = asObject(entry);
      return {
        when: compiler.expression(asText(check['when']) ?? '', `${pointer}/when`, [], { kind: 'boolean' }),
        reason: compiler.template(asText(check['reason']) ?? '', `${pointer}/reason`, workshop),
      };
    },
  );
  const renamedFrom = asText(migration['renamedFrom']);
  return {
    name: file.name,
    type: file.type,
    file: file.path,
    renamedFrom,
    renames,
    transforms,
    stageMap,
    park,
    before,
  };
}

/** A path of before with the names of after. */
function renamed(path: readonly string[], renames: readonly Rename[]): readonly string[] {
  return path.map((name, index) => {
    const rename = renames.find(({ from }) => from.join('.') === path.slice(0, index + 1).join('.'));
    return rename?.to.at(-1) ?? name;
  });
}

/** A path of after with the names of before. */
function named(path: readonly string[], renames: readonly Rename[]): readonly string[] {
  return path.map((name, index) => {
    const rename = renames.find(({ to }) => to.join('.') === path.slice(0, index + 1).join('.'));
    return rename?.from.at(-1) ?? name;
  });
}

function tellStages(stageMap: ReadonlyMap<string, string>, type: LinkedType, tell: Tell): void {
  const known = new Set(
    type.machine === null
      ? []
      : stateTree(asObject(type.machine.json)).nodes.flatMap(({ path, kind }) =>
          kind === 'history' ? [] : [path],
        ),
  );
  for (const [from, to] of stageMap)
    if (!known.has(to))
      tell('migration-stage', `/stageMap${pointerOf([from])}`, { name: to, type: type.key });
}

type Tell = (code: LayerFinding['code'], pointer: string, params: LayerFinding['params']) => void;

/** Compiles what a migration says over the record as it was. */
class ExpressionPlace {
  readonly #file: string;
  readonly #before: Shape;
  readonly #place: MigrationPlace;
  readonly #tell: Tell;

  constructor(file: string, before: Shape, place: MigrationPlace, tell: Tell) {
    this.#file = file;
    this.#before = before;
    this.#place = place;
    this.#tell = tell;
  }

  /** @param through  table whose lines the expression is for, with the names of before; empty: the record */
  expression(text: string, pointer: string, through: readonly string[], expect?: ExprType): Expr {
    const nothing: Expr = { text, type: { kind: 'any' }, reads: [], run: () => null };
    const reading = callsIn(text).filter((name) => READING.has(name));
    for (const name of reading) this.#tell('migration-reads', pointer, { name });
    if (reading.length > 0) return nothing;
    const scope = this.#scope(through);
    const answer = compileExpression(text, {
      scope,
      types: () => null,
      ...(expect === undefined ? {} : { expect }),
    });
    if (answer.ok) return answer.expr;
    this.#errors(answer.errors, pointer);
    return nothing;
  }

  template(text: string, pointer: string, workshop: Workshop): Template {
    const textKey = textKeyOf({ file: this.#file, pointer });
    const answer = compileTemplate(
      text,
      textKey,
      { scope: this.#scope([]), types: () => null },
      workshop.translate,
      parseExpression,
    );
    if (answer.ok) return answer.template;
    this.#errors(answer.errors, pointer);
    return { text, textKey, reads: [], trees: [], run: () => text };
  }

  #scope(through: readonly string[]): ScopeTypes {
    const { type, workshop } = this.#place;
    const doc = typeOfRecord(this.#before, type.key, workshop.linked);
    if (through.length === 0) return { doc };
    const lines = through.map((_, index) => {
      const table = fieldAt(this.#before, through.slice(0, index + 1));
      const name = `${type.key}.${through.slice(0, index + 1).join('.')}`;
      return typeOfShape(table?.fields ?? new Map(), name, true, workshop.linked);
    });
    return { doc, line: lines.at(-1) ?? doc, parent: lines.at(-2) ?? doc };
  }

  #errors(errors: readonly ExprError[], pointer: string): void {
    for (const { code, params } of errors) {
      const { message } = problemWords(code, params, this.#place.language);
      this.#tell('migration-expression', pointer, { what: message.replace(/\.$/, '') });
    }
  }
}

function callsIn(text: string): readonly string[] {
  const names: string[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) walk(item);
    else if (typeof value === 'object' && value !== null) {
      if ((value as Node).kind === 'call') names.push((value as { name: string }).name);
      for (const inner of Object.values(value)) walk(inner);
    }
  };
  walk(parseExpression(text));
  return names;
}
