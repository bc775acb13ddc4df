import type { LinkedDefinition } from '../model/linked-pack.ts';
import type { Finding } from '../problems/finding.ts';

/** That a part of a definition is written which comes to nothing without another; told at its key, as a warning. */
export function* partIdle(
  { file, json }: Pick<LinkedDefinition, 'file' | 'json'>,
  part: string,
  needs: string,
): Iterable<Finding> {
  if (json[part] === undefined) return;
  const place = { file, pointer: `/${part}`, atKey: true };
  yield { code: 'part-idle', severity: 'warning', ...place, params: { part, needs } };
}
