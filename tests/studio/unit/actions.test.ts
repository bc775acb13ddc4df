import { expect, test } from 'vitest';
import type { ActionState } from '#engine';
import { planActions } from '../../../studio/src/lib/document/actions.ts';

const action = (kind: ActionState['kind'], key: string, more: Partial<ActionState> = {}): ActionState => ({
  ...{ kind, key, title: key, allowed: true, reasons: [], form: null, confirm: null },
  ...{ primary: false, voids: false, to: null },
  ...more,
});
const path = (key: string, effect: 1 | 0 | -1, more: Partial<ActionState> = {}): ActionState =>
  action('conversion', key, { takes: { effect, tracks: [], lines: [], whole: null }, ...more });

test('the one button leads on: what takes back, or counts nothing, stands in the menu', () => {
  const back = path('give-back', -1);
  const copy = path('show-only', 0);
  const pay = path('settle-it', 1);
  expect(planActions([back, copy, pay]).primary).toBe(pay);
  expect(planActions([back, copy]).primary).toBeNull();
  expect(planActions([back, copy, pay]).conversions).toEqual([back, copy]);
});

test('the next stage goes before conversions, never what voids or is refused', () => {
  const next = action('event', 'NEXT', { primary: true });
  const voids = action('event', 'VOID', { primary: true, voids: true });
  const refused = action('event', 'NEXT', { primary: true, allowed: false });
  const on = path('on', 1);
  expect(planActions([on, next]).primary).toBe(next);
  expect(planActions([on, voids]).primary).toBe(on);
  expect(planActions([on, refused]).primary).toBe(on);
});
