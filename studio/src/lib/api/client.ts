// The typed way to the server. Every screen goes through here, so that language, versions and keys are never forgotten.
import type { Override } from '#engine';
import { ApiProblem } from './problem.ts';

export interface CallOptions {
  readonly query?: Readonly<Record<string, string | number | boolean | null | undefined>>;
  readonly signal?: AbortSignal;
  /** Sent as `If-Match`; the server answers 412 when the record has moved on. */
  readonly version?: number;
  /** Sent as `Idempotency-Key`: the same key gives the first answer again. */
  readonly key?: string;
  /** Checks that are gone past, each with the reason. */
  readonly overrides?: readonly Override[];
}

/** Where somebody works: the id of a record. */
export interface WorksAt {
  readonly id: string | null;
  choose(place: null): void;
}

/**
 * Calls under `/api`. Answers are JSON of the shapes in `#api`; anything else is thrown as `ApiProblem`.
 */
export class ApiClient {
  readonly #language: () => string;
  readonly #onSignedOut: () => void;
  readonly #place: WorksAt;
  #unreachable = 'The server cannot be reached.';

  /**
   * @param language     language of the answers, read at every call
   * @param onSignedOut  called when the server answers 401
   * @param place        where the user works; he is taken away from what the server does not take
   */
  constructor(language: () => string, onSignedOut: () => void, place: WorksAt) {
    this.#language = language;
    this.#onSignedOut = onSignedOut;
    this.#place = place;
  }

  /** Id of the record that the user works at, or null. */
  get here(): string | null {
    return this.#place.id;
  }

  /** Words used when there is no server to say any. */
  sayUnreachable(words: string): void {
    this.#unreachable = words;
  }

  get<T>(path: string, options: CallOptions = {}): Promise<T> {
    return this.#call<T>('GET', path, undefined, options);
  }

  post<T>(path: string, body: unknown, options: CallOptions = {}): Promise<T> {
    return this.#call<T>('POST', path, body, options);
  }

  patch<T>(path: string, body: unknown, options: CallOptions = {}): Promise<T> {
    return this.#call<T>('PATCH', path, body, options);
  }

  delete<T>(path: string, options: CallOptions = {}): Promise<T> {
    return this.#call<T>('DELETE', path, undefined, options);
  }

  async #call<T>(method: string, path: string, body: unknown, options: CallOptions): Promise<T> {
    const headers: Record<string, string> = {
      accept: 'application/json',
      'accept-language': this.#language(),
    };
    if (this.#place.id !== null) headers['x-here'] = this.#place.id;
    if (body !== undefined) headers['content-type'] = 'application/json';
    if (options.version !== undefined) headers['if-match'] = `"${options.version}"`;
    if (options.key !== undefined) headers['idempotency-key'] = options.key;
    if (options.overrides && options.overrides.length > 0)
      headers.overrides = options.overrides
        .map(({ code, reason }) => `${code}=${encodeURIComponent(reason)}`)
        .join(',');
    const init: RequestInit = { method, headers, credentials: 'same-origin' };
    if (body !== undefined) init.body = JSON.stringify(body);
    if (options.signal) init.signal = options.signal;

    let response: Response;
    try {
      response = await fetch(`/api${path}${queryOf(options.query)}`, init);
    } catch (cause) {
      if (options.signal?.aborted) throw cause;
      throw new ApiProblem(0, null, this.#unreachable);
    }
    const answer = await read(response);
    if (response.ok) return answer as T;
    if (headers['x-here'] !== undefined && isUnusablePlace(answer)) {
      this.#place.choose(null);
      return this.#call(method, path, body, options);
    }
    if (response.status === 401 && !path.startsWith('/auth/')) this.#onSignedOut();
    throw new ApiProblem(response.status, answer, response.statusText || String(response.status));
  }
}

/** The place is gone, or no longer this user's: told before anything was done. */
function isUnusablePlace(answer: unknown): boolean {
  return (answer as { readonly type?: unknown } | null)?.type === '/problems/here-unusable';
}

/** A fresh key for `Idempotency-Key`. */
export function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function read(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function queryOf(query: CallOptions['query']): string {
  if (!query) return '';
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') params.set(name, String(value));
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}
