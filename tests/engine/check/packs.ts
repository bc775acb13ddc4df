/// <reference types="vite/client" />
// Packs of the cases: a small sound pack, and changes to it that make it wrong.
import { compile, type PackText, type Problem } from '#engine';
import { ajvValidator } from '../../../runtime/validation.ts';

const baseFiles = import.meta.glob<string>('./base/**/*.json', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** A sound pack of two catalogs and two documents. */
export const base: PackText = {
  files: Object.fromEntries(
    Object.entries(baseFiles).map(([path, text]) => [path.replace('./base/', ''), text]),
  ),
};

/**
 * `file` → the whole file (an object, or a string: its text as it is); `file#/pointer` → the value there.
 * `null` takes the file or the value away.
 */
export type Changes = Readonly<Record<string, unknown>>;

export function change(pack: PackText, changes: Changes): PackText {
  const files: Record<string, string> = { ...pack.files };
  for (const [place, value] of Object.entries(changes)) {
    const [file = '', pointer] = place.split('#');
    if (pointer === undefined) {
      if (value === null) delete files[file];
      else files[file] = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
    } else {
      const json = JSON.parse(files[file] ?? '{}') as Record<string, unknown>;
      put(json, pointer.slice(1).split('/'), value);
      files[file] = JSON.stringify(json, null, 2);
    }
  }
  return { files };
}

function put(json: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const key = (path[0] ?? '').replaceAll('~1', '/').replaceAll('~0', '~');
  if (path.length > 1) put((json[key] ??= {}) as Record<string, unknown>, path.slice(1), value);
  else if (value === null) delete json[key];
  else json[key] = value;
}

/** Problems as reviewers read them: the text at fault instead of offsets. */
export function problemsOf(pack: PackText, language = 'en'): readonly object[] {
  return compile(pack, { validator: ajvValidator, language }).problems.map((problem) => told(problem, pack));
}

function told({ code, severity, file, pointer, range, message, cure }: Problem, pack: PackText): object {
  const at = range === null ? null : (pack.files[file] ?? '').slice(range.start, range.end);
  return {
    code,
    severity,
    file,
    pointer,
    at: at !== null && at.length > 80 ? `${at.slice(0, 77)}...` : at,
    message,
    cure,
  };
}
