import type { Refusal } from '#engine';

/** What commands refuse by themselves; everything about the business is refused by the engine. */
const WORDS = {
  'idempotency-conflict': {
    status: 409,
    en: 'This Idempotency-Key was already used with another body. Use a new key for a new request.',
    ro: 'Această cheie Idempotency-Key a fost deja folosită cu alt conținut. Folosiți o cheie nouă pentru o cerere nouă.',
    pl: 'Ten klucz Idempotency-Key został już użyty z inną treścią. Dla nowego żądania użyj nowego klucza.',
  },
  'unique-taken': {
    status: 422,
    en: 'Somebody has just saved another record with the same key. Choose another one.',
    ro: 'Altcineva tocmai a salvat o altă înregistrare cu aceeași cheie. Alegeți alta.',
    pl: 'Ktoś właśnie zapisał inny rekord z tym samym kluczem. Wybierz inny.',
  },
} as const;

export function refuse(code: keyof typeof WORDS, language: string): Refusal {
  const words = WORDS[code];
  const message = language === 'ro' ? words.ro : language === 'pl' ? words.pl : words.en;
  return { kind: 'refusal', code, status: words.status, params: {}, message, problems: [] };
}
