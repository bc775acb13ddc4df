// The dialog that turns documents into others: what is open, what is wanted, what will come of it.
import type { ConversionAnswer, PreviewAnswer, RecordAnswer, RefShape } from '#api';
import type { ActionState, ConversionSource, Json, Override, Stored } from '#engine';
import { SvelteMap } from 'svelte/reactivity';
import { freshKey } from '#lib/api/client.ts';
import { ApiProblem } from '#lib/api/problem.ts';
import type { FormField } from '#lib/forms/form-field.ts';
import { t } from '#lib/i18n/locale.svelte.ts';
import { findFitting, findIn, type Find } from '#lib/refs/ref-search.svelte.ts';
import type { Session } from '#lib/workspace/session.svelte.ts';
import { digitsTaken, type DigitsOf } from './digits-taken.ts';
import { heldLines } from './held-lines.ts';
import { OfferRow, rowKey } from './offer-row.svelte.ts';

/** Long enough that a number is typed to its end, short enough to feel at once. */
const PREVIEW_AFTER_MS = 250;

/** A document that something is made of. */
export interface Source {
  readonly id: string;
  readonly title: string;
}

export class ConversionState {
  readonly #session: Session;
  readonly #sourceType: string;
  readonly sources: readonly Source[];
  readonly conversion: ActionState;
  #rows = $state.raw<readonly OfferRow[]>([]);
  #preview = $state.raw<PreviewAnswer | null>(null);
  #state = $state<'opening' | 'ready' | 'asking' | 'converting'>('opening');
  #refusal = $state('');
  #set = $state.raw<Readonly<Record<string, Json>>>({});
  /** The check that refuses, where this user may go past it. */
  #gate = $state.raw<string | null>(null);
  #overrides: readonly Override[] = [];
  /** The rows are what the server has offered. */
  #isOffered = false;
  /** What was asked for and cannot be read, by field: nothing is made meanwhile. */
  readonly #unread = new SvelteMap<string, string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;
  /** The same wish keeps its key, so that a repeated click after a lost answer makes nothing twice. */
  #attempt = { body: '', key: '' };
  /** The row that the refusal is about, when it is one row's fault. */
  readonly refusedRow = $derived.by(() =>
    this.#refusal ? this.#rows.find((row) => row.exceeds) : undefined,
  );

  constructor(session: Session, sourceType: string, sources: readonly Source[], conversion: ActionState) {
    this.#session = session;
    this.#sourceType = sourceType;
    this.sources = sources;
    this.conversion = conversion;
  }

  get rows(): readonly OfferRow[] {
    return this.#rows;
  }
  get refs(): Readonly<Record<string, RefShape>> {
    return this.#preview?.refs ?? {};
  }
  get opening(): boolean {
    return this.#state === 'opening';
  }
  get previewing(): boolean {
    return this.#state === 'asking';
  }
  get converting(): boolean {
    return this.#state === 'converting';
  }
  /** The server's no, in its words. */
  get refusal(): string {
    return this.#refusal;
  }
  get gate(): string | null {
    return this.#gate;
  }
  get values(): Readonly<Record<string, Json>> {
    return this.#set;
  }
  get severalSources(): boolean {
    return this.sources.length > 1;
  }
  get byAmount(): boolean {
    return this.#rows.some((row) => row.line === null);
  }

  /** The documents that will come, as the preview has computed them. */
  get targets(): readonly Stored[] {
    const ids = this.#preview?.conversion?.targets ?? [];
    return ids.flatMap((id) => this.#preview?.records.find((change) => change.after?.id === id)?.after ?? []);
  }
  get split(): readonly { readonly field: string; readonly sources: readonly string[] }[] {
    return this.targets.length > 1 ? (this.#preview?.conversion?.split ?? []) : [];
  }
  get leftCount(): number {
    return this.#preview?.conversion?.left.length ?? 0;
  }
  get warnings(): readonly string[] {
    return this.#preview?.warnings.map((warning) => warning.message) ?? [];
  }
  /** Nothing may be confirmed unless the preview shown is of what stands in the rows. */
  get ready(): boolean {
    return (
      this.#state === 'ready' && this.#refusal === '' && this.#unread.size === 0 && this.targets.length > 0
    );
  }

  async open(): Promise<void> {
    await this.#offer();
    const [only, ...others] = this.sources;
    if (this.#rows.length === 0 && this.#refusal && only && others.length === 0)
      await this.#offerHeld(only.id);
  }

  /** Something was typed: the preview follows when the hand rests. */
  changed(): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
    this.#state = 'asking';
    this.#timer = setTimeout(() => void this.#again(), PREVIEW_AFTER_MS);
  }

  answer(key: string, value: Json): void {
    const { [key]: _, ...rest } = this.#set;
    this.#set = value === null ? rest : { ...rest, [key]: value };
    this.changed();
  }

  /** Finds records for a reference: where a condition narrows them, by the document that will come. */
  finder(field: FormField): Find {
    const { api } = this.#session;
    const { to } = this.conversion;
    if (!field.narrowed || to === null) return findIn(api, field.refTypes);
    return findFitting(api, to, () => ({
      field: field.key,
      data: { ...this.targets[0]?.data, ...this.#set },
    }));
  }

  /** Goes past the check that refuses; what was refused before anything was offered is offered anew. */
  goPast(reason: string): void {
    if (this.#gate === null) return;
    this.#overrides = [...this.#overrides, { code: this.#gate, reason }];
    if (!this.#isOffered) this.#rows = [];
    this.changed();
  }

  unreadAt(key: string): string | undefined {
    return this.#unread.get(key);
  }

  /** A field's text cannot be read; '' takes it back. */
  unreadable(key: string, words: string): void {
    if (words === '') this.#unread.delete(key);
    else this.#unread.set(key, words);
  }

  all(): void {
    for (const row of this.#rows) row.takeAll();
    this.changed();
  }

  nothing(): void {
    for (const row of this.#rows) row.takeNothing();
    this.changed();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
  }

  /** @returns the documents made, or null when the server said no (the words are in `refusal`) */
  async convert(): Promise<ConversionAnswer['targets'] | null> {
    if (!this.ready) return null;
    this.#state = 'converting';
    this.#refusal = '';
    const body = { sources: this.#wanted(), set: this.#set, into: null };
    const text = JSON.stringify(body);
    if (this.#attempt.body !== text) this.#attempt = { body: text, key: freshKey() };
    try {
      const answer = await this.#session.api.post<ConversionAnswer>(this.#path, body, {
        key: this.#attempt.key,
        overrides: this.#overrides,
      });
      return answer.targets;
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      // A key answers for good; after a refusal the same wish may be tried anew.
      if (problem.status !== 0) this.#attempt = { body: '', key: '' };
      this.#refusal = wordsOf(problem);
      this.#state = 'ready';
      return null;
    }
  }

  get #path(): string {
    return `/conversions/${encodeURIComponent(this.conversion.key)}`;
  }

  #wanted(): readonly ConversionSource[] {
    const taken = Map.groupBy(
      this.#rows.filter((row) => row.takes),
      (row) => row.source,
    );
    return [...taken].flatMap(([id, rows]): ConversionSource[] => {
      const whole = rows.find((row) => row.line === null);
      if (whole) return [{ id, amount: whole.take ?? '0' }];
      const lines = rows.flatMap((row) =>
        row.line === null ? [] : [{ id: row.line, quantity: row.take ?? '0' }],
      );
      return lines.length > 0 ? [{ id, lines }] : [];
    });
  }

  /** All that is open. Rows come with the first answer that is no refusal: the server may want to be answered first. */
  async #offer(): Promise<void> {
    const reading = this.#readDigits();
    const preview = await this.#ask(
      this.sources.map(({ id }) => ({ id })),
      reading,
    );
    const digits = await reading;
    this.#isOffered = preview !== null;
    this.#rows = (preview?.conversion?.offered ?? []).map((line) => new OfferRow(line, digits(line)));
  }

  async #again(): Promise<void> {
    if (this.#rows.length === 0) return this.#offer();
    if (this.#rows.some((row) => row.problem)) {
      this.#refusal = '';
      this.#preview = null;
      this.#state = 'ready';
      return;
    }
    const sources = this.#wanted();
    if (sources.length === 0) {
      this.#refusal = t('conversion.takeSomething');
      this.#preview = null;
      this.#state = 'ready';
      return;
    }
    await this.#ask(sources);
  }

  /** @param beside  what must be there too before anything may be confirmed */
  async #ask(
    sources: readonly ConversionSource[],
    beside: Promise<unknown> = Promise.resolve(),
  ): Promise<PreviewAnswer | null> {
    const turn = ++this.#asked;
    try {
      const asking = this.#session.api.post<PreviewAnswer>(
        this.#path,
        { sources, set: this.#set, into: null },
        { query: { preview: true }, overrides: this.#overrides },
      );
      const [preview] = await Promise.all([asking, beside]);
      if (turn !== this.#asked) return null;
      this.#preview = preview;
      this.#gate = null;
      this.#refusal = '';
      const known = new Map(this.#rows.map((row) => [row.key, row]));
      for (const offered of preview.conversion?.offered ?? []) known.get(rowKey(offered))?.learn(offered);
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      if (turn !== this.#asked) return null;
      this.#gate = problem.override?.allowed ? problem.override.code : null;
      this.#refusal = wordsOf(problem);
      this.#preview = null;
    }
    this.#state = 'ready';
    return this.#preview;
  }

  /** Digits after the point by the fields that receive what is taken; a type that may not be seen shows what there is. */
  async #readDigits(): Promise<DigitsOf> {
    const { takes, to } = this.conversion;
    const target = await this.#session.typeModels.get(to ?? '', this.#session.model.hash).catch(unread);
    return takes && target ? digitsTaken(takes, target.type) : () => 0;
  }

  async #offerHeld(id: string): Promise<void> {
    const path = `/records/${encodeURIComponent(this.#sourceType)}/${id}`;
    const [digits, source] = await Promise.all([
      this.#readDigits(),
      this.#session.api.get<RecordAnswer>(path).catch(unread),
    ]);
    if (source)
      this.#rows = heldLines(source, this.conversion.takes?.tracks ?? []).map(
        (line) => new OfferRow(line, digits(line)),
      );
  }
}

function unread(problem: unknown): null {
  if (!(problem instanceof ApiProblem)) throw problem;
  return null;
}

function wordsOf(problem: ApiProblem): string {
  const places = problem.problems.map((one) => one.message).filter((message) => message !== problem.sentence);
  return [problem.sentence, ...new Set(places)].join(' ');
}
