import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import type { Json } from '../model/json.ts';
import type { PackFile, TextRange } from '../model/pack.ts';
import type { Finding } from '../problems/finding.ts';
import { pathOf, pointerOf } from './json-pointer.ts';

/** Deeper nesting than any definition has; beyond it a hostile file could exhaust the stack. */
const DEPTH_MAX = 100;
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** A file whose positions can be asked for; `keyRange` is the range of the member's key. */
export interface LocatedFile extends PackFile {
  readonly keyRange: (pointer: string) => TextRange | null;
}

/** Strict JSON → values with positions. Duplicate and dangerous keys are findings, not silently resolved. */
export function readJson(path: string, text: string): { file: LocatedFile | null; findings: Finding[] } {
  if (tooDeep(text))
    return {
      file: null,
      findings: [{ code: 'json-too-deep', file: path, pointer: '', params: { limit: DEPTH_MAX } }],
    };
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  if (errors.length > 0 || root === undefined) {
    const found = errors.length > 0 ? errors : [{ error: 4, offset: 0, length: 0 } as ParseError];
    // The parser may say several things about one place; the first is what went wrong.
    const first = found.filter(
      (error, index) => found.findIndex(({ offset }) => offset === error.offset) === index,
    );
    return { file: null, findings: first.slice(0, 20).map((error) => syntaxFinding(path, text, error)) };
  }
  const findings: Finding[] = [];
  const json = valueOf(root, [], path, findings);
  const file: LocatedFile = {
    path,
    text,
    json,
    locate: (pointer) => rangeOf(find(root, pointer)),
    keyRange: (pointer) => rangeOf(find(root, pointer)?.parent?.children?.[0]),
  };
  return { file: findings.length > 0 ? null : file, findings };
}

function tooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === 92) at++;
      else if (code === 34) inString = false;
    } else if (code === 34) inString = true;
    else if (code === 123 || code === 91) {
      if (++depth > DEPTH_MAX) return true;
    } else if (code === 125 || code === 93) depth--;
  }
  return false;
}

function syntaxFinding(path: string, text: string, error: ParseError): Finding {
  const before = text.slice(0, error.offset);
  const line = before.split('\n').length;
  const column = error.offset - before.lastIndexOf('\n');
  return {
    code: 'json-syntax',
    file: path,
    pointer: '',
    range: { start: error.offset, end: error.offset + Math.max(error.length, 1) },
    params: { line, column, what: printParseErrorCode(error.error) },
  };
}

function valueOf(node: Node, path: (string | number)[], file: string, findings: Finding[]): Json {
  if (node.type === 'array')
    return (node.children ?? []).map((child, index) => valueOf(child, [...path, index], file, findings));
  if (node.type !== 'object') return node.value as Json;
  const result: Record<string, Json> = {};
  for (const property of node.children ?? []) {
    const [keyNode, valueNode] = property.children ?? [];
    if (keyNode === undefined || valueNode === undefined) continue;
    const key = String(keyNode.value);
    const at = [...path, key];
    const range = { start: keyNode.offset, end: keyNode.offset + keyNode.length };
    if (FORBIDDEN_KEYS.has(key))
      findings.push({ code: 'json-forbidden-key', file, pointer: pointerOf(at), range, params: { key } });
    else if (Object.hasOwn(result, key))
      findings.push({ code: 'json-duplicate-key', file, pointer: pointerOf(at), range, params: { key } });
    else result[key] = valueOf(valueNode, at, file, findings);
  }
  return result;
}

function find(root: Node, pointer: string): Node | undefined {
  let node: Node | undefined = root;
  for (const part of pathOf(pointer)) {
    if (node?.type === 'object')
      node = node.children?.find((property) => property.children?.[0]?.value === part)?.children?.[1];
    else if (node?.type === 'array') node = node.children?.[Number(part)];
    else return undefined;
  }
  return node;
}

function rangeOf(node: Node | undefined): TextRange | null {
  return node === undefined ? null : { start: node.offset, end: node.offset + node.length };
}
