// What one command does to a draft's files: pure, so that undo and redo are the same edit read backwards.
import { applyEdits, findNodeAtLocation, modify, parseTree } from 'jsonc-parser';
import type { JSONPath } from 'jsonc-parser';
import type { Refusal } from '#engine';
import type { DraftCommand } from '../definition-shapes.ts';
import type { Files } from '../store/releases.ts';
import { refuseDefinition } from './refusals.ts';

/** One file before and after; null: not there. */
export interface FileEdit {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

const PATH = /^(?=.{1,200}$)[a-z0-9][a-z0-9-]*(\.[a-z0-9-]+)*(\/[a-z0-9][a-z0-9-]*(\.[a-z0-9-]+)*)*$/;
const TEXT_LENGTH_MAX = 1_000_000;

/**
 * @returns the edit | null when nothing changes | a refusal
 */
export function editOf(
  command: Exclude<DraftCommand, { undo: true } | { redo: true }>,
  files: Files,
  language: string,
): FileEdit | null | Refusal {
  const path = 'put' in command ? command.put : 'delete' in command ? command.delete : command.patch;
  if (!PATH.test(path)) return refuseDefinition('bad-path', language, { path: path.slice(0, 200) });
  const before = Object.hasOwn(files, path) ? (files[path] ?? null) : null;
  if (!('put' in command) && before === null) return refuseDefinition('no-file', language, { path });

  let after: string | null;
  if ('put' in command) after = command.text;
  else if ('delete' in command) after = null;
  else {
    after = patched(before ?? '', command.pointer, command.value);
    if (after === null) return refuseDefinition('cannot-patch', language, { path, pointer: command.pointer });
  }
  if (after !== null && after.length > TEXT_LENGTH_MAX)
    return refuseDefinition('too-large', language, { path });
  return after === before ? null : { path, before, after };
}

/** The text with the value at a JSON pointer set (or removed), everything else as its author laid it out. */
function patched(text: string, pointer: string, value: unknown): string | null {
  const tree = parseTree(text);
  if (!tree) return null;
  const place: JSONPath = [];
  for (const token of pointer === '' ? [] : pointer.slice(1).split('/')) {
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~');
    const parent = findNodeAtLocation(tree, place);
    // Where the place does not exist yet, its parents are made as objects.
    if (parent && parent.type !== 'object' && parent.type !== 'array') return null;
    if (parent?.type === 'array' && !/^(0|[1-9]\d*|-)$/.test(key)) return null;
    place.push(parent?.type === 'array' ? (key === '-' ? (parent.children?.length ?? 0) : Number(key)) : key);
  }
  try {
    return applyEdits(
      text,
      modify(text, place, value, { formattingOptions: { insertSpaces: true, tabSize: 2, eol: '\n' } }),
    );
  } catch {
    // The library refuses places that the text cannot hold.
    return null;
  }
}

/** The files with one edit done (or undone). */
export function applyEdit(files: Files, edit: FileEdit, direction: 'do' | 'undo'): Files {
  const text = direction === 'do' ? edit.after : edit.before;
  const next: Record<string, string> = { ...files };
  if (text === null) delete next[edit.path];
  else next[edit.path] = text;
  return next;
}
