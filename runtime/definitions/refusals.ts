import type { Refusal } from '#engine';

/** What the editing of definitions refuses, in words. */
const WORDS = {
  'no-draft': {
    status: 404,
    en: 'There is no such draft.',
    ro: 'Nu există o astfel de ciornă.',
    pl: 'Nie ma takiego szkicu.',
  },
  'no-release': {
    status: 404,
    en: 'There is no release {release}.',
    ro: 'Nu există versiunea publicată {release}.',
    pl: 'Nie ma wydania {release}.',
  },
  'draft-moved': {
    status: 412,
    en: 'The draft was changed meanwhile. Load it again and repeat the change.',
    ro: 'Ciorna a fost modificată între timp. Reîncărcați-o și repetați modificarea.',
    pl: 'Szkic został w międzyczasie zmieniony. Wczytaj go ponownie i powtórz zmianę.',
  },
  'bad-path': {
    status: 422,
    en: '“{path}” is no path of a pack’s file. Use lower-case names separated by /, for example types/partner/schema.json.',
    ro: '„{path}” nu este calea unui fișier de pachet. Folosiți nume cu litere mici separate prin /, de exemplu types/partner/schema.json.',
    pl: '„{path}” nie jest ścieżką pliku pakietu. Użyj nazw małymi literami rozdzielonych znakiem /, na przykład types/partner/schema.json.',
  },
  'too-large': {
    status: 422,
    en: 'The file {path} is larger than one megabyte.',
    ro: 'Fișierul {path} depășește un megaoctet.',
    pl: 'Plik {path} jest większy niż jeden megabajt.',
  },
  'no-file': {
    status: 404,
    en: 'The draft has no file {path}.',
    ro: 'Ciorna nu are fișierul {path}.',
    pl: 'Szkic nie ma pliku {path}.',
  },
  'cannot-patch': {
    status: 422,
    en: '{path} has no place {pointer} that could be changed. Mend the file’s text first.',
    ro: '{path} nu are locul {pointer} care să poată fi modificat. Corectați mai întâi textul fișierului.',
    pl: '{path} nie ma miejsca {pointer}, które można zmienić. Najpierw popraw tekst pliku.',
  },
  'not-compiling': {
    status: 422,
    en: 'The draft has errors. Mend them first.',
    ro: 'Ciorna are erori. Corectați-le mai întâi.',
    pl: 'Szkic zawiera błędy. Najpierw je popraw.',
  },
  'no-base': {
    status: 422,
    en: 'These definitions do not lie on a pack “{pack}”; they lie on {known}.',
    ro: 'Aceste definiții nu se bazează pe un pachet „{pack}”; se bazează pe {known}.',
    pl: 'Te definicje nie opierają się na pakiecie „{pack}”; opierają się na {known}.',
  },
  'base-moved': {
    status: 409,
    en: 'Release {current} was published after this draft began from {base}. Start a new draft from the current release.',
    ro: 'Versiunea {current} a fost publicată după ce ciorna a pornit de la {base}. Începeți o ciornă nouă de la versiunea curentă.',
    pl: 'Wydanie {current} opublikowano po rozpoczęciu szkicu od {base}. Rozpocznij nowy szkic od bieżącego wydania.',
  },
  'plan-moved': {
    status: 409,
    en: 'What would be published is no longer what the plan showed. Look at the plan again.',
    ro: 'Ce s-ar publica nu mai este ce arăta planul. Consultați planul din nou.',
    pl: 'To, co zostałoby opublikowane, różni się od pokazanego planu. Obejrzyj plan ponownie.',
  },
  'not-publishable': {
    status: 422,
    en: 'The draft cannot be published: {problems} problem(s) and {scenarios} failing scenario(s) remain.',
    ro: 'Ciorna nu poate fi publicată: au rămas {problems} probleme și {scenarios} scenarii eșuate.',
    pl: 'Szkicu nie można opublikować: pozostało problemów: {problems}, nieudanych scenariuszy: {scenarios}.',
  },
} as const;

export function refuseDefinition(
  code: keyof typeof WORDS,
  language: string,
  params: Readonly<Record<string, string | number>> = {},
): Refusal {
  const words = WORDS[code];
  const text = language === 'ro' ? words.ro : language === 'pl' ? words.pl : words.en;
  const message = text.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ''));
  return { kind: 'refusal', code, status: words.status, params, message, problems: [] };
}
