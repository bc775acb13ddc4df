import { nearestName } from '../../problems/nearest-name.ts';
import { pointerOf } from '../../read/json-pointer.ts';
import type { Rule } from '../rule.ts';
import { textsOf } from '../texts-of.ts';

/** Every text has its translation in each language of the pack, and no translation stands for a text that is gone. */
export const localesComplete: Rule = function* ({ linked, model, partial }) {
  if (partial) return;
  const texts = textsOf(linked);
  for (const [language, translations] of linked.locales) {
    const file = `locales/${language}.json`;
    for (const key of Object.keys(translations)) {
      // Nothing is known of the texts of a broken file; that it is broken has been told.
      if (key === '$schema' || texts.has(key) || linked.broken.has(`${key.split('#')[0]}.json`)) continue;
      const suggestion = nearestName(key, texts.keys());
      yield {
        code: 'locale-unknown-key',
        severity: 'warning',
        file,
        pointer: pointerOf([key]),
        atKey: true,
        params: { key, suggestion },
      };
    }
  }
  for (const language of model.pack.locales) {
    if (language === 'en') continue;
    const translations = linked.locales.get(language) ?? {};
    for (const [key, { text, file, pointer }] of texts)
      if (!Object.hasOwn(translations, key))
        yield { code: 'locale-missing', severity: 'info', file, pointer, params: { key, text, language } };
  }
};
