import { asObject, asText, type LinkedType } from '../../model/linked-pack.ts';
import type { Finding } from '../../problems/finding.ts';
import { nearestName } from '../../problems/nearest-name.ts';
import type { CheckedPack, Rule } from '../rule.ts';
import { stageGraph } from '../stage-graph.ts';
import { trackMentions } from '../track-mentions.ts';

/** Tracks that conversions, regions and expressions name are declared: by the type itself, or, for counting, by any. */
export const tracksExist: Rule = function* (pack) {
  const anywhere = new Set([...pack.model.types.values()].flatMap((type) => [...type.tracks.keys()]));
  for (const conversion of pack.model.conversions.values()) {
    const file = pack.linked.conversions.get(conversion.key)?.file ?? '';
    const own = pack.model.types.get(conversion.from)?.tracks ?? new Map();
    for (const { track, basis } of conversion.tracks) {
      // A track is counted on the source and on every ancestor that declares it (Q11), so it need not be the source's.
      if (!pack.partial) yield* unknown(track, anywhere, { file, pointer: `/tracks/${track}`, atKey: true });
      if (basis.kind === 'posted')
        yield* unknown(basis.track, own.keys(), { file, pointer: `/tracks/${track}/basis/posted` });
    }
    if (!pack.partial)
      for (const track of conversion.reopens)
        yield* unknown(track, anywhere, { file, pointer: `/reopens/${track}`, atKey: true });
  }
  for (const type of pack.linked.types.values()) yield* inType(type, pack);
};

function* inType(type: LinkedType, { model }: CheckedPack): Iterable<Finding> {
  const tracks = model.types.get(type.key)?.tracks ?? new Map();
  const graph = stageGraph(type);
  for (const node of graph?.nodes ?? []) {
    const track = asText(node.meta['track']);
    if (track !== null)
      yield* unknown(track, tracks.keys(), {
        file: graph?.file ?? '',
        pointer: `${node.pointer}/meta/track`,
      });
  }
  if (type.postings !== null)
    for (const { track, pointer, span } of trackMentions(asObject(type.postings.json), [], true))
      yield* unknown(track, tracks.keys(), { file: type.postings.path, pointer, span });
  if (type.machine === null) return;
  for (const { track, pointer, span } of trackMentions(asObject(type.machine.json)))
    yield* unknown(track, tracks.keys(), { file: type.machine.path, pointer, span });
}

function* unknown(
  name: string,
  known: Iterable<string>,
  place: Pick<Finding, 'file' | 'pointer' | 'atKey' | 'span'>,
): Iterable<Finding> {
  const names = [...known];
  if (!names.includes(name))
    yield { code: 'unknown-track', ...place, params: { name, suggestion: nearestName(name, names) } };
}
