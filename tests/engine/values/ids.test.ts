import { describe, expect, it } from 'vitest';
import { idSource } from '../../../engine/values/ids.ts';

const now = Date.parse('2026-03-05T10:00:00.123Z');
const many = (count: number, make: () => string) => Array.from({ length: count }, make);

describe('idSource', () => {
  it('gives UUIDs of version 7 with the time in front', () => {
    for (const id of many(100, idSource(now, 'seed').uuid)) {
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(parseInt(id.replace('-', '').slice(0, 12), 16)).toBe(now);
    }
  });

  it('gives the same ids for the same seed, others for another', () => {
    const first = idSource(now, 'seed');
    const again = idSource(now, 'seed');
    expect(many(20, first.uuid)).toEqual(many(20, again.uuid));
    expect(many(20, first.line)).toEqual(many(20, again.line));
    const all = new Set<string>();
    for (let seed = 0; seed < 5_000; seed++) all.add(idSource(now, `seed ${seed}`).uuid().slice(19));
    expect(all.size).toBe(5_000);
  });

  it('goes on in order, also when the counter of a millisecond is full', () => {
    const ids = many(10_000, idSource(now, 'x').uuid);
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('gives short line ids', () => {
    const ids = many(10_000, idSource(now, 'y').line);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9]{10}$/);
  });
});
