// A difference between two packs as a sentence for people.
import type { Json } from '#engine';
import type { Difference } from './compare-files.ts';

type Language = 'en' | 'ro' | 'pl';
type Words = Readonly<Record<Language, string>>;

/** What stands at a place: the most specific pattern whose file and pointer match names it. */
interface Subject {
  readonly file: RegExp;
  readonly pointer: RegExp;
  readonly words: Words;
}

const SUBJECTS: readonly Subject[] = [
  {
    file: /^types\/([^/]+)\/schema\.json$/,
    pointer: /^\/properties\/([^/]+)\/items\/properties\/([^/]+)(.*)$/,
    words: {
      en: 'column “{3}” of “{2}” in {1}',
      ro: 'coloana „{3}” din „{2}” la {1}',
      pl: 'kolumna „{3}” tabeli „{2}” w {1}',
    },
  },
  {
    file: /^types\/([^/]+)\/schema\.json$/,
    pointer: /^\/properties\/([^/]+)(.*)$/,
    words: { en: 'field “{2}” of {1}', ro: 'câmpul „{2}” din {1}', pl: 'pole „{2}” w {1}' },
  },
  {
    file: /^types\/([^/]+)\/machine\.json$/,
    pointer: /^(?:\/states\/[^/]+)*\/states\/([^/]+)\/on\/([^/]+)(.*)$/,
    words: {
      en: 'event “{3}” in stage “{2}” of {1}',
      ro: 'evenimentul „{3}” din stadiul „{2}” al {1}',
      pl: 'zdarzenie „{3}” w etapie „{2}” typu {1}',
    },
  },
  {
    file: /^types\/([^/]+)\/machine\.json$/,
    pointer: /^(?:\/states\/[^/]+)*\/states\/([^/]+)(.*)$/,
    words: { en: 'stage “{2}” of {1}', ro: 'stadiul „{2}” din {1}', pl: 'etap „{2}” w {1}' },
  },
  {
    file: /^types\/([^/]+)\/machine\.json$/,
    pointer: /^(.*)$/,
    words: { en: 'stages of {1}', ro: 'stadiile din {1}', pl: 'etapy w {1}' },
  },
  {
    file: /^types\/([^/]+)\/form\.json$/,
    pointer: /^(.*)$/,
    words: { en: 'form of {1}', ro: 'formularul pentru {1}', pl: 'formularz {1}' },
  },
  {
    file: /^types\/([^/]+)\/type\.json$/,
    pointer: /^(.*)$/,
    words: { en: 'type {1}', ro: 'tipul {1}', pl: 'typ {1}' },
  },
  {
    file: /^types\/([^/]+)\/schema\.json$/,
    pointer: /^(.*)$/,
    words: { en: 'data of {1}', ro: 'datele din {1}', pl: 'dane w {1}' },
  },
  {
    file: /^conversions\/([^/]+)\.json$/,
    pointer: /^\/(?:header|lines\/[^/]+\/fields)\/([^/]+)(.*)$/,
    words: {
      en: 'field “{2}” of conversion {1}',
      ro: 'câmpul „{2}” al conversiei {1}',
      pl: 'pole „{2}” konwersji {1}',
    },
  },
  {
    file: /^conversions\/([^/]+)\.json$/,
    pointer: /^(.*)$/,
    words: { en: 'conversion {1}', ro: 'conversia {1}', pl: 'konwersja {1}' },
  },
  {
    file: /^locales\/([^/]+)\.json$/,
    pointer: /^(.*)$/,
    words: { en: 'translation ({1})', ro: 'traducerea ({1})', pl: 'tłumaczenie ({1})' },
  },
  {
    file: /^scenarios\/([^/]+)\.json$/,
    pointer: /^(.*)$/,
    words: { en: 'scenario {1}', ro: 'scenariul {1}', pl: 'scenariusz {1}' },
  },
  {
    file: /^settings\.json$/,
    pointer: /^\/properties\/([^/]+)(.*)$/,
    words: { en: 'setting “{1}”', ro: 'setarea „{1}”', pl: 'ustawienie „{1}”' },
  },
  {
    file: /^series\.json$/,
    pointer: /^\/([^/]+)(.*)$/,
    words: { en: 'series “{1}”', ro: 'seria „{1}”', pl: 'seria „{1}”' },
  },
  {
    file: /^roles\.json$/,
    pointer: /^\/([^/]+)(.*)$/,
    words: { en: 'role “{1}”', ro: 'rolul „{1}”', pl: 'rola „{1}”' },
  },
  { file: /^app\.json$/, pointer: /^(.*)$/, words: { en: 'menu', ro: 'meniul', pl: 'menu' } },
  { file: /^(.*)$/, pointer: /^(.*)$/, words: { en: 'file {1}', ro: 'fișierul {1}', pl: 'plik {1}' } },
];

const VERBS: Readonly<Record<Difference['kind'], Words>> = {
  added: { en: 'added', ro: 'adăugat', pl: 'dodano' },
  changed: { en: 'changed', ro: 'modificat', pl: 'zmieniono' },
  removed: { en: 'removed', ro: 'eliminat', pl: 'usunięto' },
};

/** Longest value quoted in a sentence, in characters. */
const VALUE_LENGTH_MAX = 60;

/** `Field “total” of contract, x-formula: changed from “…” to “…”`. */
export function describeChange(change: Difference, language: string): string {
  const lang: Language = language === 'ro' || language === 'pl' ? language : 'en';
  for (const subject of SUBJECTS) {
    const inFile = subject.file.exec(change.file);
    const inPointer = subject.pointer.exec(change.pointer);
    if (!inFile || !inPointer) continue;
    const parts = [...inFile.slice(1), ...inPointer.slice(1)].map((part) =>
      part.replaceAll('~1', '/').replaceAll('~0', '~'),
    );
    const rest = (parts.pop() ?? '').replace(/^\//, '').replaceAll('/', ' › ');
    const what = subject.words[lang].replace(
      /\{(\d)\}/g,
      (_, index: string) => parts[Number(index) - 1] ?? rest,
    );
    const isNamed = !subject.words[lang].includes(`{${parts.length + 1}}`) && rest !== '';
    const sentence = `${what}${isNamed ? `, ${rest}` : ''}: ${VERBS[change.kind][lang]}${valuesOf(change, lang)}`;
    return sentence.charAt(0).toUpperCase() + sentence.slice(1);
  }
  return change.file;
}

function valuesOf({ kind, before, after }: Difference, language: Language): string {
  if (kind !== 'changed') return '';
  const [from, to] = [quoted(before), quoted(after)];
  if (from === null || to === null) return '';
  return { en: ` from ${from} to ${to}`, ro: ` din ${from} în ${to}`, pl: ` z ${from} na ${to}` }[language];
}

function quoted(value: Json | undefined): string | null {
  if (value === undefined || (typeof value === 'object' && value !== null)) return null;
  const text = String(value);
  return text.length > VALUE_LENGTH_MAX ? null : `“${text}”`;
}
