// What comes from outside is unknown until it has been looked at here.
import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import type { JsonObject } from '#engine';
import type { Caller } from '../access/caller.ts';
import type { Language } from '../access/language.ts';
import { RequestRefused } from './problem.ts';

/** What every route finds in its context. */
export interface RouteEnv {
  Variables: { caller: Caller; language: Language };
}

export type RouteContext = Context<RouteEnv>;

/**
 * The body as a JSON object; no body at all is an empty one.
 *
 * @throws RequestRefused 400 when it is not JSON, or JSON but no object
 */
export async function readBody(c: RouteContext): Promise<JsonObject> {
  const text = await c.req.text();
  if (text.trim() === '') return {};
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    throw new RequestRefused('body-unreadable', {
      reason: error instanceof Error ? error.message : 'unknown',
    });
  }
  return asObject(body, '');
}

export function asObject(value: unknown, pointer: string): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrongShape(pointer, 'an object');
  return value as JsonObject;
}

export function asText(value: unknown, pointer: string): string {
  if (typeof value !== 'string') throw wrongShape(pointer, 'a text');
  return value;
}

export function asArray(value: unknown, pointer: string): readonly unknown[] {
  if (!Array.isArray(value)) throw wrongShape(pointer, 'an array');
  return value;
}

/** The member, or a fallback when it is absent or null. */
export function objectIn(body: JsonObject, key: string): JsonObject {
  return body[key] == null ? {} : asObject(body[key], `/${key}`);
}

/** Members beyond these are a mistake worth saying, not a wish to overlook. */
export function onlyKeys(body: JsonObject, keys: readonly string[]): void {
  for (const key of Object.keys(body))
    if (!keys.includes(key)) throw wrongShape(`/${key}`, `absent (known: ${keys.join(', ')})`);
}

export function wrongShape(pointer: string, expected: string): RequestRefused {
  return new RequestRefused('body-shape', { pointer: pointer === '' ? '/' : pointer, expected });
}

/**
 * The version that the caller saw, from `If-Match: "7"`.
 *
 * @throws RequestRefused 428 when absent; a tag that is no version of ours can never match, so it reads as version 0
 */
export function readIfMatch(c: RouteContext): number {
  const header = c.req.header('if-match');
  if (header === undefined) throw new RequestRefused('version-needed');
  const match = /^\s*(?:W\/)?"?(\d{1,9})"?\s*$/.exec(header);
  return match ? Number(match[1]) : 0;
}

export function isPreview(c: RouteContext): boolean {
  return c.req.query('preview') === 'true';
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
  if (key.length > KEY_LENGTH_MAX)
    throw new RequestRefused('query-unusable', { name: 'Idempotency-Key', reason: `> ${KEY_LENGTH_MAX}` });
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
