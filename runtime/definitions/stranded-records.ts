import type { Model, Problem } from '#engine';
import type { LiveRecords } from './touched-records.ts';

const WORDS = {
  'type-in-use': {
    en: [
      '{count} record(s) of the type {type} exist, and the draft has no such type.',
      'Put the type back; take it out of the menu and of the roles instead.',
    ],
    ro: [
      'Există {count} înregistrări de tipul {type}, iar ciorna nu are acest tip.',
      'Puneți tipul la loc; scoateți-l în schimb din meniu și din roluri.',
    ],
    pl: [
      'Istnieją rekordy typu {type} ({count}), a szkic nie ma tego typu.',
      'Przywróć typ; usuń go zamiast tego z menu i z ról.',
    ],
  },
  'state-in-use': {
    en: [
      '{count} record(s) of {type} are in the stage {state}, which the draft does not have.',
      'Put the stage back, or first move the records out of it.',
    ],
    ro: [
      '{count} înregistrări de tipul {type} sunt în stadiul {state}, pe care ciorna nu îl are.',
      'Puneți stadiul la loc sau mutați mai întâi înregistrările din el.',
    ],
    pl: [
      'Rekordy typu {type} ({count}) są w etapie {state}, którego szkic nie ma.',
      'Przywróć etap albo najpierw przenieś z niego rekordy.',
    ],
  },
} as const;

/** Live records that the draft's model could not open: publishing would strand them. */
export function strandedRecords(model: Model, live: LiveRecords, language: string): readonly Problem[] {
  const lang = language === 'ro' || language === 'pl' ? language : 'en';
  const problems: Problem[] = [];
  const add = (
    code: keyof typeof WORDS,
    file: string,
    params: Readonly<Record<string, string | number>>,
  ): void => {
    const [message, cure] = WORDS[code][lang].map((text) =>
      text.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? '')),
    );
    problems.push({
      code,
      severity: 'error',
      file,
      pointer: '',
      range: null,
      params,
      message: message ?? '',
      cure: cure ?? '',
    });
  };
  for (const [key, count] of live.byType) {
    const type = model.types.get(key);
    if (!type) add('type-in-use', `types/${key}/type.json`, { type: key, count });
    if (!type) continue;
    for (const [state, inState] of Object.entries(live.byState.get(key) ?? {})) {
      if (!type.machine?.states.has(state))
        add('state-in-use', `types/${key}/machine.json`, { type: key, state, count: inState });
    }
  }
  return problems;
}
