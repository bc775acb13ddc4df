/// <reference types="vite/client" />
// Where a hard case ends at a port of the runtime: what goes out, and what an answer or an arrival becomes.
import { describe, expect, it } from 'vitest';
import {
  emptyFacts,
  includes,
  limitLeft,
  loadRecords,
  makeValidators,
  mapAnswer,
  mapReceived,
  mapSending,
  planOn,
  StagePlay,
  type Decision,
  type Facts,
  type JsonObject,
  type Needs,
} from '#engine';
import { ajvValidator } from '../../../runtime/validation.ts';
import { compiledPack } from './packs.ts';

type Records = Readonly<Record<string, readonly JsonObject[]>>;

/** A company of one pack, with the records that a port needs. */
function companyOf(name: string, records: Records) {
  const { model, base, problems } = compiledPack(name);
  if (!model) throw new Error(problems.join('\n'));
  const validators = makeValidators(model, ajvValidator);
  const play = new StagePlay(model, validators, { today: '2026-03-02' });
  expect([...loadRecords(model, play, base), ...loadRecords(model, play, records)]).toEqual([]);
  const setting = play.setting();
  function ask<T extends { readonly kind: string }>(
    question: (facts: Facts) => T | Needs,
  ): Exclude<T, Needs> {
    let facts = emptyFacts();
    for (;;) {
      const answer = question(facts);
      if (answer.kind !== 'needs') return answer as Exclude<T, Needs>;
      facts = play.store.read(answer as unknown as Needs, facts);
    }
  }
  return {
    model,
    id: (type: string, key: string) => play.idOf({ type, key }) ?? '',
    done(command: Parameters<typeof play.run>[0]): Decision {
      const answer = play.run(command);
      if (answer.kind === 'refusal') throw new Error(answer.message);
      return answer;
    },
    sending: (connector: string, id: string) =>
      ask((facts) => mapSending(model, validators, connector, id, facts, setting)),
    answered: (connector: string, id: string, name: string, answer: JsonObject) =>
      ask((facts) => mapAnswer(model, validators, connector, id, name, answer, facts, setting)),
    arrived: (connector: string, what: JsonObject) =>
      ask((facts) => mapReceived(model, validators, connector, what, facts, setting)),
    stageOf: (id: string) => play.store.records.get(id)?.stage,
  };
}

describe('A service firm', () => {
  const firm = () =>
    companyOf('paper-firm', {
      partner: [{ code: 'CITY', name: 'City hall', email: 'city@example.com', vatId: 'RO77' }],
      service: [{ code: 'AUDIT', name: 'Audit', price: '1000.00' }],
    });

  it('A1: a mail becomes a request, and the same mail only one', () => {
    const company = firm();
    const mail = { id: 'm1', from: 'new@example.com', fromName: 'New', subject: 'Help', text: 'Please' };
    const first = company.arrived('sales-mailbox', mail);
    expect(first.command).toEqual({
      kind: 'create',
      type: 'request',
      data: { messageId: 'm1', email: 'new@example.com', name: 'New', subject: 'Help', body: 'Please' },
    });
    if (!first.command) return;
    const { record } = company.done(first.command);
    expect(company.arrived('sales-mailbox', mail).matches).toEqual([record]);
  });

  function contractOf(company: ReturnType<typeof firm>): string {
    const data = {
      partner: company.id('partner', 'CITY'),
      end: '2026-12-31',
      lines: [{ id: 'L1', service: company.id('service', 'AUDIT'), quantity: '2' }],
    };
    const { record } = company.done({ kind: 'create', type: 'contract', data });
    company.done({ kind: 'fire', id: record, event: 'SIGN_REQUEST', input: {} });
    return record;
  }

  it('A4: a contract is sent to be signed, and comes back signed with its file', () => {
    const company = firm();
    const contract = contractOf(company);
    expect(company.sending('signature', contract)).toMatchObject({
      port: 'signature',
      message: { document: 'contract', signers: ['city@example.com', 'story@example.com'] },
    });
    const { command, attach } = company.answered('signature', contract, 'signed', { file: 'signed.pdf' });
    expect(attach).toEqual(['signed.pdf']);
    if (command) company.done(command);
    expect(company.stageOf(contract)).toBe('active');
  });

  it('A8 A9: an invoice is uploaded within five days, and answers become its events', () => {
    const company = firm();
    const contract = contractOf(company);
    company.done({ kind: 'fire', id: contract, event: 'SIGNED', input: { file: 'x' } });
    const { record: invoice } = company.done({
      kind: 'create',
      type: 'invoice',
      data: {
        partner: company.id('partner', 'CITY'),
        lines: [{ id: 'L1', service: company.id('service', 'AUDIT'), quantity: '2' }],
      },
    });
    company.done({ kind: 'fire', id: invoice, event: 'POST', input: {} });
    expect(company.sending('e-invoice', invoice)).toMatchObject({
      by: '2026-03-07',
      message: {
        number: 'IN-2026-0001',
        buyer: 'RO77',
        total: '2000',
        lines: [{ name: 'Audit', net: '2000' }],
      },
    });
    const rejected = company.answered('e-invoice', invoice, 'rejected', { errors: 'BR-RO-1' });
    expect(rejected.command).toMatchObject({ event: 'E_REJECTED', input: { errors: 'BR-RO-1' } });
    expect(company.sending('card', invoice).message).toEqual({ amount: '2000', reference: 'IN-2026-0001' });
    const paid = company.answered('card', invoice, 'paid', { transaction: 'T1' }).command;
    if (paid) company.done(paid);
    expect(company.stageOf(invoice)).toMatchObject({ posted: { payment: 'fully' } });
    // A line of the bank statement that no payment stands for becomes one.
    expect(company.arrived('bank', { reference: 'TR-9', amount: '10.00' }).command).toMatchObject({
      kind: 'create',
      type: 'payment',
      data: { amount: '10.00', reference: 'TR-9' },
    });
  });

  it('A10: a month of the premium plan, then the free one with its limit', () => {
    const { model } = firm();
    const on = (today: string) => planOn(model.plans, { plan: 'premium', since: '2026-01-10' }, today);
    expect([on('2026-02-09')?.key, on('2026-02-10')?.key]).toEqual(['premium', 'free']);
    const free = on('2026-03-01');
    if (!free) throw new Error('no plan');
    expect([limitLeft(free, 'invoice', 19), limitLeft(free, 'invoice', 20)]).toEqual([1, 0]);
    expect([includes(free, 'connectors/card'), includes(free, 'connectors/bank')]).toEqual([false, true]);
  });
});

it('S28 S29: the receipt goes to the printer of its till, item names and all, and its number comes back', () => {
  const shop = companyOf('paper-retail', {
    'work-point': [{ code: 'C' }],
    'cash-desk': [{ code: 'D' }],
    pos: [
      {
        code: 'T',
        workPoint: 'C',
        cashDesk: 'D',
        revenueAccount: '707',
        cashAccount: '5311',
        printer: 'COM7',
      },
    ],
    article: [{ code: 'WASH', name: 'Washing', kind: 'service' }],
    'price-list': [{ code: 'BASE', withTax: true, prices: [{ id: 'P', article: 'WASH', price: '12.10' }] }],
  });
  const data = {
    pos: shop.id('pos', 'T'),
    lines: [{ id: 'L', article: shop.id('article', 'WASH'), quantity: '2' }],
  };
  const { record } = shop.done({ kind: 'create', type: 'receipt', data });
  shop.done({ kind: 'fire', id: record, event: 'PRINT', input: {} });
  expect(shop.sending('till-printer', record)).toMatchObject({
    port: 'fiscal-printer',
    device: 'COM7',
    message: { items: [{ name: 'Washing', quantity: '2', price: '12.1' }], total: '24.2' },
  });
  const { command } = shop.answered('till-printer', record, 'printed', { receiptNumber: '0042' });
  if (command) shop.done(command);
  expect(shop.stageOf(record)).toBe('printed');
});
