/** What the engine offers by itself, and asks for, needs titles by itself: events and conversions have their authors'. */
const WORDS = {
  settle: { en: 'Close what is open', ro: 'Închide ce este deschis', pl: 'Zamknij, co otwarte' },
  reopen: {
    en: 'Reopen what was closed',
    ro: 'Redeschide ce a fost închis',
    pl: 'Otwórz ponownie zamknięte',
  },
  amend: { en: 'Amend', ro: 'Modifică prin revizie', pl: 'Zmień jako rewizję' },
  opening: { en: 'Take over what was done', ro: 'Preia ce s-a făcut', pl: 'Przejmij, co wykonano' },
  refill: { en: 'Fill anew', ro: 'Completează din nou', pl: 'Wypełnij od nowa' },
  restore: { en: 'Take into use again', ro: 'Repune în folosință', pl: 'Przywróć do użytku' },
  fields: { en: 'What is filled anew', ro: 'Ce se completează din nou', pl: 'Co wypełnić od nowa' },
  track: { en: 'What', ro: 'Ce', pl: 'Co' },
  copy: { en: 'Copy', ro: 'Copiază', pl: 'Kopiuj' },
} as const;

/** @param language  `ro`, `ro-RO`; English when there is no such */
export function actionWords(kind: keyof typeof WORDS, language: string): string {
  const words = WORDS[kind];
  const short = language.slice(0, 2);
  return short === 'ro' ? words.ro : short === 'pl' ? words.pl : words.en;
}
