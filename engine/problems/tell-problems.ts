import type { TextRange } from '../model/pack.ts';
import type { Finding } from './finding.ts';
import type { Problem } from './problem.ts';
import { problemWords } from './problem-words.ts';

/** What is asked of a file to find a place in its text. */
export interface Located {
  readonly text: string;
  readonly locate: (pointer: string) => TextRange | null;
  readonly keyRange: (pointer: string) => TextRange | null;
}

/** Findings → problems with words and ranges, without doubles, by file and place. */
export function tellProblems(
  findings: readonly Finding[],
  files: ReadonlyMap<string, Located>,
  language: string,
): readonly Problem[] {
  const seen = new Set<string>();
  const problems: Problem[] = [];
  for (const finding of findings) {
    const { code, file, pointer, severity = 'error', params = {} } = finding;
    const range = rangeOf(finding, files.get(file));
    const identity = JSON.stringify([code, file, pointer, range, params]);
    if (seen.has(identity)) continue;
    seen.add(identity);
    problems.push({ code, severity, file, pointer, range, params, ...problemWords(code, params, language) });
  }
  return problems.sort(
    (a, b) =>
      compareText(a.file, b.file) ||
      (a.range?.start ?? 0) - (b.range?.start ?? 0) ||
      compareText(a.pointer, b.pointer) ||
      compareText(a.code, b.code),
  );
}

/** By code unit, not by locale: the same everywhere. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function rangeOf(finding: Finding, file: Located | undefined): TextRange | null {
  if (finding.range !== undefined) return finding.range;
  if (file === undefined) return null;
  if (finding.atKey) return file.keyRange(finding.pointer) ?? file.locate(finding.pointer);
  const range = nearestPlace(finding.pointer, file);
  if (range === null || finding.span === undefined || file.text[range.start] !== '"') return range;
  return insideString(file.text, range, finding.span);
}

/** A pointer to what is not there (a member that is missing) falls back to what is around it. */
function nearestPlace(pointer: string, file: Located): TextRange | null {
  for (let at = pointer; ; at = at.slice(0, at.lastIndexOf('/'))) {
    const range = file.locate(at);
    if (range !== null || at === '') return range;
  }
}

/** Offsets into the value of a JSON string → offsets into the file, escapes counted. */
function insideString(
  text: string,
  range: TextRange,
  span: { readonly start: number; readonly end: number },
): TextRange {
  const placeOf = (offset: number): number => {
    let at = range.start + 1;
    for (let passed = 0; passed < offset && at < range.end - 1; passed++)
      at += text[at] !== '\\' ? 1 : text[at + 1] === 'u' ? 6 : 2;
    return at;
  };
  const start = placeOf(span.start);
  return { start, end: Math.max(placeOf(span.end), start) };
}
