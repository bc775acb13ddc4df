// The words of the screens. Words of the model (types, fields, stages) come from the server already translated.
//
// One instance for the whole page, on purpose: every component and class speaks one language at a time, and a
// context would have to be carried into each class that formats a number.
import { SvelteMap } from 'svelte/reactivity';

export type Language = 'en' | 'ro' | 'pl';
export type Params = Readonly<Record<string, string | number>>;
type Message = string | Readonly<Record<string, string>>;

export const LANGUAGES: readonly { readonly code: Language; readonly name: string }[] = [
  { code: 'en', name: 'English' },
  { code: 'ro', name: 'Română' },
  { code: 'pl', name: 'Polski' },
];

/** Intl locales by language: Europe's English has day before month. */
const INTL: Readonly<Record<Language, string>> = { en: 'en-GB', ro: 'ro-RO', pl: 'pl-PL' };

const files = import.meta.glob<Record<string, Message>>('./messages/*.json', { import: 'default' });
const STORED_AS = 'filiera.language';

class Locale {
  #language = $state<Language>('en');
  /** `<area>.<key>` → message, of the language shown. */
  readonly #messages = new SvelteMap<string, Message>();
  readonly #plural = $derived(new Intl.PluralRules(INTL[this.#language]));

  get language(): Language {
    return this.#language;
  }

  /** For `Intl`. */
  get tag(): string {
    return INTL[this.#language];
  }

  /** The language chosen before on this machine, else the browser's first one that we have. */
  wished(): Language {
    const wishes = [readStored(), ...navigator.languages];
    for (const wish of wishes) {
      const code = wish?.slice(0, 2);
      if (isLanguage(code)) return code;
    }
    return 'en';
  }

  /** Loads all areas of a language (`messages/<area>.<language>.json`), then shows it. */
  async show(language: Language): Promise<void> {
    const wanted = Object.entries(files).filter(([path]) => path.endsWith(`.${language}.json`));
    const loaded = await Promise.all(
      wanted.map(async ([path, load]) => [areaOf(path), await load()] as const),
    );
    this.#messages.clear();
    for (const [area, messages] of loaded) {
      for (const [key, message] of Object.entries(messages)) this.#messages.set(`${area}.${key}`, message);
    }
    this.#language = language;
    document.documentElement.lang = language;
    try {
      localStorage.setItem(STORED_AS, language);
    } catch {
      // Storage may be forbidden; the choice then lasts as long as the page.
    }
  }

  /**
   * The message of `<area>.<key>` with `{name}` holes filled. A message with plural forms is chosen by `params.count`.
   * An unknown key shows itself, so that it is seen.
   */
  say(key: string, params: Params = {}): string {
    const message = this.#messages.get(key);
    if (message === undefined) return key;
    const text = typeof message === 'string' ? message : this.#form(message, params.count);
    return text.replace(/\{(\w+)\}/g, (hole, name: string) => String(params[name] ?? hole));
  }

  #form(forms: Readonly<Record<string, string>>, count: string | number | undefined): string {
    return forms[this.#plural.select(Number(count ?? 0))] ?? forms.other ?? '';
  }
}

export const locale = new Locale();

/** Short for `locale.say`: `t('document.saved', { time })`. */
export function t(key: string, params?: Params): string {
  return locale.say(key, params);
}

function areaOf(path: string): string {
  return path.replace(/^.*\//, '').replace(/\.\w+\.json$/, '');
}

function isLanguage(code: string | undefined): code is Language {
  return LANGUAGES.some((language) => language.code === code);
}

function readStored(): string | undefined {
  try {
    return localStorage.getItem(STORED_AS) ?? undefined;
  } catch {
    return undefined;
  }
}
