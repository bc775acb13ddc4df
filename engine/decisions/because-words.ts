import { fillWords } from '../problems/fill-words.ts';
import type { Because } from './verdict.ts';

type Words = Readonly<Record<Because['kind'], string>>;

const catalogues: Readonly<Record<string, Words>> = {
  en: {
    input: '{input} is {found}, the row asks for {wanted}',
    condition: 'does not hold: {text}',
    'too-early': 'valid only from {bound}; the day is {day}',
    'too-late': 'valid only until {bound}; the day is {day}',
    earlier: 'another row comes first',
    priority: 'priority {own}, the answer has {best}',
    'less-specific': 'the answer is more specific: {by}',
    conflict: 'several rows match where only one may',
    won: 'matches and comes first',
  },
  ro: {
    input: '{input} este {found}, rândul cere {wanted}',
    condition: 'nu se îndeplinește: {text}',
    'too-early': 'valabil abia din {bound}; ziua este {day}',
    'too-late': 'valabil doar până la {bound}; ziua este {day}',
    earlier: 'alt rând este înainte',
    priority: 'prioritate {own}, răspunsul are {best}',
    'less-specific': 'răspunsul este mai specific: {by}',
    conflict: 'mai multe rânduri se potrivesc, deși doar unul are voie',
    won: 'se potrivește și este primul',
  },
  pl: {
    input: '{input} to {found}, wiersz wymaga {wanted}',
    condition: 'nie zachodzi: {text}',
    'too-early': 'obowiązuje dopiero od {bound}; dzień to {day}',
    'too-late': 'obowiązuje tylko do {bound}; dzień to {day}',
    earlier: 'inny wiersz jest wcześniej',
    priority: 'priorytet {own}, odpowiedź ma {best}',
    'less-specific': 'odpowiedź jest bardziej szczegółowa: {by}',
    conflict: 'pasuje kilka wierszy, a wolno tylko jednemu',
    won: 'pasuje i jest pierwszy',
  },
};

/** Why a row won, was beaten or did not match, in words of the language; English when there are none. */
export function becauseWords(because: Because, language: string): string {
  const words = catalogues[language.slice(0, 2)] ?? catalogues['en'];
  const { kind, ...params } = because;
  return fillWords(words?.[kind] ?? kind, params as Readonly<Record<string, string>>);
}
