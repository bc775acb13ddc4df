type Words = { readonly en: string; readonly ro: string; readonly pl: string };

const WORDS: Readonly<Record<string, Words>> = {
  create: { en: 'Created', ro: 'Creat', pl: 'Utworzono' },
  copy: { en: 'Copied', ro: 'Copiat', pl: 'Skopiowano' },
  edit: { en: 'Edited', ro: 'Modificat', pl: 'Zmieniono' },
  delete: { en: 'Deleted', ro: 'Șters', pl: 'Usunięto' },
  restore: { en: 'Taken into use again', ro: 'Repus în folosință', pl: 'Przywrócono' },
  event: { en: 'Moved', ro: 'Mutat', pl: 'Przesunięto' },
  conversion: { en: 'Converted', ro: 'Convertit', pl: 'Przekształcono' },
  progress: { en: 'Progress', ro: 'Progres', pl: 'Postęp' },
  timer: { en: 'Its time came', ro: 'A venit momentul', pl: 'Nadszedł czas' },
  approval: { en: 'Approvals withdrawn', ro: 'Aprobări retrase', pl: 'Cofnięto zatwierdzenia' },
  override: { en: 'Check passed over', ro: 'Verificare depășită', pl: 'Pominięto kontrolę' },
  settle: { en: 'Closed', ro: 'Închis', pl: 'Zamknięto' },
  reopen: { en: 'Reopened', ro: 'Redeschis', pl: 'Otwarto ponownie' },
  amend: { en: 'Amended', ro: 'Revizuit', pl: 'Wydano rewizję' },
  opening: { en: 'Taken over', ro: 'Preluat', pl: 'Przejęto' },
  rebuild: { en: 'Rebuilt', ro: 'Refăcut', pl: 'Przebudowano' },
  refill: { en: 'Filled anew', ro: 'Completat din nou', pl: 'Wypełniono od nowa' },
};

/** What a line of history is called when neither an event nor a conversion names it. */
export function historyWords(what: string, language: string): string {
  const words = WORDS[what];
  return words?.[language as keyof Words] ?? words?.en ?? what;
}
