import type { FieldProblem, Json, JsonObject } from '#engine';

/** Codes that only say that something is not there yet. */
const EMPTINESS: ReadonlySet<string> = new Set(['required', 'min-items', 'min-length']);

/** It says that something is not there yet, or checks what is not there yet: nobody is told before having come to it. */
export function isAboutNothing({ code, pointer }: FieldProblem, data: JsonObject): boolean {
  if (EMPTINESS.has(code)) return true;
  if (code !== 'check-failed') return false;
  let here: Json = data;
  for (const step of pointer.split('/').slice(1))
    here = Array.isArray(here)
      ? ((here as readonly Json[])[Number(step)] ?? null)
      : ((here as JsonObject | null)?.[step] ?? null);
  return here === null || (Array.isArray(here) && here.length === 0);
}
