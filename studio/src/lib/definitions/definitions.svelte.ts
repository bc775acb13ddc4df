// The open definitions: files, what is wrong with them, where the author is. One object under every page of the studio.
import type { Problem } from '#engine';
import { getContext, setContext } from 'svelte';
import { ApiProblem } from '#lib/api/problem.ts';
import { locale } from '#lib/i18n/locale.svelte.ts';
import type { Session } from '#lib/workspace/session.svelte.ts';
import { Checker } from './checker.ts';
import { DraftLog, type Files } from './draft-log.svelte.ts';
import { typeOf } from './file-tree.ts';
import { withValue } from './places.ts';

/** A pause in typing that ends a step of undo. */
const WRITE_AFTER_MS = 500;

/** A place that was chosen, to be shown where it stands. `turn` tells two choices of the same place apart. */
export interface Place {
  readonly file: string;
  readonly pointer: string;
  readonly turn: number;
  /** The editor takes the focus. */
  readonly focus: boolean;
}

export type View = 'json' | 'stages';

export class Definitions {
  readonly session: Session;
  readonly log: DraftLog;
  #files = $state.raw<Files>({});
  #opened = $state(false);
  #failure = $state('');
  #problems = $state.raw<readonly Problem[]>([]);
  #checked = $state(false);
  #file = $state('');
  #view = $state<View>('json');
  #place = $state.raw<Place | null>(null);
  /** Grows when texts change otherwise than by typing into them. */
  #loads = $state(0);
  #turn = 0;
  /** What is typed but not yet sent: one file at a time. */
  #unwritten = $state.raw<{ readonly file: string; readonly text: string } | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #checker: Checker | null = null;

  readonly paths = $derived(Object.keys(this.#files).toSorted());
  readonly problemsByFile = $derived(Map.groupBy(this.#problems, (problem) => problem.file));
  readonly errorCount = $derived(this.#problems.filter((problem) => problem.severity === 'error').length);
  readonly changed = $derived.by(
    () => new Set([...(this.log.draft?.changed ?? []), ...(this.#unwritten ? [this.#unwritten.file] : [])]),
  );

  constructor(session: Session) {
    this.session = session;
    this.log = new DraftLog(session.api);
  }

  get files(): Files {
    return this.#files;
  }
  get opened(): boolean {
    return this.#opened;
  }
  get failure(): string {
    return this.#failure;
  }
  get problems(): readonly Problem[] {
    return this.#problems;
  }
  /** Problems are of the files as they stand now. */
  get checked(): boolean {
    return this.#checked;
  }
  get file(): string {
    return this.#file;
  }
  get view(): View {
    return this.#view;
  }
  set view(view: View) {
    this.#view = view;
  }
  /** machine.json of the type that the open file belongs to; null without one. */
  get machineFile(): string | null {
    const file = `types/${typeOf(this.#file) ?? ''}/machine.json`;
    return Object.hasOwn(this.#files, file) ? file : null;
  }
  get text(): string {
    return this.#files[this.#file] ?? '';
  }
  get place(): Place | null {
    return this.#place;
  }
  get loads(): number {
    return this.#loads;
  }
  get unwritten(): boolean {
    return this.#unwritten !== null || this.log.saving;
  }

  async open(): Promise<void> {
    this.#failure = '';
    try {
      this.#load(await this.log.open());
      this.#opened = true;
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      this.#failure = problem.sentence;
    }
  }

  /** Shows a file; without one that is there, the first type's. */
  show(file: string): void {
    const known = Object.hasOwn(this.#files, file);
    const next = known
      ? file
      : (this.paths.find((path) => path.endsWith('/machine.json')) ?? this.paths[0] ?? '');
    if (next !== this.#file) this.#place = null;
    this.#file = next;
  }

  /** Goes to a place: the file opens, the editor marks it. */
  goTo(file: string, pointer: string, focus = false): void {
    if (Object.hasOwn(this.#files, file)) this.#file = file;
    this.#turn += 1;
    this.#place = { file, pointer, focus, turn: this.#turn };
  }

  /** The text of a file as it is being typed. It is written when the hand rests. */
  type(file: string, text: string): void {
    if (this.#files[file] === text) return;
    if (this.#unwritten?.file !== file) this.#write();
    this.#files = { ...this.#files, [file]: text };
    this.#unwritten = { file, text };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#write(), WRITE_AFTER_MS);
    this.check();
  }

  /** Sets one value by its place, from a canvas or a form; a step of undo of its own. */
  set(file: string, pointer: string, value: unknown): void {
    const text = withValue(this.#files[file] ?? '', pointer, value);
    if (text === null) return;
    this.#write();
    this.type(file, text);
    this.#loads += 1;
    this.#write();
  }

  add(file: string, text: string): void {
    this.type(file, text);
    this.#write();
    this.show(file);
  }

  remove(file: string): void {
    this.#write();
    const { [file]: _, ...rest } = this.#files;
    this.#files = rest;
    void this.log.send({ delete: file });
    if (this.#file === file) this.show('');
    this.check();
  }

  undo(): Promise<void> {
    return this.#walk({ undo: true });
  }

  redo(): Promise<void> {
    return this.#walk({ redo: true });
  }

  /** Everything typed is on the server. */
  async written(): Promise<void> {
    this.#write();
    await this.log.settled();
  }

  async discard(): Promise<void> {
    this.#forget();
    await this.log.discard();
    await this.open();
  }

  async startFrom(release: number): Promise<void> {
    this.#forget();
    const files = await this.log.startFrom(release);
    if (files) this.#load(files);
  }

  check(): void {
    this.#checked = false;
    this.#checker ??= new Checker((problems) => {
      this.#problems = problems;
      this.#checked = true;
    });
    this.#checker.check(this.#files, locale.language);
  }

  close(): void {
    this.#write();
    this.#checker?.stop();
    this.#checker = null;
  }

  #write(): void {
    const unwritten = this.#unwritten;
    this.#forget();
    if (unwritten) void this.log.send({ put: unwritten.file, text: unwritten.text });
  }

  #forget(): void {
    clearTimeout(this.#timer);
    this.#unwritten = null;
  }

  async #walk(command: { undo: true } | { redo: true }): Promise<void> {
    this.#write();
    const before = this.#files;
    const files = await this.log.send(command);
    if (!files || this.#unwritten) return;
    this.#load(files);
    const moved = Object.keys({ ...before, ...files }).find((path) => before[path] !== files[path]);
    if (moved) this.show(moved);
  }

  #load(files: Files): void {
    this.#files = files;
    this.#loads += 1;
    this.show(this.#file);
    this.check();
  }
}

const KEY = Symbol('definitions');

export function createDefinitions(session: Session): Definitions {
  return setContext(KEY, new Definitions(session));
}

/** @throws when called outside the studio's layout, which creates them */
export function getDefinitions(): Definitions {
  const definitions = getContext<Definitions | undefined>(KEY);
  if (!definitions)
    throw new Error('getDefinitions() must be called inside the layout of the studio, which creates them.');
  return definitions;
}
