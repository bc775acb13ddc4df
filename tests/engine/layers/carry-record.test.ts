// Carrying starts from what was written: forward, back, and past what was hidden or set aside.
import { expect, test } from 'vitest';
import { carryRecord, compile, compileMigrations, migrationNames } from '#engine';
import type { Carrier, Kept, PackText, Stored } from '#engine';
import { ajvValidator } from '../../../runtime/validation.ts';
import { base, change } from './packs.ts';

const remark = { type: 'string', maxLength: 200, renamedFrom: 'note' };
const renamed = change(base, {
  'types/paper/schema.json#/properties/note': null,
  'types/paper/schema.json#/properties/remark': remark,
  'migrations/wish/1-to-2.json': { rename: { note: 'remark' } },
  'migrations/deal/1-to-2.json': { rename: { note: 'remark' } },
});
const releases: readonly PackText[] = [base, renamed];

function carrierOf(pack: PackText): Carrier {
  const { model } = compile(pack, { validator: ajvValidator });
  if (!model) throw new Error('no model');
  const { migrations } = compileMigrations(pack, { validator: ajvValidator });
  const stepsOf = (release: number) => migrationNames(releases[release - 1] ?? { files: {} });
  return { model, migrations, stepsOf };
}

const record: Stored = {
  id: 'w',
  type: 'wish',
  number: null,
  revision: 0,
  version: 1,
  stage: 'draft',
  states: ['draft'],
  phase: 'draft',
  title: 'W',
  owner: null,
  createdAt: '2026-03-02T09:00:00.000Z',
  createdBy: 'u',
  updatedAt: '2026-03-02T09:00:00.000Z',
  postedAt: null,
  release: 1,
  archived: false,
  data: { note: 'blue' },
};
const kept: Kept = { record, hidden: null, written: null };

test('forward and back again is what was written, as long as nobody has written since', () => {
  const forward = carryRecord(carrierOf(renamed), kept);
  expect(forward).toMatchObject({ record: { data: { remark: 'blue' }, release: 1 }, parked: null });
  expect(forward.written).toMatchObject({ release: 1, data: { note: 'blue' } });
  expect(carryRecord(carrierOf(renamed), forward)).toEqual(forward);
  expect(carryRecord(carrierOf(base), forward)).toMatchObject(kept);

  const edited = { ...forward, record: { ...forward.record, release: 2, data: { remark: 'red' } } };
  expect(carryRecord(carrierOf(renamed), edited)).toMatchObject({
    record: { data: { remark: 'red' } },
    written: null,
  });
});

test('what no field holds is hidden, survives being written over, and comes back with its field', () => {
  const bare = change(base, { 'types/paper/schema.json#/properties/note': null });
  const without = carryRecord(carrierOf(bare), kept);
  expect(without).toMatchObject({ record: { data: {} }, hidden: { note: 'blue' } });
  const edited = { ...without, record: { ...without.record, release: 2, data: { date: '2026-03-03' } } };
  expect(carryRecord(carrierOf(base), edited).record.data).toEqual({ date: '2026-03-03', note: 'blue' });
});

test('what a record remembers of its stages moves with them', () => {
  const moved = change(base, {
    'types/wish/machine.json#/states/draft/on/SEND/target': 'waiting',
    'types/wish/machine.json#/states/sent': null,
    'types/wish/machine.json#/states/waiting': { meta: { title: 'Waiting', phase: 'posted' } },
    'conversions/wish-to-deal.json#/when/stages': ['waiting'],
    'migrations/wish/1-to-2.json': { stageMap: { sent: 'waiting', '*': 'waiting' } },
  });
  const timers = { since: '2026-03-02T09:00:00.000Z', due: { P3D: '2026-03-05T09:00:00.000Z' }, past: {} };
  const memory = { timers: { sent: timers }, history: { 'sent.hist': ['sent.a', 'draft'] }, editor: 'u' };
  const sent = { ...record, stage: 'sent', states: ['sent'], phase: 'posted' as const };
  const { record: carried } = carryRecord(carrierOf(moved), {
    ...kept,
    record: { ...sent, data: { note: 'blue', $stages: memory } },
  });
  expect(carried).toMatchObject({ stage: 'waiting', states: ['waiting'] });
  expect(carried.data['$stages']).toEqual({
    timers: { waiting: timers },
    history: { 'waiting.hist': ['waiting.a', 'draft'] },
    editor: 'u',
  });
});

test('a record that is set aside is kept as it was, and is taken up by a release that can', () => {
  const parking = change(base, {
    'migrations/wish/1-to-2.json': { park: { when: 'doc.note == "blue"', reason: 'blue' } },
  });
  const parked = carryRecord(carrierOf(parking), kept);
  expect(parked).toMatchObject({ parked: 'blue', record: { data: { note: 'blue', $parked: 'blue' } } });
  expect(carryRecord(carrierOf(renamed), parked)).toMatchObject({
    parked: null,
    record: { data: { remark: 'blue' } },
  });
});
