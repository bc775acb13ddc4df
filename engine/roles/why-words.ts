// Why a right is or is not given, in words.
import { fillWords } from '../problems/fill-words.ts';

export type WhyCode = keyof typeof words;

type Words = Readonly<Record<'en' | 'ro' | 'pl', string>>;

const words = {
  'no-role': {
    en: 'You have no role in this company.',
    ro: 'Nu aveți niciun rol în această companie.',
    pl: 'Nie masz żadnej roli w tej firmie.',
  },
  'no-grant': {
    en: 'The role “{role}” grants nothing on “{type}”.',
    ro: 'Rolul „{role}” nu dă niciun drept asupra „{type}”.',
    pl: 'Rola „{role}” nie daje żadnych praw do „{type}”.',
  },
  'read-none': {
    en: 'The role “{role}” sees no records of “{type}”.',
    ro: 'Rolul „{role}” nu vede nicio înregistrare „{type}”.',
    pl: 'Rola „{role}” nie widzi żadnych rekordów „{type}”.',
  },
  'read-own': {
    en: 'The role “{role}” sees only its own records; this one belongs to somebody else.',
    ro: 'Rolul „{role}” vede doar înregistrările proprii; aceasta aparține altcuiva.',
    pl: 'Rola „{role}” widzi tylko własne rekordy; ten należy do kogoś innego.',
  },
  'read-team': {
    en: 'The role “{role}” sees only records of its teams; this one belongs to another.',
    ro: 'Rolul „{role}” vede doar înregistrările echipelor sale; aceasta aparține alteia.',
    pl: 'Rola „{role}” widzi tylko rekordy swoich zespołów; ten należy do innego.',
  },
  'read-condition': {
    en: 'The role “{role}” sees only records that fulfil: {condition}.',
    ro: 'Rolul „{role}” vede doar înregistrările care îndeplinesc: {condition}.',
    pl: 'Rola „{role}” widzi tylko rekordy, które spełniają: {condition}.',
  },
  denied: {
    en: 'The role “{role}” does not allow “{action}”.',
    ro: 'Rolul „{role}” nu permite „{action}”.',
    pl: 'Rola „{role}” nie pozwala na „{action}”.',
  },
  'denied-here': {
    en: 'The role “{role}” allows “{action}” on other records, not on this one.',
    ro: 'Rolul „{role}” permite „{action}” la alte înregistrări, nu la aceasta.',
    pl: 'Rola „{role}” pozwala na „{action}” w innych rekordach, nie w tym.',
  },
  hidden: {
    en: 'The role “{role}” hides “{field}”{stage}.',
    ro: 'Rolul „{role}” ascunde „{field}”{stage}.',
    pl: 'Rola „{role}” ukrywa „{field}”{stage}.',
  },
  readonly: {
    en: 'The role “{role}” shows “{field}” without letting it change{stage}.',
    ro: 'Rolul „{role}” arată „{field}” fără a permite modificarea{stage}.',
    pl: 'Rola „{role}” pokazuje „{field}” bez możliwości zmiany{stage}.',
  },
  granted: {
    en: 'The role “{role}” allows it.',
    ro: 'Rolul „{role}” permite aceasta.',
    pl: 'Rola „{role}” na to pozwala.',
  },
} as const satisfies Record<string, Words>;

const actions: Readonly<Record<string, Words>> = {
  read: { en: 'see', ro: 'vizualizare', pl: 'podgląd' },
  edit: { en: 'edit', ro: 'modificare', pl: 'edycję' },
  delete: { en: 'delete', ro: 'ștergere', pl: 'usunięcie' },
};

const inStage: Words = { en: ' in this stage', ro: ' în acest stadiu', pl: ' na tym etapie' };

const pick = (one: Words, language: string): string => one[language as 'en'] ?? one.en;

export function whyWords(code: WhyCode, params: Readonly<Record<string, string>>, language: string): string {
  return fillWords(pick(words[code], language), params);
}

export function actionWord(action: string, language: string): string {
  const known = actions[action];
  return known ? pick(known, language) : action;
}

export function stageWords(language: string): string {
  return pick(inStage, language);
}
