// The page around one document: opening it, doing what its buttons say, going where that leads.
import type { ConversionAnswer, RecordAnswer, TypeHead } from '#api';
import type { ActionState, Json, Override } from '#engine';
import { goto } from '$app/navigation';
import { ApiProblem } from '#lib/api/problem.ts';
import { announcer } from '#lib/components/announcer.svelte.ts';
import { showMade } from '#lib/conversion/show-made.ts';
import { t } from '#lib/i18n/locale.svelte.ts';
import { mainStates } from '#lib/values/stages.ts';
import type { Session } from '#lib/workspace/session.svelte.ts';
import { mayTry } from './actions.ts';
import { DocumentState } from './document.svelte.ts';
import { foreseeAmending } from './foresee.ts';

export const NEW = 'new';

/** Closing lines and taking over what was done: asked for line by line. */
export const asksForLines = ({ kind }: ActionState): boolean => kind === 'settle' || kind === 'opening';

/** What was refused, and how it is tried again. */
export interface Gate {
  readonly sentence: string;
  readonly retry: (reason: string) => void;
}

type Overrides = readonly Override[];

export class DocumentPageState {
  readonly #session: Session;
  readonly type: TypeHead;
  #document = $state.raw<DocumentState | null>(null);
  #problem = $state.raw<{ readonly status: number; readonly sentence: string } | null>(null);
  #busy = $state(false);
  /** What is asked before it is done. */
  #asking = $state.raw<ActionState | null>(null);
  #askProblem = $state('');
  #converting = $state.raw<ActionState | null>(null);
  /** A check stands in the way that may be gone past with a reason. */
  #gate = $state.raw<Gate | null>(null);

  constructor(session: Session, type: TypeHead) {
    this.#session = session;
    this.type = type;
  }

  get document(): DocumentState | null {
    return this.#document;
  }
  get problem(): { readonly status: number; readonly sentence: string } | null {
    return this.#problem;
  }
  get busy(): boolean {
    return this.#busy;
  }
  get asking(): ActionState | null {
    return this.#asking;
  }
  get askProblem(): string {
    return this.#askProblem;
  }
  get gate(): Gate | null {
    return this.#gate;
  }
  get converting(): ActionState | null {
    return this.#converting;
  }

  /** Opens a record, or an empty one; the one just created stays as it is. */
  async open(id: string): Promise<void> {
    if (id !== NEW && this.#document?.saved?.id === id) return;
    this.#problem = null;
    this.#document = null;
    try {
      const [types, saved] = await Promise.all([
        this.#session.typeModels.get(this.type.key, this.#session.model.hash),
        id === NEW
          ? null
          : this.#session.api.get<RecordAnswer>(`/records/${this.type.key}/${encodeURIComponent(id)}`),
      ]);
      const document = new DocumentState(this.#session.api, types, this.#session.model, saved);
      document.autosave.settled(saved?.updatedAt ?? null);
      if (!saved && this.type.kind === 'catalog') document.autosave.waitForWord();
      this.#document = document;
    } catch (cause) {
      this.#problem =
        cause instanceof ApiProblem
          ? { status: cause.status, sentence: cause.sentence }
          : { status: 500, sentence: cause instanceof Error ? cause.message : String(cause) };
    }
  }

  /** Records of a catalog are referred to for ever: they are put away, not destroyed. */
  get removeLabel(): string {
    return t(this.type.kind === 'catalog' ? 'document.archive' : 'document.delete');
  }

  /** Does what a button says; asks first what has to be asked. */
  act(action: ActionState): void {
    if (!mayTry(action) || this.#busy) return;
    this.#askProblem = '';
    if (action.kind !== 'delete' && this.#waitsForReading()) return;
    if (action.kind === 'conversion') void this.#startConverting(action);
    else if (action.kind === 'amend') this.#startAmending(action);
    else if (asksForLines(action)) void this.#askForLines(action);
    else if (action.kind === 'delete')
      this.#asking = {
        ...action,
        title: this.removeLabel,
        confirm: t(this.type.kind === 'catalog' ? 'document.archiveText' : 'document.deleteText'),
        voids: true,
      };
    else if (
      action.kind === 'reopen' ||
      action.confirm ||
      action.voids ||
      Object.keys(action.form ?? {}).length > 0
    )
      this.#asking = action;
    else void this.go(action, {});
  }

  /** The asked-for answer has come, or nothing had to be asked. */
  async go(
    action: ActionState,
    input: Readonly<Record<string, Json>>,
    overrides: Overrides = [],
  ): Promise<void> {
    const document = this.#document;
    if (!document) return;
    if (action.kind === 'amend' && document.amending) return this.amend(overrides, true);
    const again = (more: Overrides): void => void this.go(action, input, [...overrides, ...more]);
    await this.#guarded(async () => {
      if (action.kind === 'delete') {
        await document.remove();
        announcer.show(t(this.type.kind === 'catalog' ? 'document.archived' : 'document.deleted'), 'ok');
        await goto(`/l/${this.type.key}`);
        return;
      }
      if (action.kind === 'restore') {
        await document.restore();
        announcer.show(t('document.restored'), 'ok');
        return;
      }
      if (action.kind === 'copy') {
        const { type, id, title } = await document.copy(input);
        this.#asking = null;
        announcer.show(t('document.made', { titles: title }), 'ok');
        await goto(`/d/${type}/${id}`);
        return;
      }
      if (action.kind !== 'event') {
        const { warnings = [] } = await document.command(action.kind, input, overrides);
        this.#asking = null;
        announcer.show(t('document.commandDone', { action: action.title }), 'ok');
        for (const { message } of warnings) announcer.show(message);
        return;
      }
      const answer = await document.fire(action.key, input, overrides);
      this.#asking = null;
      const [stage] = mainStates(answer.record.states, this.type.states);
      announcer.say(t('document.moved', { title: document.title, stage: stage?.title ?? '' }));
      for (const { message } of answer.warnings ?? []) announcer.show(message);
    }, again);
  }

  /** Asks why, then writes what was refused. */
  goPast(): void {
    const { autosave } = this.#document ?? {};
    const code = autosave?.gate;
    if (!autosave || !code) return;
    this.#gate = {
      sentence: autosave.reason,
      retry: (reason) => void this.#guarded(() => autosave.goPast(code, reason)),
    };
  }

  /**
   * Writes the revision that is being made; what it would be warned of is shown before.
   * @param isSure  it has been shown
   */
  async amend(overrides: Overrides = [], isSure = false): Promise<void> {
    const document = this.#document;
    if (!document || this.#waitsForReading()) return;
    document.judge();
    await this.#guarded(
      async () => {
        const told = isSure ? [] : await foreseeAmending(document, overrides);
        const action = document.actions.find(({ kind }) => kind === 'amend');
        if (told.length > 0 && action) {
          this.#askProblem = '';
          this.#asking = { ...action, confirm: told.join('\n') };
          return;
        }
        await document.amend(overrides);
        this.#asking = null;
        announcer.show(t('document.amended', { n: document.saved?.revision ?? 0 }), 'ok');
      },
      (more) => void this.amend([...overrides, ...more], isSure),
    );
  }

  /** A type that is amended as a draft goes back to its first stage at once; another opens where it stands. */
  #startAmending(action: ActionState): void {
    const isDraft = this.#document?.types.type.json['amendable'] === 'draft';
    if (isDraft) this.#asking = { ...action, confirm: t('document.amendText') };
    else
      void this.#guarded(async () => {
        await this.#document?.autosave.flush();
        this.#document?.startAmending();
      });
  }

  async #askForLines(action: ActionState): Promise<void> {
    await this.#guarded(async () => {
      await this.#document?.autosave.flush();
      this.#asking = action;
    });
  }

  cancel(): void {
    this.#asking = null;
    this.#converting = null;
    this.#gate = null;
  }

  /** A conversion has made documents. */
  async converted(targets: ConversionAnswer['targets']): Promise<void> {
    this.#converting = null;
    await showMade(this.#session, targets);
  }

  /** Writes now: Ctrl+S, and the button of a record that is written only when somebody says so. */
  async save(): Promise<void> {
    const document = this.#document;
    if (!document) return;
    if (document.amending) return this.amend();
    document.judge();
    const isFirst = !document.saved && document.autosave.waitsForWord;
    if (this.#waitsForReading() && isFirst) return;
    await this.#guarded(async () => {
      await document.autosave.flush();
    });
  }

  /** What cannot be read would be done with another value than the one that stands there: says so. */
  #waitsForReading(): boolean {
    return this.#tellUnread('document.unread');
  }

  /** Going away would drop what cannot be read: says so. */
  stopsLeaving(): boolean {
    if (this.#document?.amending && this.#document.pending()) {
      announcer.show(t('document.leavesRevision'), 'bad');
      return true;
    }
    return this.#tellUnread('document.leavesUnread');
  }

  #tellUnread(message: 'document.unread' | 'document.leavesUnread'): boolean {
    const [unread] = this.#document?.unread.standing ?? [];
    if (!unread) return false;
    const place =
      unread.row === null ? unread.title : `${unread.title}, ${t('document.line', { n: unread.row + 1 })}`;
    announcer.show(t(message, { place, words: unread.words }), 'bad');
    return true;
  }

  async #startConverting(action: ActionState): Promise<void> {
    await this.#guarded(async () => {
      await this.#document?.autosave.flush();
      this.#converting = action;
    });
  }

  /** @param again  how to try once more, when what refuses may be gone past with a reason */
  async #guarded(work: () => Promise<void>, again?: (overrides: Overrides) => void): Promise<void> {
    this.#busy = true;
    this.#gate = null;
    try {
      await work();
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      this.#document?.refuse(problem);
      const { override, sentence } = problem;
      if (override?.allowed && again) {
        this.#asking = null;
        this.#gate = { sentence, retry: (reason) => again([{ code: override.code, reason }]) };
      } else if (this.#asking) this.#askProblem = problem.sentence;
      else announcer.show(problem.sentence, 'bad');
    } finally {
      this.#busy = false;
    }
  }
}
