// One page per code of a problem: its words in every language, and the case that produces it.

export type Words = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface ProblemCase {
  /** The sentence that names the folder. */
  readonly name: string;
  readonly wrong: unknown;
  readonly nearMiss: unknown;
  readonly found: readonly {
    readonly code: string;
    readonly severity: string;
    readonly message: string;
    readonly cure: string;
  }[];
}

const languages: Readonly<Record<string, string>> = { en: 'English', ro: 'Romanian', pl: 'Polish' };
const json = (value: unknown): string[] => ['```json', ...JSON.stringify(value, null, 2).split('\n'), '```'];

/** @param words by language */
export function problemPage(
  code: string,
  words: Readonly<Record<string, Words>>,
  cases: readonly ProblemCase[],
): string {
  const own = cases.filter((one) => one.found.some((problem) => problem.code === code));
  const first = own[0];
  const severity = first?.found.find((problem) => problem.code === code)?.severity ?? 'error';
  const lines = [
    `# ${code}`,
    '',
    '<!-- Made from the catalogue and the case folders by tests/docs/generate-reference.ts; do not edit. -->',
    '',
    `Severity: ${severity}.`,
    '',
    '| language | what is wrong | what to do |',
    '|---|---|---|',
    ...Object.entries(languages).map(([key, name]) => {
      const said = words[key]?.[code];
      return `| ${name} | ${said?.['message'] ?? ''} | ${said?.['cure'] ?? ''} |`;
    }),
    '',
  ];
  for (const one of own.slice(0, 2)) {
    const problem = one.found.find((found) => found.code === code);
    lines.push(
      `## ${one.name.replaceAll('-', ' ')}`,
      '',
      'Changed in a sound pack (path and pointer → value; null removes):',
      '',
      ...json(one.wrong),
      '',
      `> ${problem?.message ?? ''} ${problem?.cure ?? ''}`,
      '',
      'Right by a hair:',
      '',
      ...json(one.nearMiss),
      '',
    );
  }
  return lines.join('\n');
}
