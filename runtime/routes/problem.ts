// application/problem+json (RFC 9457): how the door says no.
import type { FieldProblem, Refusal } from '#engine';
import { languageOf } from '../access/language.ts';
import type { ProblemAnswer } from '../shapes.ts';
import type { Phrase } from './shape-words.ts';
import { DOOR_PROBLEMS, REFUSAL_TITLES, fill } from './words.ts';
import type { DoorCode } from './words.ts';

type Params = Readonly<Record<string, string | number>>;
/** Phrases are said in the caller's language once it is known. */
type Holes = Readonly<Record<string, string | number | Phrase>>;

/** The request cannot be served; thrown inside handlers, answered at the edge in the caller's language. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused';
  readonly code: DoorCode;
  readonly params: Holes;
  readonly extra: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: DoorCode,
    params: Holes = {},
    extra: Readonly<Record<string, unknown>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(code);
    this.code = code;
    this.params = params;
    this.extra = extra;
    this.headers = headers;
  }
}

/** What the engine refused where an answer was expected; thrown inside handlers, answered at the edge. */
export class EngineRefused extends Error {
  override readonly name = 'EngineRefused';
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

/** One of the door's own problems, in words. `extra` adds members (what changed, the version now). */
export function doorAnswer(
  code: DoorCode,
  language: string,
  params: Holes = {},
  extra: Readonly<Record<string, unknown>> = {},
  headers: Readonly<Record<string, string>> = {},
): Response {
  const problem = DOOR_PROBLEMS[code];
  const words = problem.words[languageOf(language)];
  return problemJson(
    {
      type: `/problems/${code}`,
      title: words.title,
      status: problem.status,
      detail: fill(words.detail, said(params, language)),
      ...extra,
    },
    headers,
  );
}

function said(holes: Holes, language: string): Params {
  return Object.fromEntries(
    Object.entries(holes).map(([name, value]) => [
      name,
      typeof value === 'object' ? value[languageOf(language)] : value,
    ]),
  );
}

/** What the engine refused: its own sentence and its problems, all at once. */
export function refusalAnswer(refusal: Refusal, language: string): Response {
  const title = REFUSAL_TITLES[refusal.status]?.[languageOf(language)] ?? refusal.code;
  const problems: { problems?: readonly FieldProblem[] } =
    refusal.problems.length > 0 ? { problems: refusal.problems } : {};
  return problemJson({
    type: `/problems/${refusal.code}`,
    title,
    status: refusal.status,
    detail: refusal.message,
    params: refusal.params,
    ...problems,
    ...(refusal.override ? { override: refusal.override } : {}),
  });
}

/** A list asked for in a way that cannot be answered: 400, with its cure. */
export function badQueryAnswer(
  mistake: { readonly code: string; readonly params: Params; readonly message: string },
  language: string,
): Response {
  const { title } = DOOR_PROBLEMS['query-unusable'].words[languageOf(language)];
  return problemJson({
    type: `/problems/${mistake.code}`,
    title,
    status: 400,
    detail: mistake.message,
    params: mistake.params,
  });
}

function problemJson(
  body: ProblemAnswer & Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(JSON.stringify(body), {
    status: body.status,
    headers: {
      'content-type': 'application/problem+json; charset=utf-8',
      'cache-control': 'no-store',
      ...headers,
    },
  });
}
