// One line that a conversion offers, with what the user wants of it.
import type { LinkEnd, OfferedLine } from '#engine';
import { locale, t } from '#lib/i18n/locale.svelte.ts';
import { editDecimal, parseDecimal } from '#lib/values/decimal-text.ts';
import { compareDecimals } from './compare-decimals.ts';

/** One line of one source. */
export const rowKey = ({ source, line }: Pick<OfferedLine, 'source' | 'line'>): string =>
  `${source} ${line ?? ''}`;

export class OfferRow {
  readonly source: string;
  /** null: the document as a whole, by its amount. */
  readonly line: string | null;
  readonly label: string;
  readonly full: string;
  readonly open: string;
  readonly most: string;
  /** Why this line may not go at all, or null. */
  readonly reason: string | null;
  /** Digits after the point at least: an amount of money shows all of its own. */
  readonly least: number;
  /** −1: it comes to less than nothing, and that is what is taken of it. */
  readonly #sign: 1 | -1;
  #text = $state('');
  #unit = $state<string | null>(null);
  #heldBy = $state.raw<readonly LinkEnd[]>([]);

  constructor(offered: OfferedLine, least = 0) {
    this.least = least;
    this.source = offered.source;
    this.line = offered.line;
    this.label = offered.label;
    this.full = offered.full;
    this.open = offered.open;
    this.most = offered.most;
    this.#sign = compareDecimals(offered.full, '0') < 0 ? -1 : 1;
    this.learn(offered);
    // What only drafts hold may still be asked for; only a line that fails, or has nothing left, is closed.
    const isClosed =
      offered.reason !== null &&
      (this.#compare(offered.open, '0') > 0 || this.#compare(offered.most, '0') <= 0);
    this.reason = isClosed ? offered.reason : null;
    this.#text = this.#shown(offered.taken);
  }

  get key(): string {
    return rowKey(this);
  }

  get unit(): string | null {
    return this.#unit;
  }

  /** Drafts that hold the rest. */
  get heldBy(): readonly LinkEnd[] {
    return this.#heldBy;
  }

  /** What a later preview knows of this line that the first answer did not. */
  learn({ unit, heldBy }: OfferedLine): void {
    if (unit !== null) this.#unit = unit;
    if (heldBy.length > 0) this.#heldBy = heldBy;
  }

  get text(): string {
    return this.#text;
  }
  set text(text: string) {
    this.#text = text;
  }

  /** Canonical quantity (or amount) to take; '0' for nothing, null while it is no number. */
  get take(): string | null {
    if (this.reason !== null) return '0';
    const read = parseDecimal(this.#text, locale.tag);
    return read === '' ? '0' : read;
  }

  get takes(): boolean {
    return this.take !== null && this.#compare(this.take, '0') > 0;
  }

  /** More than may be asked for: the server will refuse, and its words belong here. */
  get exceeds(): boolean {
    return this.take !== null && this.#compare(this.take, this.most) > 0;
  }

  /** What is wrong with the text itself. */
  get problem(): string {
    if (this.take === null) return t('conversion.noNumber');
    if (this.#compare(this.take, '0') >= 0) return '';
    return t(this.#sign === -1 ? 'conversion.positive' : 'conversion.negative');
  }

  /** Seen the right way up. */
  #compare(a: string, b: string): number {
    return this.#sign === -1 ? compareDecimals(b, a) : compareDecimals(a, b);
  }

  takeAll(): void {
    if (this.reason === null) this.#text = this.#shown(this.#compare(this.open, '0') > 0 ? this.open : '0');
  }

  #shown(value: string): string {
    const [whole = '', part = ''] = value.split('.');
    const digits = part.padEnd(this.least, '0');
    return editDecimal(digits === '' ? whole : `${whole}.${digits}`, locale.tag);
  }

  takeNothing(): void {
    if (this.reason === null) this.#text = '0';
  }
}
