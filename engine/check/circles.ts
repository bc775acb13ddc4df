/**
 * Things that lead back to themselves.
 *
 * @param next  what one leads to
 * @param told  the circles known so far; a circle is told once, wherever one enters it
 * @returns     for each start the shortest circle through it, from it and back to it: `[a, b, a]`
 */
export function* circlesOf(
  starts: Iterable<string>,
  next: (step: string) => Iterable<string>,
  told = new Set<string>(),
): Iterable<Circle> {
  for (const start of starts) {
    const circle = wayBack(start, next);
    const identity = [...new Set(circle)].sort().join();
    if (circle === null || told.has(identity)) continue;
    told.add(identity);
    yield circle;
  }
}

export type Circle = readonly [start: string, ...rest: string[]];

function wayBack(start: string, next: (step: string) => Iterable<string>): Circle | null {
  const queue: Circle[] = [[start]];
  const seen = new Set<string>();
  for (let trail = queue.shift(); trail !== undefined; trail = queue.shift())
    for (const to of next(trail.at(-1) ?? start)) {
      if (to === start) return [...trail, to];
      if (seen.has(to)) continue;
      seen.add(to);
      queue.push([...trail, to]);
    }
  return null;
}
