import { buildModel } from './build/build-model.ts';
import { checkPack } from './check/check-pack.ts';
import { newerLanguage } from './read/newer-language.ts';
import { linkPack } from './link/link-pack.ts';
import type { Model } from './model/model.ts';
import type { PackText } from './model/pack.ts';
import type { Problem } from './problems/problem.ts';
import { tellProblems } from './problems/tell-problems.ts';
import { readPack } from './read/read-pack.ts';
import type { ValidatorFactory } from './validation.ts';

export interface CompileOptions {
  readonly validator: ValidatorFactory;
  /** Language of messages and cures; English when absent. */
  readonly language?: string;
  /** The files are a slice of a pack (what a browser needs of it): what they do not hold is not missed. */
  readonly partial?: boolean;
}

export interface Compiled {
  /** null exactly when a problem of severity error was found. */
  readonly model: Model | null;
  /** All of them, by file and place. */
  readonly problems: readonly Problem[];
}

/**
 * Text of a pack → executable model: read, link, build, check. Never throws on what an author can write: whatever is
 * wrong comes back as problems, each with its place, in words, with a cure.
 */
export function compile(
  pack: PackText,
  { validator, language = 'en', partial = false }: CompileOptions,
): Compiled {
  const read = readPack(pack, validator);
  const newer = newerLanguage(read);
  if (newer !== null) return { model: null, problems: tellProblems([newer], read.located, language) };
  const { linked, findings: linking } = linkPack(read, partial);
  const { model, findings: building, expressions } = buildModel(linked, partial);
  const checking = checkPack({ linked, model, expressions, partial, validator });
  const problems = tellProblems(
    [...read.findings, ...linking, ...building, ...checking],
    read.located,
    language,
  );
  const isSound = problems.every((problem) => problem.severity !== 'error');
  return { model: isSound ? model : null, problems };
}
