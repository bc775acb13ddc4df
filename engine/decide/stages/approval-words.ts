/** Labels of what people are asked for when they answer an approval. */
const words = {
  comment: { en: 'Comment', ro: 'Comentariu', pl: 'Komentarz' },
  reason: { en: 'Reason', ro: 'Motiv', pl: 'Powód' },
  for: { en: 'On behalf of', ro: 'În numele', pl: 'W imieniu' },
} as const;

export function approvalWord(word: keyof typeof words, language: string): string {
  const said: Readonly<Record<string, string>> = words[word];
  return said[language.slice(0, 2)] ?? words[word].en;
}
