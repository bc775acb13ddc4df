// How dates and numbers are written in a language. Kept here and not asked of the platform, so that a text that is stored
// is the same wherever it was made. @source Unicode CLDR 47: calendars/gregorian, numbers

export interface LanguageFormats {
  /** January first, in the form that stands after a day: `2 marca 2026`. */
  readonly months: readonly string[];
  readonly shortMonths: readonly string[];
  /** Monday first. */
  readonly days: readonly string[];
  readonly shortDays: readonly string[];
  readonly decimal: string;
  readonly group: string;
  /** Digits before the decimals from which groups are set apart: Polish leaves four together. */
  readonly groupFrom: number;
}

const en: LanguageFormats = {
  months: words('January February March April May June July August September October November December'),
  shortMonths: words('Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'),
  days: words('Monday Tuesday Wednesday Thursday Friday Saturday Sunday'),
  shortDays: words('Mon Tue Wed Thu Fri Sat Sun'),
  decimal: '.',
  group: ',',
  groupFrom: 4,
};

const ro: LanguageFormats = {
  months: words(
    'ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie',
  ),
  shortMonths: words('ian. feb. mar. apr. mai iun. iul. aug. sept. oct. nov. dec.'),
  days: words('luni marți miercuri joi vineri sâmbătă duminică'),
  shortDays: words('lun. mar. mie. joi vin. sâm. dum.'),
  decimal: ',',
  group: '.',
  groupFrom: 4,
};

const pl: LanguageFormats = {
  months: words(
    'stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia',
  ),
  shortMonths: words('sty lut mar kwi maj cze lip sie wrz paź lis gru'),
  days: words('poniedziałek wtorek środa czwartek piątek sobota niedziela'),
  shortDays: words('pon. wt. śr. czw. pt. sob. niedz.'),
  decimal: ',',
  group: '\u00a0',
  groupFrom: 5,
};

const known: Readonly<Record<string, LanguageFormats>> = { en, ro, pl };

/** English where a language is not known. */
export function formatsOf(language: string): LanguageFormats {
  return known[language.slice(0, 2)] ?? en;
}

function words(text: string): readonly string[] {
  return text.split(' ');
}
