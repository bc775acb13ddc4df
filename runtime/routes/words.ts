// What the door itself says, before or instead of the engine: one entry a code, in every language we speak.
import type { Language } from '../access/language.ts';

interface Words {
  readonly title: string;
  /** `{name}` holes are filled with parameters. */
  readonly detail: string;
}

export interface DoorProblem {
  readonly status: number;
  readonly words: Readonly<Record<Language, Words>>;
}

export const DOOR_PROBLEMS = {
  'body-unreadable': {
    status: 400,
    words: {
      en: { title: 'Not readable', detail: 'The body is not JSON.' },
      ro: { title: 'Nu se poate citi', detail: 'Corpul cererii nu este JSON.' },
      pl: { title: 'Nieczytelne', detail: 'Treść żądania nie jest JSON-em.' },
    },
  },
  'body-shape': {
    status: 400,
    words: {
      en: { title: 'Wrong shape', detail: '“{pointer}” must be {expected}.' },
      ro: { title: 'Formă greșită', detail: '„{pointer}” trebuie să fie {expected}.' },
      pl: { title: 'Zły kształt', detail: '„{pointer}” musi być {expected}.' },
    },
  },
  'body-unknown': {
    status: 400,
    words: {
      en: { title: 'Not known', detail: '“{pointer}” is not known here. Known: {known}.' },
      ro: { title: 'Necunoscut', detail: '„{pointer}” nu este cunoscut aici. Se cunosc: {known}.' },
      pl: { title: 'Nieznane', detail: '„{pointer}” nie jest tu znane. Znane są: {known}.' },
    },
  },
  'body-too-many': {
    status: 400,
    words: {
      en: { title: 'Too many', detail: '“{pointer}” may hold at most {most}.' },
      ro: { title: 'Prea multe', detail: '„{pointer}” poate conține cel mult {most}.' },
      pl: { title: 'Za dużo', detail: '„{pointer}” może zawierać najwyżej {most}.' },
    },
  },
  'body-too-deep': {
    status: 400,
    words: {
      en: { title: 'Too deep', detail: '“{pointer}” is nested too deeply.' },
      ro: { title: 'Prea adânc', detail: '„{pointer}” este imbricat prea adânc.' },
      pl: { title: 'Za głęboko', detail: '„{pointer}” jest zagnieżdżone zbyt głęboko.' },
    },
  },
  'text-unusable': {
    status: 422,
    words: {
      en: {
        title: 'Not accepted',
        detail:
          '“{pointer}” holds a character that cannot be kept (U+0000 or half of a pair). Remove it and try again.',
      },
      ro: {
        title: 'Nu este acceptat',
        detail:
          '„{pointer}” conține un caracter care nu poate fi păstrat (U+0000 sau jumătatea unei perechi). Ștergeți-l și încercați din nou.',
      },
      pl: {
        title: 'Nieprzyjęte',
        detail:
          '„{pointer}” zawiera znak, którego nie można przechować (U+0000 albo połowa pary). Usuń go i spróbuj ponownie.',
      },
    },
  },
  'query-unknown': {
    status: 400,
    words: {
      en: { title: 'Unusable question', detail: 'Not known in this address: {names}. Known: {known}.' },
      ro: {
        title: 'Întrebare inutilizabilă',
        detail: 'Necunoscut în această adresă: {names}. Se cunosc: {known}.',
      },
      pl: { title: 'Nieprzydatne zapytanie', detail: 'Nieznane w tym adresie: {names}. Znane: {known}.' },
    },
  },
  'query-unusable': {
    status: 400,
    words: {
      en: { title: 'Unusable question', detail: 'The parameter “{name}” cannot be used: {reason}' },
      ro: { title: 'Întrebare inutilizabilă', detail: 'Parametrul „{name}” nu poate fi folosit: {reason}' },
      pl: { title: 'Nieprzydatne zapytanie', detail: 'Nie można użyć parametru „{name}”: {reason}' },
    },
  },
  'here-unusable': {
    status: 400,
    words: {
      en: { title: 'No such place', detail: 'What X-Here names is no place that you may work at.' },
      ro: { title: 'Loc inexistent', detail: 'X-Here nu numește un loc în care puteți lucra.' },
      pl: {
        title: 'Nie ma takiego miejsca',
        detail: 'X-Here nie wskazuje miejsca, w którym możesz pracować.',
      },
    },
  },
  'setting-unknown': {
    status: 422,
    words: {
      en: { title: 'Not accepted', detail: 'There is no setting “{name}”. There are: {known}.' },
      ro: { title: 'Nu este acceptat', detail: 'Nu există setarea „{name}”. Există: {known}.' },
      pl: { title: 'Nieprzyjęte', detail: 'Nie ma ustawienia „{name}”. Są: {known}.' },
    },
  },
  'setting-unusable': {
    status: 422,
    words: {
      en: { title: 'Not accepted', detail: 'The setting “{name}” cannot take this value: {reason}' },
      ro: { title: 'Nu este acceptat', detail: 'Setarea „{name}” nu poate lua această valoare: {reason}' },
      pl: { title: 'Nieprzyjęte', detail: 'Ustawienie „{name}” nie może przyjąć tej wartości: {reason}' },
    },
  },
  'body-too-large': {
    status: 413,
    words: {
      en: { title: 'Too large', detail: 'The body is larger than {limit}. Send it in parts.' },
      ro: { title: 'Prea mare', detail: 'Corpul cererii depășește {limit}. Trimiteți-l în părți.' },
      pl: { title: 'Za duże', detail: 'Treść żądania przekracza {limit}. Wyślij ją w częściach.' },
    },
  },
  'sign-in-needed': {
    status: 401,
    words: {
      en: {
        title: 'Sign in',
        detail: 'You are not signed in, or your session has ended. Sign in and try again.',
      },
      ro: {
        title: 'Autentificați-vă',
        detail: 'Nu v-ați autentificat sau sesiunea a expirat. Autentificați-vă și încercați din nou.',
      },
      pl: {
        title: 'Zaloguj się',
        detail: 'Brak zalogowania albo sesja wygasła. Zaloguj się i spróbuj ponownie.',
      },
    },
  },
  'sign-in-failed': {
    status: 401,
    words: {
      en: { title: 'Not signed in', detail: 'The e-mail address or the password is wrong.' },
      ro: { title: 'Autentificare eșuată', detail: 'Adresa de e-mail sau parola este greșită.' },
      pl: { title: 'Nie zalogowano', detail: 'Adres e-mail lub hasło jest nieprawidłowe.' },
    },
  },
  'origin-refused': {
    status: 403,
    words: {
      en: {
        title: 'Another site asks',
        detail: 'The request comes from another site, so it was not carried out.',
      },
      ro: {
        title: 'Cerere de pe alt site',
        detail: 'Cererea vine de pe alt site, așa că nu a fost executată.',
      },
      pl: {
        title: 'Żądanie z innej strony',
        detail: 'Żądanie pochodzi z innej strony, więc nie zostało wykonane.',
      },
    },
  },
  'not-allowed': {
    status: 403,
    words: {
      en: { title: 'Not allowed', detail: 'Your role does not allow this.' },
      ro: { title: 'Nu este permis', detail: 'Rolul dumneavoastră nu permite acest lucru.' },
      pl: { title: 'Niedozwolone', detail: 'Twoja rola na to nie pozwala.' },
    },
  },
  'not-found': {
    status: 404,
    words: {
      en: { title: 'Not there', detail: 'There is nothing here, or it is not yours to see.' },
      ro: { title: 'Nu există', detail: 'Aici nu există nimic sau nu aveți dreptul să vedeți.' },
      pl: { title: 'Nie ma', detail: 'Nic tu nie ma albo nie masz prawa tego zobaczyć.' },
    },
  },
  stale: {
    status: 412,
    words: {
      en: {
        title: 'Changed meanwhile',
        detail:
          'Somebody changed it in the meantime: you saw version {seen}, it is now version {current}. Look at it again.',
      },
      ro: {
        title: 'Modificat între timp',
        detail:
          'Cineva l-a modificat între timp: ați văzut versiunea {seen}, acum este versiunea {current}. Verificați din nou.',
      },
      pl: {
        title: 'Zmienione w międzyczasie',
        detail:
          'Ktoś to w międzyczasie zmienił: widziana była wersja {seen}, teraz jest wersja {current}. Sprawdź ponownie.',
      },
    },
  },
  'version-needed': {
    status: 428,
    words: {
      en: {
        title: 'Say which version',
        detail: 'Send the version you saw as If-Match: "<version>", so that nobody’s change is lost.',
      },
      ro: {
        title: 'Spuneți versiunea',
        detail:
          'Trimiteți versiunea văzută ca If-Match: "<versiune>", ca să nu se piardă modificarea nimănui.',
      },
      pl: {
        title: 'Podaj wersję',
        detail: 'Wyślij widzianą wersję jako If-Match: "<wersja>", aby nie zginęła niczyja zmiana.',
      },
    },
  },
  'version-unreadable': {
    status: 400,
    words: {
      en: {
        title: 'No version',
        detail: 'If-Match: {given} is no version. Send the version you saw, for example If-Match: "7".',
      },
      ro: {
        title: 'Nu este o versiune',
        detail: 'If-Match: {given} nu este o versiune. Trimiteți versiunea văzută, de exemplu If-Match: "7".',
      },
      pl: {
        title: 'To nie wersja',
        detail: 'If-Match: {given} nie jest wersją. Wyślij widzianą wersję, na przykład If-Match: "7".',
      },
    },
  },
  'slow-down': {
    status: 429,
    words: {
      en: { title: 'Slow down', detail: 'Too many attempts. Try again in {seconds} s.' },
      ro: { title: 'Mai încet', detail: 'Prea multe încercări. Încercați din nou peste {seconds} s.' },
      pl: { title: 'Zwolnij', detail: 'Zbyt wiele prób. Spróbuj ponownie za {seconds} s.' },
    },
  },
  fault: {
    status: 500,
    words: {
      en: {
        title: 'Our fault',
        detail:
          'Something went wrong on our side; nothing was written. Tell your administrator the code {id}.',
      },
      ro: {
        title: 'Vina noastră',
        detail: 'A apărut o eroare la noi; nu s-a scris nimic. Comunicați administratorului codul {id}.',
      },
      pl: {
        title: 'Nasz błąd',
        detail: 'Coś poszło nie tak po naszej stronie; nic nie zapisano. Podaj administratorowi kod {id}.',
      },
    },
  },
  'not-ready': {
    status: 503,
    words: {
      en: { title: 'Not ready', detail: 'The database does not answer. Try again in a moment.' },
      ro: { title: 'Nu este gata', detail: 'Baza de date nu răspunde. Încercați din nou peste un moment.' },
      pl: { title: 'Niegotowe', detail: 'Baza danych nie odpowiada. Spróbuj ponownie za chwilę.' },
    },
  },
} as const satisfies Record<string, DoorProblem>;

export type DoorCode = keyof typeof DOOR_PROBLEMS;

/** Titles of the engine's refusals, by status; the sentence comes from the refusal itself. */
export const REFUSAL_TITLES: Readonly<Record<number, Readonly<Record<Language, string>>>> = {
  403: { en: 'Not allowed', ro: 'Nu este permis', pl: 'Niedozwolone' },
  404: { en: 'Not there', ro: 'Nu există', pl: 'Nie ma' },
  409: { en: 'In conflict', ro: 'În conflict', pl: 'Konflikt' },
  412: { en: 'Changed meanwhile', ro: 'Modificat între timp', pl: 'Zmienione w międzyczasie' },
  422: { en: 'Not accepted', ro: 'Nu este acceptat', pl: 'Nieprzyjęte' },
};

/** Fills `{name}` holes; an unknown hole stays as it is, so that a mistake is seen. */
export function fill(text: string, params: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (hole, name: string) => (name in params ? String(params[name]) : hole));
}
