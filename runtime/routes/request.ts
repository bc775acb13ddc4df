// What comes from outside is unknown until it has been looked at here.
import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import type { JsonObject } from '#engine';
import type { Caller } from '../access/caller.ts';
import type { Language } from '../access/language.ts';
import { RequestRefused } from './problem.ts';
import { REASONS, SHAPES, oneOf } from './shape-words.ts';
import type { Phrase, Shape } from './shape-words.ts';
import { escapePointer, isStorableText, obstacleIn } from './storable.ts';

/** What every route finds in its context. */
export interface RouteEnv {
  Variables: { caller: Caller; language: Language };
}

export type RouteContext = Context<RouteEnv>;

/**
 * The body as a JSON object; no body at all is an empty one.
 *
 * @throws RequestRefused 400 when it is not JSON, JSON but no object, or nested too deeply; 422 when a text in it
 *         cannot be kept, with its place
 */
export async function readBody(c: RouteContext): Promise<JsonObject> {
  const text = await c.req.text();
  if (text.trim() === '') return {};
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new RequestRefused('body-unreadable');
  }
  const obstacle = obstacleIn(body);
  if (obstacle) {
    const { kind, pointer } = obstacle;
    const shown = pointer === '' ? '/' : pointer;
    throw new RequestRefused(
      kind === 'depth' ? 'body-too-deep' : 'text-unusable',
      { pointer: shown },
      { pointer: shown },
    );
  }
  return asObject(body, '');
}

export function asObject(value: unknown, pointer: string): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrongShape(pointer, 'object');
  return value as JsonObject;
}

export function asText(value: unknown, pointer: string): string {
  if (typeof value !== 'string') throw wrongShape(pointer, 'text');
  return value;
}

export function asArray(value: unknown, pointer: string): readonly unknown[] {
  if (!Array.isArray(value)) throw wrongShape(pointer, 'list');
  return value;
}

/** The member, or a fallback when it is absent or null. */
export function objectIn(body: JsonObject, key: string): JsonObject {
  return body[key] == null ? {} : asObject(body[key], `/${key}`);
}

/**
 * Members beyond these are a mistake worth saying, not a wish to overlook.
 *
 * @param pointer  of the object that holds them
 */
export function onlyKeys(body: JsonObject, keys: readonly string[], pointer = ''): void {
  const stray = Object.keys(body).find((key) => !keys.includes(key));
  if (stray === undefined) return;
  const at = `${pointer}/${escapePointer(stray)}`;
  throw new RequestRefused('body-unknown', { pointer: at, known: keys.join(', ') }, { pointer: at });
}

export function wrongShape(pointer: string, expected: Shape): RequestRefused {
  const at = pointer === '' ? '/' : pointer;
  return new RequestRefused('body-shape', { pointer: at, expected: SHAPES[expected] }, { pointer: at });
}

export function unusable(name: string, reason: string | Phrase): RequestRefused {
  return new RequestRefused('query-unusable', { name, reason });
}

/**
 * The address's parameters: these and no others, each once, of characters that the database knows.
 *
 * @throws RequestRefused 400 naming the first that is not so
 */
export function readQuery(c: RouteContext, known: readonly string[]): Readonly<Record<string, string>> {
  const given = c.req.queries();
  const stray = Object.keys(given).filter((name) => !known.includes(name));
  if (stray.length > 0)
    throw new RequestRefused('query-unknown', {
      names: stray.map((name) => name.replaceAll('\0', '\u{FFFD}')).join(', '),
      known: known.length === 0 ? '—' : known.join(', '),
    });
  return Object.fromEntries(
    Object.entries(given).map(([name, values]) => {
      const [value = ''] = values;
      if (values.length > 1) throw unusable(name, REASONS.twice);
      if (!isStorableText(value)) throw unusable(name, REASONS.characters);
      return [name, value];
    }),
  );
}

/** `true` or `false`; absent is false. Anything else is a mistake: a preview that is none would write. */
export function readFlag(query: Readonly<Record<string, string>>, name: string): boolean {
  const text = query[name];
  if (text === undefined || text === 'false') return false;
  if (text === 'true') return true;
  throw unusable(name, oneOf('true', 'false'));
}

/**
 * The version that the caller saw, from `If-Match: "7"`.
 *
 * @throws RequestRefused 428 when absent, 400 when it is no version
 */
export function readIfMatch(c: RouteContext): number {
  const header = c.req.header('if-match');
  if (header === undefined) throw new RequestRefused('version-needed');
  const match = /^\s*(?:W\/)?"?(\d{1,9})"?\s*$/.exec(header);
  if (!match) throw new RequestRefused('version-unreadable', { given: header.slice(0, 40) });
  return Number(match[1]);
}

/** Whether a write shall only be shown. @throws RequestRefused 400 when the address asks for anything else */
export function isPreview(c: RouteContext): boolean {
  return readFlag(readQuery(c, ['preview']), 'preview');
}

/** RFC 7240: the caller wants what was written, not what a screen shows around it. */
export function wantsMinimal(c: RouteContext): boolean {
  return /\breturn=minimal\b/.test(c.req.header('prefer') ?? '');
}

/** Longest key we keep; enough for a UUID with a prefix. */
const KEY_LENGTH_MAX = 200;

/**
 * The caller's `Idempotency-Key` with a hash of everything the answer depends on, so that the same key with
 * another request is noticed. Absent: undefined.
 */
export async function readIdempotency(c: RouteContext): Promise<{ key: string; hash: string } | undefined> {
  const key = c.req.header('idempotency-key')?.trim();
  if (!key) return undefined;
  if (key.length > KEY_LENGTH_MAX) throw unusable('Idempotency-Key', REASONS.long);
  const url = new URL(c.req.url);
  const caller = c.get('caller');
  const hash = createHash('sha256')
    .update(`${c.req.method}\n${url.pathname}\n${url.search}\n${caller.user.id}\n`)
    .update(await c.req.text())
    .digest('hex');
  return { key, hash };
}

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A path's id in canonical form; anything else is not there. */
export function asId(text: string): string {
  const id = text.toLowerCase();
  if (!ID.test(id)) throw new RequestRefused('not-found');
  return id;
}
