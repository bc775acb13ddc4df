// What a person would write for exactly these documents: every type, field, formula and stage known, the same decimal
// library, the same checks, the same decision out. It is the limit that the engine is held against.
import Big from 'big.js';
import type {
  Counter,
  Decision,
  Facts,
  JsonObject,
  Link,
  LinkEnd,
  OfferedLine,
  Setting,
  Stored,
} from '#engine';
import { idSource } from '../../engine/values/ids.ts';

const quantityForm = /^-?(0|[1-9]\d{0,13})(\.\d{1,4})?$/;
const percentForm = /^-?(0|[1-9]\d{0,2})(\.\d{1,2})?$/;
const dateForm = /^\d{4}-\d{2}-\d{2}$/;
const lineKeys = new Set([
  'id',
  'article',
  'description',
  'unit',
  'quantity',
  'price',
  'discount',
  'vatRate',
  'net',
]);
const headerKeys = new Set([
  'partner',
  'date',
  'currency',
  'rate',
  'reference',
  'notes',
  'lines',
  'validUntil',
  'declineReason',
]);
const maxDiscount = 100;
const offerValidDays = 30;

interface Line {
  id: string;
  article: string;
  description: string;
  unit: string;
  quantity: string;
  price: string;
  discount?: string;
  vatRate: string;
  net: string;
}

interface EnteredLine {
  readonly id?: string;
  readonly article: string;
  readonly quantity: string;
  readonly description?: string;
  readonly unit?: string;
  readonly price?: string;
  readonly discount?: string;
  readonly vatRate?: string;
}

function fail(what: string): never {
  throw new Error(what);
}

function recordOf(facts: Facts, id: string, type: string): Stored {
  const record = facts.records.get(id);
  return record?.type === type ? record : fail(`no ${type} ${id}`);
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function today(setting: Setting): string {
  const { timeZone } = setting.company;
  let formatter = formatters.get(timeZone);
  if (!formatter) formatters.set(timeZone, (formatter = new Intl.DateTimeFormat('en-CA', { timeZone })));
  return formatter.format(setting.now);
}

function checkLine(line: EnteredLine, index: number): void {
  for (const key in line) if (!lineKeys.has(key)) fail(`/lines/${index}/${key} is not known`);
  const { description, quantity, price, discount, vatRate } = line;
  if (description !== undefined && (typeof description !== 'string' || description.length > 500))
    fail(`/lines/${index}/description`);
  if (quantity !== undefined && !quantityForm.test(quantity)) fail(`/lines/${index}/quantity`);
  if (price !== undefined && !quantityForm.test(price)) fail(`/lines/${index}/price`);
  if (discount !== undefined && !percentForm.test(discount)) fail(`/lines/${index}/discount`);
  if (vatRate !== undefined && !percentForm.test(vatRate)) fail(`/lines/${index}/vatRate`);
}

/** Net per line, tax per rate, totals, and the bounds that need the numbers. */
function computed(lines: readonly Line[]): {
  lines: Line[];
  vatByRate: JsonObject[];
  net: string;
  vat: string;
  total: string;
} {
  const groups = new Map<string, { rate: Big; base: Big }>();
  let net = new Big(0);
  const done = lines.map((line, index) => {
    const quantity = new Big(line.quantity);
    const price = new Big(line.price);
    const rate = new Big(line.vatRate);
    const discount = line.discount === undefined ? null : new Big(line.discount);
    if (quantity.lte(0)) fail(`/lines/${index}/quantity must be more than zero`);
    if (price.lt(0)) fail(`/lines/${index}/price must not be below zero`);
    if (discount && (discount.lt(0) || discount.gt(maxDiscount))) fail(`/lines/${index}/discount`);
    if (rate.lt(0) || rate.gt(100)) fail(`/lines/${index}/vatRate`);
    const gross = quantity.times(price);
    const lineNet = (discount ? gross.times(new Big(1).minus(discount.div(100))) : gross).round(2, 1);
    net = net.plus(lineNet);
    const group = groups.get(line.vatRate);
    if (group) group.base = group.base.plus(lineNet);
    else groups.set(line.vatRate, { rate, base: lineNet });
    return { ...line, net: lineNet.toFixed(2) };
  });
  let vat = new Big(0);
  const vatByRate = [...groups.values()]
    .sort((a, b) => a.rate.cmp(b.rate))
    .map(({ rate, base }) => {
      const tax = base.times(rate).div(100).round(2, 1);
      vat = vat.plus(tax);
      return { rate: rate.toFixed(), base: base.toFixed(2), vat: tax.toFixed(2) };
    });
  return {
    lines: done,
    vatByRate,
    net: net.toFixed(2),
    vat: vat.toFixed(2),
    total: net.plus(vat).toFixed(2),
  };
}

function offerDay(from: string, days: number): string {
  return new Date(Date.parse(`${from}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The values of an offer as entered: checked, filled and computed. */
export function offerByHand(
  facts: Facts,
  entered: JsonObject,
  setting: Setting,
  lineId: () => string,
): JsonObject {
  for (const key in entered) if (!headerKeys.has(key)) fail(`/${key} is not known`);
  const given = entered as unknown as {
    partner: string;
    date?: string;
    lines: readonly EnteredLine[];
    reference?: string;
  };
  if (given.date !== undefined && !dateForm.test(given.date)) fail('/date');
  if (given.lines.length > 1000) fail('/lines has too many');
  const partner = recordOf(facts, given.partner, 'partner').data as { currency?: string };
  const day = given.date ?? today(setting);
  const currency =
    partner.currency ?? facts.finds.get('["currency",[["code","RON"]],null]')?.id ?? fail('no currency');
  const rate = new Big(
    recordOf(facts, currency, 'currency').data['code'] === setting.company.currency
      ? 1
      : fail('foreign money'),
  );
  const lines = given.lines.map((line, index): Line => {
    checkLine(line, index);
    const article = recordOf(facts, line.article, 'article').data as {
      name: string;
      unit: string;
      price: string;
      vatRate: string;
    };
    const unit = line.unit ?? article.unit;
    recordOf(facts, unit, 'unit');
    const filled: Line = {
      id: line.id ?? lineId(),
      article: line.article,
      description: line.description ?? article.name,
      unit,
      quantity: line.quantity,
      price: line.price ?? new Big(article.price).div(rate).round(4, 1).toFixed(),
      vatRate: line.vatRate ?? (recordOf(facts, article.vatRate, 'vat-rate').data['percent'] as string),
      net: '',
    };
    if (line.discount !== undefined) filled.discount = line.discount;
    return filled;
  });
  const { lines: done, ...totals } = computed(lines);
  const data = {
    partner: given.partner,
    date: day,
    currency,
    rate: rate.toFixed(),
    ...totals,
    validUntil: offerDay(day, offerValidDays),
    lines: done,
  };
  return data as unknown as JsonObject;
}

export function createOfferByHand(facts: Facts, entered: JsonObject, setting: Setting): Decision {
  if (!setting.user.roles.includes('owner')) fail('not allowed');
  const ids = idSource(setting.now, setting.seed);
  const data = offerByHand(facts, entered, setting, ids.line);
  const at = new Date(setting.now).toISOString();
  const record = draft('offer', ids.uuid(), data, partnerName(facts, data), at, setting);
  return decisionOf(record, null, {
    history: [
      {
        id: ids.uuid(),
        record: record.id,
        version: 1,
        at,
        by: setting.user.id,
        what: 'create',
        key: null,
        stageBefore: null,
        stageAfter: 'draft',
        changes: [],
      },
    ],
  });
}

export function sendOfferByHand(facts: Facts, id: string, setting: Setting): Decision {
  if (!setting.user.roles.includes('owner')) fail('not allowed');
  const offer = recordOf(facts, id, 'offer');
  if (offer.stage !== 'draft') fail('not a draft');
  const data = offer.data as unknown as {
    partner: string;
    date: string;
    currency: string;
    rate: string;
    validUntil: string;
    lines: readonly Line[];
  };
  for (const key of ['partner', 'date', 'currency', 'rate', 'validUntil'] as const)
    if (!data[key]) fail(`/${key} is required`);
  if (!data.lines?.length) fail('/lines is required');
  for (const line of data.lines) {
    for (const key of ['description', 'unit', 'quantity', 'price', 'vatRate'] as const)
      if (!line[key]) fail(`${key} is required`);
  }
  if (recordOf(facts, data.partner, 'partner').data['blocked'] === true) fail('the partner is blocked');
  const ids = idSource(setting.now, setting.seed);
  const at = new Date(setting.now).toISOString();
  const year = today(setting).slice(0, 4);
  const after: Stored = {
    ...offer,
    number: '{number}',
    version: offer.version + 1,
    stage: 'sent',
    states: ['sent'],
    phase: 'posted',
    title: `{number} · ${partnerName(facts, offer.data)}`,
    updatedAt: at,
    postedAt: at,
    release: setting.release,
  };
  return decisionOf(after, offer, {
    numbers: [
      {
        record: id,
        series: 'offer',
        scope: year,
        pattern: `OF-${year}-{number:5}`,
        start: 1,
        mode: 'gapless',
      },
    ],
    history: [
      {
        id: ids.uuid(),
        record: id,
        version: offer.version + 1,
        at,
        by: setting.user.id,
        what: 'event',
        key: 'SEND',
        stageBefore: 'draft',
        stageAfter: 'sent',
        changes: [],
      },
    ],
  });
}

/** Everything still open on an accepted offer becomes an order. */
export function orderByHand(facts: Facts, id: string, setting: Setting): Decision {
  if (!setting.user.roles.includes('owner')) fail('not allowed');
  const offer = recordOf(facts, id, 'offer');
  if (offer.phase !== 'posted') fail('not posted');
  const source = offer.data as unknown as {
    partner: string;
    currency: string;
    notes?: string;
    lines: readonly Line[];
  };
  if (recordOf(facts, source.partner, 'partner').data['blocked'] === true) fail('the partner is blocked');
  const lineage = facts.lineages.get(id);
  const held = new Map((lineage?.counters ?? []).map((counter) => [counter.line, counter]));
  // Slices of a line add up to it to the cent, so what others took of it is looked at line by line (P5).
  const takenBefore = Map.groupBy(lineage?.down ?? [], ({ link }) => link.sourceLine);
  const ids = idSource(setting.now, setting.seed);
  const at = new Date(setting.now).toISOString();
  const offered: OfferedLine[] = [];
  const taken: Line[] = [];
  for (const line of source.lines) {
    const full = new Big(line.quantity);
    const counter = held.get(line.id);
    const rest = counter ? full.minus(counter.held).minus(counter.settled) : full;
    const open = rest.toFixed();
    const most = (counter ? full.minus(counter.posted).minus(counter.settled) : full).toFixed();
    const isOpen = rest.gt(0);
    const heldBy = counter && counter.held !== counter.posted ? draftsOf(takenBefore.get(line.id) ?? []) : [];
    offered.push({
      source: id,
      line: line.id,
      label: line.description,
      unit: null,
      full: full.toFixed(),
      open,
      most,
      taken: isOpen ? open : '0',
      reason: isOpen ? null : nothingOpen(heldBy),
      heldBy,
    });
    if (isOpen) taken.push({ ...line, quantity: open });
  }
  if (taken.length === 0) fail('nothing is open');
  for (const [index, line] of taken.entries()) checkLine(line, index);
  const { lines, ...totals } = computed(taken);
  const data = {
    partner: source.partner,
    date: today(setting),
    currency: source.currency,
    rate: '1',
    ...(offer.number === null ? {} : { reference: offer.number }),
    ...(source.notes === undefined ? {} : { notes: source.notes }),
    ...totals,
    lines,
  } as unknown as JsonObject;
  const order = draft('order', ids.uuid(), data, partnerName(facts, data), at, setting);
  const sourceLines = new Map(source.lines.map((line) => [line.id, line]));
  const links = lines.map((line): Link => ({
    id: ids.uuid(),
    conversion: 'offer-to-order',
    track: 'ordering',
    kind: 'direct',
    effect: 1,
    sourceRecord: id,
    sourceLine: line.id,
    targetRecord: order.id,
    targetLine: line.id,
    quantity: line.quantity,
    amount: sliceAmount(sourceLines.get(line.id) ?? line, line.quantity, takenBefore.get(line.id) ?? []),
  }));
  const counters = lines.map((line): Counter => {
    const counter = held.get(line.id);
    const now = counter ? new Big(counter.held).plus(line.quantity).toFixed() : line.quantity;
    return {
      record: id,
      line: line.id,
      track: 'ordering',
      full: new Big(sourceLines.get(line.id)?.quantity ?? 0).toFixed(),
      held: now,
      posted: counter?.posted ?? '0',
      settled: counter?.settled ?? '0',
    };
  });
  return decisionOf(order, null, {
    links: { put: links, remove: [] },
    counters,
    history: [
      {
        id: ids.uuid(),
        record: order.id,
        version: 1,
        at,
        by: setting.user.id,
        what: 'conversion',
        key: 'offer-to-order',
        stageBefore: null,
        stageAfter: 'draft',
        changes: [],
      },
    ],
    conversion: { targets: [order.id], offered, split: [], left: [] },
  });
}

type Taking = NonNullable<ReturnType<Facts['lineages']['get']>>['down'][number];

/** What a slice of a line is worth: its share, and the last one what the others left. */
function sliceAmount(line: Line, quantity: string, others: readonly Taking[]): string {
  const full = new Big(line.quantity);
  let sum = new Big(quantity);
  let rest = new Big(line.net);
  for (const { link, target } of others) {
    if (target?.phase === 'void') continue;
    sum = sum.plus(link.quantity ?? 0);
    rest = rest.minus(link.amount ?? 0);
  }
  if (sum.eq(full)) return rest.toFixed();
  return new Big(line.net).times(quantity).div(full).round(2, 1).toFixed();
}

function draftsOf(takings: readonly Taking[]): LinkEnd[] {
  const drafts = new Map<string, LinkEnd>();
  for (const { target } of takings) if (target?.phase === 'draft') drafts.set(target.id, target);
  return [...drafts.values()];
}

function nothingOpen(drafts: readonly LinkEnd[]): string {
  if (drafts.length === 0) return 'Nothing is open any more.';
  const titles = drafts.map(({ title }) => `Order ${title}`).join(', ');
  return `Nothing is open any more. Held by: ${titles}${titles.endsWith('.') ? '' : '.'}`;
}

function partnerName(facts: Facts, data: JsonObject): string {
  return recordOf(facts, data['partner'] as string, 'partner').data['name'] as string;
}

function draft(
  type: string,
  id: string,
  data: JsonObject,
  title: string,
  at: string,
  setting: Setting,
): Stored {
  return {
    id,
    type,
    number: null,
    revision: 0,
    version: 1,
    stage: 'draft',
    states: ['draft'],
    phase: 'draft',
    title,
    owner: setting.user.id,
    createdAt: at,
    createdBy: setting.user.id,
    updatedAt: at,
    postedAt: null,
    release: setting.release,
    archived: false,
    data,
  };
}

function decisionOf(after: Stored, before: Stored | null, more: Partial<Decision>): Decision {
  return {
    kind: 'decision',
    record: after.id,
    records: [{ before, after }],
    links: { put: [], remove: [] },
    counters: [],
    numbers: [],
    history: [],
    warnings: [],
    conversion: null,
    ...more,
  };
}
