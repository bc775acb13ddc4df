// What comes back when the server says no: RFC 9457, or nothing at all when there is no server.
import type { ProblemAnswer } from '#api';
import type { FieldProblem } from '#engine';

/** An answer that is not a success. `status` 0: the server was not reached. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  /** The last part of the problem's `type`: `/problems/stale` → `stale`. */
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly problems: readonly FieldProblem[];
  /** The command may be given again with a reason: of which code, by whom, and whether that is this user. */
  readonly override: ProblemAnswer['override'];
  /** The whole body, for answers that carry more (412 says what changed). */
  readonly body: unknown;

  constructor(status: number, body: unknown, fallback: string) {
    const told = isObject(body) ? body : {};
    const title = text(told.title) ?? fallback;
    const detail = text(told.detail) ?? '';
    super(detail || title);
    this.status = status;
    this.code = (text(told.type) ?? '').split('/').pop() || (status === 0 ? 'unreachable' : String(status));
    this.title = title;
    this.detail = detail;
    this.problems = Array.isArray(told.problems) ? (told.problems as FieldProblem[]) : [];
    this.override = isObject(told.override) ? (told.override as ProblemAnswer['override']) : undefined;
    this.body = body;
  }

  /** One sentence for people. */
  get sentence(): string {
    return this.detail || this.title;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
