// Words for people with values in them: `Only {open(line, 'billing').quantity} left of {line.description}`.
import type { Hides, Template } from '../model/expression.ts';
import { formatDecimal, isDecimal } from '../values/decimal.ts';
import { oneFullStop, spokenDay, spokenNumber } from '../values/spoken.ts';
import { versionOf, versionTitle } from '../values/version.ts';
import type { Parse } from './parse.ts';
import type { Checked } from './checked.ts';
import type { Place } from './check-expression.ts';
import { compileTree, type CompiledExpression } from './compile-tree.ts';
import type { ExprError } from './expression-error.ts';
import { MISSING } from './scope.ts';
import type { Scope, Value } from './scope.ts';

/** The text of a key in a language, or `fallback`: `model.text`. */
export type Translate = (language: string, key: string, fallback: string) => string;

export type CompiledTemplate =
  | { readonly ok: true; readonly template: Template }
  | { readonly ok: false; readonly errors: readonly ExprError[] };

/** Holes are written out, whatever they come to. */
type HolePlace = Omit<Place, 'expect'>;

type Part = string | Hole;

interface Hole {
  readonly reads: readonly string[];
  readonly run: (scope: Scope) => Value;
  readonly tree: Checked | undefined;
}

/**
 * Compiles a text with holes. `{{` and `}}` stand for the braces themselves. A null leaves its hole empty; numbers and
 * days are written in the manner of the language, a reference shows the record's title. Of two full stops that meet, one
 * stays.
 *
 * @param place      what holes may name, nothing being expected of them; translations may use the same names
 * @param translate  null: the text has no translations
 * @param parse      reads what stands in a hole
 * @returns          the template, or every mistake in its holes with its place in `text`
 */
export function compileTemplate(
  text: string,
  textKey: string,
  place: HolePlace,
  translate: Translate | null,
  parse: Parse,
): CompiledTemplate {
  const own = compileParts(text, place, parse);
  if (!own.ok) return own;
  const byText = new Map([[text, own.parts]]);

  /** A translation whose holes are wrong is reported by the checker; here the text in place stands in for it. */
  function partsFor(translated: string): readonly Part[] {
    let parts = byText.get(translated);
    if (!parts) {
      const compiled = compileParts(translated, place, parse);
      parts = compiled.ok ? compiled.parts : own.ok ? own.parts : [];
      byText.set(translated, parts);
    }
    return parts;
  }

  const run = (scope: Scope, hides?: Hides): string => {
    const parts = translate ? partsFor(translate(scope.language, textKey, text)) : partsFor(text);
    return parts
      .map((part, index) => {
        if (typeof part === 'string') return part;
        const next = parts[index + 1];
        const said = hides?.(part.reads) ? '…' : write(part.run(scope), scope.language);
        return oneFullStop(said, typeof next === 'string' ? next : '');
      })
      .join('');
  };
  const holes = own.parts.filter((part) => typeof part !== 'string');
  const reads = [...new Set(holes.flatMap((hole) => hole.reads))].sort();
  return {
    ok: true,
    template: { text, textKey, reads, trees: holes.flatMap(({ tree }) => tree ?? []), run },
  };
}

type Parts =
  | { readonly ok: true; readonly parts: readonly Part[] }
  | { readonly ok: false; readonly errors: readonly ExprError[] };

function compileParts(text: string, place: HolePlace, parse: Parse): Parts {
  const parts: Part[] = [];
  const errors: ExprError[] = [];
  let words = '';
  let at = 0;
  while (at < text.length) {
    const char = text[at] as string;
    if ((char === '{' || char === '}') && text[at + 1] === char) {
      words += char;
      at += 2;
    } else if (char === '{') {
      const end = endOfHole(text, at + 1);
      if (end === text.length)
        errors.push({ code: 'expr-syntax', start: at, end, params: { detail: 'A hole is not closed' } });
      if (words) parts.push(words);
      words = '';
      const hole = text.slice(at + 1, end);
      const part = compileHole(compileTree(hole, parse(hole), place), at + 1, errors);
      if (part) parts.push(part);
      at = end + 1;
    } else {
      words += char;
      at++;
    }
  }
  if (words) parts.push(words);
  return errors.length > 0 ? { ok: false, errors } : { ok: true, parts };
}

/** Place of the brace that closes a hole: braces of object literals nest, those in quotes do not count. */
function endOfHole(text: string, start: number): number {
  let depth = 0;
  let quote = '';
  for (let i = start; i < text.length; i++) {
    const char = text[i] as string;
    if (quote) {
      if (char === '\\') i++;
      else if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '{') depth++;
    else if (char === '}' && depth-- === 0) return i;
  }
  return text.length;
}

function compileHole(compiled: CompiledExpression, offset: number, errors: ExprError[]): Hole | null {
  if (!compiled.ok) {
    for (const error of compiled.errors)
      errors.push({ ...error, start: error.start + offset, end: error.end + offset });
    return null;
  }
  const { run, type, reads, tree } = compiled.expr;
  if (type.kind === 'date') {
    const spoken = (value: Value, language: string): Value =>
      typeof value === 'string' ? spokenDay(value, language) : value;
    return { reads, tree, run: (scope) => spoken(run(scope), scope.language) };
  }
  if (type.kind !== 'ref') return { reads, tree, run };
  const title = (id: Value, scope: Scope): Value => {
    const record = typeof id === 'string' ? scope.reads.record(id) : null;
    if (record === null || record === MISSING) return record;
    const { title = null } = record;
    const version = typeof id === 'string' ? versionOf(id) : null;
    return version && typeof title === 'string' ? versionTitle(title, version.revision) : title;
  };
  // The title of what is referred to is read, and so what that is made of.
  return {
    reads: [...reads, ...reads.map((read) => `${read}.title`)],
    tree,
    run: (scope) => title(run(scope), scope),
  };
}

function write(value: Value, language: string): string {
  if (typeof value === 'string') return value;
  if (isDecimal(value)) return spokenNumber(formatDecimal(value), language);
  if (typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.map((item: Value) => write(item, language)).join(', ');
  return value !== null && typeof value === 'object' && 'title' in value
    ? write(value.title ?? null, language)
    : '';
}
