import { Fault } from '#engine';

/** A list was asked for in a way that cannot be answered: the caller's mistake, 400, with its cure. */
export interface BadQuery {
  readonly kind: 'bad-query';
  readonly code: string;
  readonly params: Readonly<Record<string, string>>;
  /** What is wrong and what to do, in the caller's language. */
  readonly message: string;
}

const WORDS: Readonly<Record<string, Readonly<Record<'en' | 'ro' | 'pl', string>>>> = {
  'filter-syntax': {
    en: "The filter cannot be read at character {at}. Example: total > 100 && 'draft' in states.",
    ro: "Filtrul nu poate fi citit la caracterul {at}. Exemplu: total > 100 && 'draft' in states.",
    pl: "Nie można odczytać filtra przy znaku {at}. Przykład: total > 100 && 'draft' in states.",
  },
  'filter-unsupported': {
    en: '“{part}” cannot be used in a filter. Use comparisons, &&, ||, !, in, startsWith and contains.',
    ro: '„{part}” nu poate fi folosit într-un filtru. Folosiți comparații, &&, ||, !, in, startsWith și contains.',
    pl: '„{part}” nie może być użyte w filtrze. Użyj porównań, &&, ||, !, in, startsWith i contains.',
  },
  'filter-closed': {
    en: 'Your role does not let you ask about “{field}”. Leave it out of the filter.',
    ro: 'Rolul dumneavoastră nu vă permite să întrebați despre „{field}”. Scoateți-l din filtru.',
    pl: 'Twoja rola nie pozwala pytać o „{field}”. Usuń to z filtra.',
  },
  'filter-type': {
    en: '“{part}” in the filter is a value of another kind. Expected: {expected}.',
    ro: '„{part}” din filtru este o valoare de alt fel. Se așteaptă: {expected}.',
    pl: '„{part}” w filtrze jest wartością innego rodzaju. Oczekiwano: {expected}.',
  },
  'not-a-column': {
    en: '“{field}” is not a column of this type. Use one of {known}, or add it to "columns" in type.json and publish.',
    ro: '„{field}” nu este o coloană a acestui tip. Folosiți una dintre {known} sau adăugați-o la "columns" în type.json și publicați.',
    pl: '„{field}” nie jest kolumną tego typu. Użyj jednej z {known} albo dodaj ją do "columns" w type.json i opublikuj.',
  },
  'not-sortable': {
    en: 'A list cannot be sorted by “{field}”. Sort by one of {known}.',
    ro: 'O listă nu poate fi sortată după „{field}”. Sortați după una dintre {known}.',
    pl: 'Listy nie można sortować według „{field}”. Sortuj według jednej z {known}.',
  },
  'bad-cursor': {
    en: 'The cursor does not belong to this list. Start again without one.',
    ro: 'Cursorul nu aparține acestei liste. Începeți din nou fără cursor.',
    pl: 'Kursor nie należy do tej listy. Zacznij ponownie bez kursora.',
  },
};

/** Kinds of values as people call them. */
const KINDS: Readonly<Record<string, Readonly<Record<'en' | 'ro' | 'pl', string>>>> = {
  decimal: { en: 'a number', ro: 'un număr', pl: 'liczba' },
  text: { en: 'a text', ro: 'un text', pl: 'tekst' },
  date: { en: 'a date', ro: 'o dată', pl: 'data' },
  boolean: { en: 'true or false', ro: 'adevărat sau fals', pl: 'prawda lub fałsz' },
  list: { en: 'a list', ro: 'o listă', pl: 'lista' },
};

/** Thrown inside the query's making and turned into a value at its door. */
export class QueryMistake extends Error {
  override readonly name = 'QueryMistake';
  readonly code: string;
  readonly params: Readonly<Record<string, string>>;

  constructor(code: string, params: Readonly<Record<string, string>>) {
    super(code);
    this.code = code;
    this.params = params;
  }
}

export function badQuery({ code, params }: QueryMistake, language: string): BadQuery {
  const words = WORDS[code];
  if (!words) throw new Fault(`no words for ${code}`);
  const text = words[language as 'en'] ?? words.en;
  return {
    kind: 'bad-query',
    code,
    params,
    message: text.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = params[name] ?? '';
      const kind = name === 'expected' ? KINDS[value] : undefined;
      return kind ? (kind[language as 'en'] ?? kind.en) : value;
    }),
  };
}
