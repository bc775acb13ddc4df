import { parseExpression } from '../../expressions/index.ts';
import { linkPack } from '../../link/link-pack.ts';
import { openWorkshop } from '../../build/workshop.ts';
import type { PackText } from '../../model/pack.ts';
import type { Problem } from '../../problems/problem.ts';
import { readPack } from '../../read/read-pack.ts';
import type { ValidatorFactory } from '../../validation.ts';
import { compareText } from '../canonical/canonical-json.ts';
import { compareVersions } from '../overlay/layer-needs.ts';
import { layerProblem, type LayerFinding } from '../words/layer-words.ts';
import { buildMigration, type MigrationFile } from './build-migration.ts';
import type { Migration, Migrations, Shape } from './migration.ts';

export interface CompiledMigrations {
  readonly migrations: Migrations;
  readonly problems: readonly Problem[];
}

const PLACE =
  /^migrations\/([^/]+)\/((?:[a-z][a-z0-9]*-)*)([0-9.]+)-to-((?:[a-z][a-z0-9]*-)*)([0-9.]+)\.json$/;

/**
 * Steps of a pack's `migrations/`, compiled against the fields and stages that it has now: the newest step leads to
 * them, an older one to what the steps after it begin with. Files that break the grammar are left out: `compile` tells
 * of them.
 *
 * @returns by type, the steps in the order in which a record takes them: those of the base packs by version, then those
 *   whose versions carry a pack's key. `problems` are the author's, all collected.
 */
export function compileMigrations(
  pack: PackText,
  { validator, language = 'en' }: { readonly validator: ValidatorFactory; readonly language?: string },
): CompiledMigrations {
  const read = readPack(pack, validator);
  const { linked } = linkPack(read, false);
  const workshop = openWorkshop(linked, true, parseExpression);
  const findings: LayerFinding[] = [];
  const migrations = new Map<string, readonly Migration[]>();
  for (const [type, files] of Map.groupBy(filesOf(read.files.keys(), findings), (file) => file.type)) {
    const found = linked.types.get(type);
    if (found === undefined) {
      if (!linked.isAbsent('type', type))
        for (const { path } of files)
          findings.push({ code: 'migration-type', layer: '', file: path, pointer: '', params: { type } });
      continue;
    }
    tellOverlaps(files, findings);
    let after: Shape = found.fields;
    const steps: Migration[] = [];
    for (const file of files.toSorted(inOrder).toReversed()) {
      const json = read.files.get(file.path)?.json ?? {};
      const step = buildMigration(file, json, {
        type: found,
        after,
        isLast: steps.length === 0,
        workshop,
        findings,
        language,
      });
      steps.unshift(step);
      after = step.before;
    }
    migrations.set(type, steps);
  }
  const problems = findings.map((finding) => {
    const range = read.located.get(finding.file)?.locate(finding.pointer) ?? null;
    return layerProblem(finding, range, language);
  });
  problems.sort((a, b) => compareText(a.file, b.file) || (a.range?.start ?? 0) - (b.range?.start ?? 0));
  return { migrations, problems };
}

/** Names of the steps that a pack has, by type: what a release keeps, to know later which steps a record has taken. */
export function migrationNames(pack: PackText): ReadonlyMap<string, readonly string[]> {
  const files = filesOf(Object.keys(pack.files), []).sort(inOrder);
  return new Map(
    [...Map.groupBy(files, ({ type }) => type)].map(([type, ofType]) => [
      type,
      ofType.map(({ name }) => name),
    ]),
  );
}

function filesOf(paths: Iterable<string>, findings: LayerFinding[]): MigrationFile[] {
  return [...paths].flatMap((path): MigrationFile[] => {
    const [, type = '', pack = '', from = '', packTo = '', to = ''] = PLACE.exec(path) ?? [];
    if (type === '') return [];
    const name = `${pack}${from}-to-${packTo}${to}`;
    if (pack !== packTo || compareVersions(from, to) >= 0)
      findings.push({
        code: 'migration-order',
        layer: '',
        file: path,
        pointer: '',
        params: { from: pack + from, to: packTo + to },
      });
    return [{ path, type, name, pack, from, to }];
  });
}

function inOrder(a: MigrationFile, b: MigrationFile): number {
  if (a.pack !== b.pack) return a.pack < b.pack ? -1 : 1;
  return compareVersions(a.from, b.from) || compareVersions(a.to, b.to);
}

function tellOverlaps(files: readonly MigrationFile[], findings: LayerFinding[]): void {
  const sorted = files.toSorted(inOrder);
  for (const [index, file] of sorted.entries()) {
    const next = sorted[index + 1];
    if (next === undefined || next.pack !== file.pack || compareVersions(next.from, file.to) >= 0) continue;
    const params = { type: file.type, from: next.pack + next.from };
    findings.push({ code: 'migration-overlap', layer: '', file: next.path, pointer: '', params });
  }
}
