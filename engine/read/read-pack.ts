import type { Json, JsonObject } from '../model/json.ts';
import type { DataLine, PackText } from '../model/pack.ts';
import type { Finding } from '../problems/finding.ts';
import { nearestName } from '../problems/nearest-name.ts';
import type { ValidatorFactory } from '../validation.ts';
import { fileKindOf, fileKinds } from './file-kinds.ts';
import { grammarFindings } from './grammar-findings.ts';
import { readJson, type LocatedFile } from './read-json.ts';

/** What reading found: sound files, and those that are there but broken, so that nobody calls them missing. */
export interface ReadPack {
  readonly files: ReadonlyMap<string, LocatedFile>;
  readonly broken: ReadonlySet<string>;
  /** Every file that could be parsed, broken ones included: where problems find their places. */
  readonly located: ReadonlyMap<string, LocatedFile>;
  /** Lines of records and stories, by file; what is no object is left out. */
  readonly lines: ReadonlyMap<string, readonly DataLine[]>;
  readonly findings: readonly Finding[];
}

/** Text → strict JSON with positions → judged by the grammar of its place. */
export function readPack(pack: PackText, validator: ValidatorFactory): ReadPack {
  const files = new Map<string, LocatedFile>();
  const broken = new Set<string>();
  const located = new Map<string, LocatedFile>();
  const lines = new Map<string, readonly DataLine[]>();
  const findings: Finding[] = [];
  for (const path of Object.keys(pack.files).sort()) {
    const text = String(pack.files[path]);
    const kind = fileKindOf(path);
    if (kind === null) {
      findings.push(unknownPlace(path));
    } else if (kind.kind === 'data') {
      const read = readLines(path, text);
      lines.set(path, read.lines);
      findings.push(...read.findings);
    } else if (kind.kind === 'message' || kind.kind === 'print') {
      files.set(path, textFile(path, text));
    } else if (kind.kind !== 'text') {
      const { file, findings: found } = readJson(path, text);
      const wrong =
        file === null || kind.grammar === null ? [] : grammarFindings(file, kind.grammar, validator);
      findings.push(...found, ...wrong);
      if (file !== null) located.set(path, file);
      if (file === null || wrong.length > 0) broken.add(path);
      else files.set(path, file);
    }
  }
  return { files, broken, located, lines, findings };
}

/** Words for people: no JSON to point into. */
function textFile(path: string, text: string): LocatedFile {
  return { path, text, json: text, locate: () => null, keyRange: () => null };
}

function unknownPlace(path: string): Finding {
  const suggestion = nearestName(
    path,
    fileKinds.map((kind) =>
      kind.pattern.replace(/<\w+>/, path.split('/')[1]?.replace(/\.jsonl?$/, '') ?? ''),
    ),
  );
  return { code: 'file-unknown', file: path, pointer: '', params: { file: path, suggestion } };
}

/** Wrong lines of one file that are told: more say nothing new. */
const WRONG_LINES_MAX = 20;

/** JSON lines: each line an object. */
function readLines(path: string, text: string): { lines: readonly DataLine[]; findings: readonly Finding[] } {
  const lines: DataLine[] = [];
  const findings: Finding[] = [];
  let start = 0;
  for (const [index, line] of text.split('\n').entries()) {
    const range = { start, end: start + line.length };
    start = range.end + 1;
    if (line.trim() === '') continue;
    const json = objectIn(line);
    if (json !== null) lines.push({ json, line: index + 1, range });
    else if (findings.length < WRONG_LINES_MAX)
      findings.push({ code: 'json-line', file: path, pointer: '', range, params: { line: index + 1 } });
  }
  return { lines, findings };
}

function objectIn(text: string): JsonObject | null {
  try {
    const value = JSON.parse(text) as Json;
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : null;
  } catch {
    return null;
  }
}
