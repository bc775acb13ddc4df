// Who is signed in, and what the model lets them see: the one thing that every screen stands on.
import type { ModelAnswer, TypeHead } from '#api';
import { getContext, setContext } from 'svelte';
import { ApiClient } from '#lib/api/client.ts';
import { ApiProblem } from '#lib/api/problem.ts';
import { locale, t, type Language } from '#lib/i18n/locale.svelte.ts';
import { WorkPlace } from './place.svelte.ts';
import { TypeModels } from './type-models.ts';

export type SessionState = 'starting' | 'out' | 'in' | 'unreachable';

/**
 * The session of this page. `start` asks once who is there; afterwards `model` is what the company's current release
 * shows this user, in their language.
 */
export class Session {
  #state = $state<SessionState>('starting');
  #model = $state.raw<ModelAnswer | null>(null);
  #problem = $state('');
  /** It is over, and the page that was open stays: what was typed there is not saved yet. */
  #ended = $state(false);
  readonly #types = $derived(new Map(this.#model?.types.map((type) => [type.key, type])));
  readonly place = new WorkPlace();
  readonly api: ApiClient;
  /** Types compiled for the forms, by release and language. */
  readonly typeModels: TypeModels;

  constructor() {
    this.api = new ApiClient(
      () => locale.language,
      () => (this.#model ? (this.#ended = true) : this.#leave()),
      this.place,
    );
    this.typeModels = new TypeModels(this.api);
  }

  get state(): SessionState {
    return this.#state;
  }

  get problem(): string {
    return this.#problem;
  }

  get ended(): boolean {
    return this.#ended;
  }

  get signedIn(): boolean {
    return this.#model !== null;
  }

  /** The model; only screens behind the sign-in ask for it. */
  get model(): ModelAnswer {
    if (!this.#model) throw new Error('The model is asked for before anybody has signed in.');
    return this.#model;
  }

  /** A type this user may see, or undefined. */
  type(key: string): TypeHead | undefined {
    return this.#types.get(key);
  }

  /** Shows the language wished for and asks who is there. */
  async start(): Promise<void> {
    await locale.show(locale.wished());
    this.api.sayUnreachable(t('common.unreachable'));
    if (await this.#isKnown()) await this.refresh();
    else this.#leave();
  }

  /** Reads the model anew: after sign-in, a change of language, a new release. */
  async refresh(): Promise<void> {
    try {
      this.#model = await this.api.get<ModelAnswer>('/model');
      this.#state = 'in';
      remember(true);
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      this.#problem = problem.sentence;
      if (problem.status === 401 && !this.#model) this.#leave();
      else this.#state = this.#model ? 'in' : 'unreachable';
    }
  }

  /** Whether somebody is signed in. A browser that never was asks politely first, not by a call that is refused. */
  async #isKnown(): Promise<boolean> {
    if (wasHere()) return true;
    try {
      return (await this.api.get<unknown>('/auth/get-session')) !== null;
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      return true;
    }
  }

  async speak(language: Language): Promise<void> {
    await locale.show(language);
    this.api.sayUnreachable(t('common.unreachable'));
    if (this.signedIn) await this.refresh();
  }

  /** @throws ApiProblem when e-mail or password are wrong */
  async signIn(email: string, password: string): Promise<void> {
    await this.api.post('/auth/sign-in/email', { email, password });
    await this.refresh();
  }

  /**
   * The same person goes on after the session has ended; the page stays as it is.
   * @throws ApiProblem when the password is wrong
   */
  async resume(password: string): Promise<void> {
    await this.api.post('/auth/sign-in/email', { email: this.model.user.email, password });
    this.#ended = false;
  }

  /** Not now: whatever is asked of the server next asks again. */
  putOff(): void {
    this.#ended = false;
  }

  async signOut(): Promise<void> {
    try {
      await this.api.post('/auth/sign-out', {});
    } finally {
      this.#leave();
    }
  }

  #leave(): void {
    this.#model = null;
    this.#ended = false;
    this.#state = 'out';
    remember(false);
    this.typeModels.clear();
  }
}

const STORED_AS = 'filiera.here';

function wasHere(): boolean {
  try {
    return localStorage.getItem(STORED_AS) !== null;
  } catch {
    return false;
  }
}

function remember(here: boolean): void {
  try {
    if (here) localStorage.setItem(STORED_AS, '1');
    else localStorage.removeItem(STORED_AS);
  } catch {
    // Without storage every start asks first.
  }
}

const KEY = Symbol('session');

export function createSession(): Session {
  return setContext(KEY, new Session());
}

/** @throws when called outside the layout that creates the session */
export function getSession(): Session {
  const session = getContext<Session | undefined>(KEY);
  if (!session)
    throw new Error('getSession() must be called inside the root layout, which creates the session.');
  return session;
}
