// One open document: what is saved, what has been typed on top of it, and what the engine makes of both.
import type { DraftAnswer, EventAnswer, ModelAnswer, PreviewAnswer, RecordAnswer, RefShape } from '#api';
import type { ActionState, Computed, FieldState, Json, JsonObject, Override, ValueSource } from '#engine';
import { freshKey, type ApiClient } from '#lib/api/client.ts';
import { ApiProblem } from '#lib/api/problem.ts';
import type { FormField } from '#lib/forms/form-field.ts';
import { findFitting, findIn, type Find } from '#lib/refs/ref-search.svelte.ts';
import type { TypeModel } from '#lib/workspace/type-models.ts';
import { Autosave } from './autosave.svelte.ts';
import { Computing } from './computing.ts';
import {
  freshLineId,
  insertLines,
  keepIfSame,
  keepSame,
  linesOf,
  patchOf,
  referencesIn,
  setField,
  writable,
} from './edits.ts';
import { isAboutNothing } from './is-about-nothing.ts';
import { mergeEdits, type LostLine } from './merge.ts';
import { Rounds, type Awaited } from './rounds.svelte.ts';
import { sourceAt } from './source-at.ts';
import { UnreadTexts } from './unread.svelte.ts';

const FREE: FieldState = { visible: true, editable: true, required: false };

/**
 * The state behind a document page. `data` is what is shown: what is saved, what was typed on top of it, and what the
 * engine computed from both. It goes back into the next computation, so that untouched lines keep their identity and
 * a value filled by the engine is told from one that somebody typed.
 */
export class DocumentState {
  readonly types: TypeModel;
  readonly autosave: Autosave;
  /** What was typed and could not be read: actions wait for it. */
  readonly unread: UnreadTexts;
  readonly #api: ApiClient;
  readonly #computing: Computing;
  readonly #rounds: Rounds;
  #saved = $state.raw<RecordAnswer | null>(null);
  #data = $state.raw<JsonObject>({});
  // What the engine says, each part replaced only when it says something else: what is drawn from it stands still then.
  #fields = $state.raw<Computed['fields'] | null>(null);
  #found = $state.raw<Computed['problems']>([]);
  #title = $state<string | null>(null);
  #conditions = $state.raw<Computed['conditions']>({});
  #refs = $state.raw<Readonly<Record<string, RefShape>>>({});
  #lost = $state.raw<readonly LostLine[]>([]);
  #refused = $state.raw<ReadonlyMap<string, readonly string[]>>(new Map());
  /** Fields already left once, or asked to be complete: only these complain about being empty. */
  #judged = $state(false);
  #amending = $state(false);
  /** Records and lines whose words have been seen to. */
  readonly #asked = new Set<string>();
  readonly #labelled = new WeakSet<object>();

  /** What is wrong, by JSON pointer. */
  readonly problems = $derived.by<ReadonlyMap<string, readonly string[]>>(() => this.#gathered());

  constructor(api: ApiClient, types: TypeModel, session: ModelAnswer, saved: RecordAnswer | null) {
    this.#api = api;
    this.types = types;
    this.#computing = new Computing(api, types, session);
    this.#rounds = new Rounds(this.#computing, (computed) => this.#show(computed));
    this.autosave = new Autosave(this);
    this.unread = new UnreadTexts(this);
    if (saved) this.#take(saved);
    this.#compute();
  }

  get saved(): RecordAnswer | null {
    return this.#saved;
  }
  get data(): JsonObject {
    return this.#data;
  }
  get refs(): Readonly<Record<string, RefShape>> {
    return this.#refs;
  }
  get title(): string {
    return this.#title ?? this.#saved?.title ?? '';
  }
  /** Lines changed here that somebody else has removed: nobody has said yet what becomes of them. */
  get lost(): readonly LostLine[] {
    return this.#lost;
  }
  /** Where a record starts that is not written yet. */
  get startStates(): readonly string[] {
    const { machine } = this.types.type;
    return machine ? machine.pathsOf(machine.initial) : [];
  }
  get actions(): readonly ActionState[] {
    return this.#saved?.actions ?? [];
  }
  get path(): string {
    return `/records/${encodeURIComponent(this.types.type.key)}/${this.#saved?.id ?? ''}`;
  }

  /** What does not say yet what it will say. */
  get awaited(): Awaited {
    return this.#rounds.awaited;
  }

  /**
   * Where a filled value came from, and what it would be if it were filled now; null where nobody remembers.
   * @param line  id of a table's line
   */
  source(path: string, line: string | null = null): ValueSource | null {
    if (this.awaited === 'all') return null;
    return sourceAt(this.#computing, this.types, this.#saved, this.#data, path, line);
  }

  /** Whether a field is shown, may be changed and must be filled, now. `line`: id of a table's line. */
  field(path: string, line?: string): FieldState {
    const fields = this.#fields ?? this.#saved?.fields ?? {};
    const [table, key] = path.split('.');
    const own = line === undefined ? undefined : fields[`${table}/${line}/${key}`];
    const column = fields[path] ?? (line === undefined ? FREE : (fields[table ?? ''] ?? FREE));
    const state = own ?? column;
    return this.#amending ? { ...state, editable: true } : state;
  }

  /** Whether the condition of an element of form.json holds; null while nobody knows. */
  condition(pointer: string): boolean | null {
    return this.#conditions[pointer] ?? null;
  }

  set(path: string, value: Json, ref: RefShape | null = null): void {
    this.change(
      (data) => setField(data, path, value),
      ref && typeof value === 'string' ? { [value]: ref } : {},
    );
  }

  /** Every change goes through here: the data moves, the engine computes, saving is due. */
  change(edit: (data: JsonObject) => JsonObject, refs: Readonly<Record<string, RefShape>> = {}): void {
    this.#data = edit(this.#data);
    if (Object.keys(refs).length > 0) this.#refs = { ...this.#refs, ...refs };
    if (this.#refused.size > 0) this.#refused = new Map();
    this.#compute();
    this.autosave.due();
  }

  /**
   * Finds records for a reference. Where a condition narrows them, the server is asked with what the form holds: it
   * offers what saving would take.
   * @param line  id of the line; null in the header, or when there is none yet
   */
  finder(field: FormField, line: string | null): Find {
    if (!field.narrowed) return findIn(this.#api, field.refTypes);
    const { type } = this.types;
    return findFitting(this.#api, type.key, () => ({
      field: field.path,
      line,
      data: writable(type, this.#data),
      id: this.#saved?.id ?? null,
    }));
  }

  /** The same for a reference that an event asks for. @param input  what was answered so far */
  eventFinder(event: string, field: FormField, input: () => JsonObject): Find {
    if (!field.narrowed) return findIn(this.#api, field.refTypes);
    return findFitting(this.#api, this.types.type.key, () => ({
      field: field.key,
      event,
      id: this.#saved?.id ?? null,
      input: input(),
    }));
  }

  /** What the server does not have yet, or null. */
  pending(): JsonObject | null {
    return patchOf(this.types.type, this.#saved?.data ?? {}, this.#data);
  }

  /**
   * Writes what is pending. Typing may go on meanwhile: it is put on top of the answer.
   * @throws ApiProblem
   */
  async write(key: string, overrides: readonly Override[]): Promise<void> {
    // A value that an earlier choice filled would be taken for one that was typed.
    await this.#rounds.settled();
    const sent = this.#data;
    if (!this.#saved) {
      const data = writable(this.types.type, sent);
      const answer = await this.#api.post<RecordAnswer>(
        this.path.replace(/\/$/, ''),
        { data },
        { key, overrides },
      );
      this.#rebase(answer, sent);
      return;
    }
    const patch = this.pending();
    if (!patch) return;
    const { version } = this.#saved;
    const answer = await this.#api.patch<RecordAnswer>(this.path, patch, { version, overrides });
    this.autosave.tell(answer.warnings ?? []);
    this.#rebase(answer, sent);
  }

  /** Somebody else was faster: takes what is there now and puts on top of it what was typed here. */
  async catchUp(): Promise<void> {
    const before = this.#saved;
    if (!before) return;
    const answer = await this.#api.get<RecordAnswer>(this.path);
    this.#computing.forget();
    this.#rebase(answer, before.data);
  }

  /** A line that somebody else has removed comes back as a new one: the id of a removed line is never used again. */
  putBack(lost: LostLine): void {
    const { table, line } = lost;
    this.letGo(lost);
    const fields = this.types.type.fields.get(table)?.fields;
    const typed = Object.entries(line).filter(([key]) => key !== 'id' && !fields?.get(key)?.formula);
    const fresh = { ...Object.fromEntries(typed), id: freshLineId() };
    this.change((data) => insertLines(data, table, linesOf(data, table).length, [fresh]));
  }

  /** A line that somebody else has removed stays removed. */
  letGo(lost: LostLine): void {
    this.#lost = this.#lost.filter((one) => one !== lost);
  }

  /** Reads the document anew, keeping what is not saved. */
  async reload(): Promise<void> {
    await this.catchUp();
  }

  /**
   * Fires an event on the saved document.
   * @throws ApiProblem with the refusal
   */
  async fire(event: string, input: JsonObject, overrides: readonly Override[]): Promise<EventAnswer> {
    await this.autosave.flush();
    this.#judged = true;
    const answer = await this.#api.post<EventAnswer>(
      `${this.path}/events/${encodeURIComponent(event)}`,
      { input },
      { key: freshKey(), overrides },
    );
    this.#computing.forget();
    this.#rebase(answer.record, this.#data);
    return answer;
  }

  /** What a command would do, without doing it. @throws ApiProblem with the refusal */
  preview(command: string, body: JsonObject, overrides: readonly Override[] = []): Promise<PreviewAnswer> {
    return this.#api.post<PreviewAnswer>(`${this.path}/${command}`, body, {
      query: { preview: true },
      overrides,
    });
  }

  /**
   * Does what the engine offers by itself: `settle reopen amend opening refill`.
   * @throws ApiProblem with the refusal
   */
  async command(
    kind: ActionState['kind'],
    body: JsonObject,
    overrides: readonly Override[],
  ): Promise<EventAnswer> {
    await this.autosave.flush();
    const answer = await this.#api.post<EventAnswer>(`${this.path}/${kind}`, body, {
      key: freshKey(),
      overrides,
    });
    this.#computing.forget();
    this.#rebase(answer.record, this.#data);
    return answer;
  }

  /** @returns the copy @throws ApiProblem */
  async copy(data: JsonObject): Promise<RecordAnswer> {
    await this.autosave.flush();
    return this.#api.post<RecordAnswer>(`${this.path}/copy`, { data }, { key: freshKey() });
  }

  /** A revision is being made: all that is not computed stands open, and nothing is written before it is said. */
  get amending(): boolean {
    return this.#amending;
  }

  startAmending(): void {
    this.#amending = true;
    this.autosave.hold(true);
  }

  /** Writes the revision. @throws ApiProblem */
  async amend(overrides: readonly Override[]): Promise<void> {
    await this.#rounds.settled();
    await this.command('amend', { patch: this.pending() ?? {} }, overrides);
    this.#stopAmending();
  }

  /** What was typed since the last save is dropped, a revision that was begun with it. */
  dropChanges(): void {
    this.#data = this.#saved?.data ?? {};
    this.#refused = new Map();
    this.#computing.forget();
    this.#stopAmending();
    this.#compute();
  }

  #stopAmending(): void {
    this.#amending = false;
    this.autosave.hold(false);
    this.autosave.settled(this.#saved?.updatedAt ?? null);
  }

  /** Takes an archived record into use again. */
  async restore(): Promise<void> {
    const { record } = await this.#api.post<EventAnswer>(`${this.path}/restore`, {});
    this.#computing.forget();
    this.#rebase(record, this.#data);
  }

  async remove(): Promise<void> {
    this.autosave.stop();
    if (this.#saved) await this.#api.delete(this.path, { version: this.#saved.version });
  }

  /** Shows what the server found wrong under the fields. */
  refuse(problem: ApiProblem): void {
    this.#judged = true;
    const found = new Map<string, string[]>();
    for (const { pointer, message } of problem.problems)
      found.set(pointer, [...(found.get(pointer) ?? []), message]);
    this.#refused = found;
  }

  /** From now on empty required fields are told. */
  judge(): void {
    this.#judged = true;
  }

  #take(saved: RecordAnswer): void {
    this.#saved = saved;
    this.#refs = { ...this.#refs, ...saved.refs };
    this.#conditions = keepIfSame(this.#conditions, { ...saved.conditions });
    this.#data = keepSame(this.#data, saved.data);
  }

  #rebase(answer: RecordAnswer, sent: JsonObject): void {
    const typed = this.#data;
    this.#take(answer);
    const { data, lost } = mergeEdits(this.types.type, sent, typed, this.#data);
    this.#data = data;
    if (lost.length > 0) this.#lost = [...this.#lost, ...lost];
    this.#compute();
  }

  #compute(): void {
    this.#rounds.run(this.#data, this.#saved);
  }

  #show(computed: Computed | DraftAnswer): void {
    if ('refs' in computed) this.#refs = { ...this.#refs, ...computed.refs };
    this.#data = 'memo' in computed ? computed.data : keepSame(this.#data, computed.data);
    this.#fields = keepIfSame(this.#fields, computed.fields);
    this.#found = keepIfSame(this.#found, computed.problems);
    this.#conditions = keepIfSame(this.#conditions, computed.conditions);
    this.#title = computed.title;
    const unknown = [...referencesIn(this.types.type.fields, this.#data, this.#labelled)].filter(
      (id) => !(id in this.#refs) && !this.#asked.has(id),
    );
    if (unknown.length > 0) void this.#label(unknown);
  }

  /** Records that the engine filled in have no words yet. */
  async #label(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.#asked.add(id);
    try {
      this.#refs = { ...(await this.#computing.labels(ids)), ...this.#refs };
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
    }
  }

  #gathered(): ReadonlyMap<string, readonly string[]> {
    const found = new Map<string, readonly string[]>();
    for (const problem of this.#found) {
      if (!this.#judged && isAboutNothing(problem, this.#data)) continue;
      found.set(problem.pointer, [...(found.get(problem.pointer) ?? []), problem.message]);
    }
    for (const [pointer, messages] of this.#refused) if (!found.has(pointer)) found.set(pointer, messages);
    return found;
  }
}
