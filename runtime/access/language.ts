/** Languages that the product speaks by itself; packs may bring fewer. */
export const LANGUAGES = ['en', 'ro', 'pl'] as const;
export type Language = (typeof LANGUAGES)[number];

/**
 * The language a caller prefers, of those we speak.
 *
 * @param header  `Accept-Language` (RFC 9110): `ro-RO,ro;q=0.9,en;q=0.8`
 * @returns       the best match by weight, then by place; English when none fits
 */
export function languageOf(header: string | null | undefined): Language {
  let best: Language = 'en';
  let bestWeight = 0;
  for (const part of (header ?? '').split(',')) {
    const [range = '', ...parameters] = part.trim().split(';');
    const primary = range.trim().toLowerCase().split('-')[0];
    const language = LANGUAGES.find((known) => known === primary);
    if (!language) continue;
    const weight = weightOf(parameters);
    if (weight > bestWeight) [best, bestWeight] = [language, weight];
  }
  return best;
}

function weightOf(parameters: readonly string[]): number {
  for (const parameter of parameters) {
    const [name, value] = parameter.split('=');
    if (name?.trim() === 'q') {
      const weight = Number(value);
      return Number.isFinite(weight) ? weight : 0;
    }
  }
  return 1;
}
