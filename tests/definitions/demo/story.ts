import Big from 'big.js';
import type { DemoArticle } from './articles.ts';
import type { DemoPartner } from './partners.ts';
import type { Random } from './random.ts';

/** One step of story.jsonl: a step of a scenario with the day on which it is taken, counted back from today. */
export interface StoryStep {
  readonly daysAgo: number;
  readonly as?: string;
  readonly create?: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly fire?: string;
  readonly on?: string;
  readonly input?: Readonly<Record<string, string>>;
  readonly convert?: string;
  readonly from?: readonly StorySource[];
}

interface StorySource {
  readonly record: string;
  readonly lines?: Readonly<Record<string, string>>;
  readonly amount?: string;
}

interface StoryLine {
  readonly id: string;
  readonly article: string;
  readonly quantity: string;
  readonly discount?: string;
  readonly vatRate?: string;
}

/** One business case: its documents are named by type and case (`order-17`), its steps go forward in time. */
export interface Case {
  create(type: string, options?: { readonly home?: boolean }): string;
  fire(event: string, alias: string, input?: Readonly<Record<string, string>>): void;
  convert(conversion: string, ...sources: readonly (string | StorySource)[]): string;
  /** Lets some days pass. */
  wait(min: number, max: number): void;
  /** About half of every line of the document that this case was created with, never nothing. */
  half(): Readonly<Record<string, string>>;
  /** About `percent` of the net of the first document, as an amount of money. */
  share(percent: number): string;
}

const decimalsOf: Readonly<Record<string, number>> = {
  KGM: 1,
  LTR: 1,
  MTR: 1,
  MTK: 2,
  MTQ: 2,
  TNE: 2,
  HUR: 1,
};

/** Writes stories down: each case begins some days ago and takes its steps one after another. */
export class StoryBook {
  readonly #random: Random;
  readonly #partners: readonly DemoPartner[];
  readonly #articles: readonly DemoArticle[];
  readonly #steps: StoryStep[] = [];
  #cases = 0;

  constructor(random: Random, partners: readonly DemoPartner[], articles: readonly DemoArticle[]) {
    this.#random = random;
    this.#partners = partners.filter((partner) => !partner.blocked);
    this.#articles = articles;
  }

  /** All steps, oldest first; steps of one day stay in the order in which they were told. */
  steps(): readonly StoryStep[] {
    return this.#steps.toSorted((a, b) => b.daysAgo - a.daysAgo);
  }

  tell(daysAgo: number, story: (book: Case) => void): void {
    const no = ++this.#cases;
    let day = daysAgo;
    let lines: readonly StoryLine[] = [];
    const aliases = new Map<string, number>();
    const alias = (type: string): string => {
      const made = (aliases.get(type) ?? 0) + 1;
      aliases.set(type, made);
      return made === 1 ? `${type}-${no}` : `${type}-${no}-${made}`;
    };
    const put = (step: Omit<StoryStep, 'daysAgo'>): void => void this.#steps.push({ daysAgo: day, ...step });
    story({
      create: (type, options) => {
        const as = alias(type);
        const partner = this.#partner(options?.home ?? false);
        lines = this.#lines(partner);
        put({ as, create: type, data: { partner: partner.code, ...this.#remarks(), lines } });
        return as;
      },
      fire: (event, on, input) => put({ fire: event, on, ...(input ? { input } : {}) }),
      convert: (conversion, ...sources) => {
        const as = alias(conversion.slice(conversion.indexOf('-to-') + '-to-'.length));
        const from = sources.map((source) => (typeof source === 'string' ? { record: source } : source));
        put({ as, convert: conversion, from });
        return as;
      },
      wait: (min, max) => {
        day = Math.max(1, day - this.#random.int(min, max));
      },
      half: () => Object.fromEntries(lines.map((line) => [line.id, this.#halfOf(line)])),
      share: (percent) => this.#worth(lines).times(percent).div(100).toFixed(2),
    });
  }

  #partner(home: boolean): DemoPartner {
    const at = home ? this.#partners.filter((partner) => partner.currency === 'RON') : this.#partners;
    return this.#random.pick(at);
  }

  #lines(partner: DemoPartner): readonly StoryLine[] {
    const count = this.#random.pick([1, 2, 3, 3, 4, 5, 6, 8]);
    const articles = new Set<DemoArticle>();
    while (articles.size < count) articles.add(this.#random.pick(this.#articles));
    return [...articles].map((article, index) => ({
      id: `L${index + 1}`,
      article: article.code,
      quantity: this.#quantity(article),
      ...(this.#random.once(4) ? { discount: this.#random.pick(['2.5', '5', '7.5', '10', '15']) } : {}),
      // Goods that leave the country are invoiced without VAT.
      ...(partner.address.country === 'RO' ? {} : { vatRate: '0' }),
    }));
  }

  #quantity(article: DemoArticle): string {
    const decimals = decimalsOf[article.unit] ?? 0;
    const most = Number(article.price) > 300 ? 6 : Number(article.price) > 20 ? 40 : 400;
    const whole = new Big(this.#random.int(2, most));
    return decimals === 0 ? whole.toString() : whole.plus(new Big(this.#random.int(0, 9)).div(10)).toString();
  }

  #halfOf(line: StoryLine): string {
    const half = new Big(line.quantity).div(2).round(line.quantity.includes('.') ? 1 : 0, Big.roundUp);
    return half.toString();
  }

  #worth(lines: readonly StoryLine[]): Big {
    const price = new Map(this.#articles.map((article) => [article.code, new Big(article.price)]));
    return lines.reduce(
      (sum, line) => sum.plus((price.get(line.article) ?? new Big(0)).times(line.quantity)),
      new Big(0),
    );
  }

  #remarks(): Readonly<Record<string, string>> {
    return this.#random.once(3) ? { notes: this.#random.pick(remarks) } : {};
  }
}

const remarks = [
  'Livrare la poarta fabricii, între orele 8 și 12.',
  'Vă rugăm să sunați înainte de livrare.',
  'Dostawa wyłącznie w dni robocze, proszę dzwonić przed przyjazdem.',
  'Marfa se descarcă de către client.',
  'Prosimy o oznaczenie palet numerem zamówienia.',
  'Plata în două tranșe, conform înțelegerii.',
];
