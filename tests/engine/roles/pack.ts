// Deals of sellers in teams and regions, and roles that see different parts of them.
import type { Setting, Stored, User } from '#engine';

const decimal = { type: 'string', 'x-decimal': { precision: 18, scale: 2 } };
const text = { type: 'string', maxLength: 50 };

export const roles = {
  boss: {
    title: 'Boss',
    administers: true,
    types: { '*': { read: 'all', create: true, edit: true, delete: true, events: ['*'], prints: ['*'] } },
    conversions: ['*'],
  },
  seller: {
    title: 'Seller',
    types: {
      deal: {
        read: 'own',
        create: true,
        edit: true,
        events: ['OPEN'],
        conversions: ['deal-to-task'],
        prints: ['sheet'],
        fields: { cost: 'hidden', margin: 'hidden', 'lines.cost': 'hidden' },
      },
    },
  },
  leader: { title: 'Leader', types: { deal: { read: 'team', edit: 'own', events: ['CLOSE'] } } },
  north: {
    title: 'North',
    types: { deal: { read: { expr: "doc.region == 'north' && doc.amount > 100" } } },
  },
  auditor: {
    title: 'Auditor',
    types: {
      deal: {
        read: 'all',
        edit: true,
        fields: {
          amount: { hidden: ['draft'] },
          margin: { hidden: ['draft'] },
          name: 'readonly',
          lines: { readonly: ['open'] },
        },
      },
      task: { read: 'all' },
    },
  },
  blind: {
    title: 'Blind',
    types: { deal: { read: 'all', fields: { name: { hidden: ['draft'] } } } },
  },
  guest: { title: 'Guest', types: {} },
};

const states = {
  draft: {
    meta: { phase: 'draft', title: 'Draft' },
    on: { OPEN: { target: 'open', meta: { title: 'Open' } } },
  },
  open: {
    meta: { phase: 'posted', title: 'Open', editable: { fields: ['name', 'amount', 'lines', 'region'] } },
    on: { CLOSE: { target: 'closed', meta: { title: 'Close' } } },
  },
  closed: { meta: { phase: 'posted', title: 'Closed', outcome: 'done' }, on: { OPEN: 'open' } },
};

const files: Record<string, unknown> = {
  'pack.json': { key: 'deals', title: 'Deals', version: '1.0.0', language: 1, locales: [] },
  'roles.json': roles,
  'types/deal/type.json': {
    kind: 'document',
    title: 'Deal',
    owner: 'salesperson',
    team: 'team',
    label: "coalesce(doc.name, '')",
    columns: ['name', 'region', 'amount', 'cost'],
    search: ['name', 'cost'],
    tracks: { task: { table: 'lines', full: 'line.quantity' } },
    tables: { lines: { quantity: 'quantity' } },
  },
  'types/deal/schema.json': {
    type: 'object',
    properties: {
      name: { ...text, title: 'Name' },
      salesperson: { ...text, title: 'Salesperson' },
      team: { ...text, title: 'Team' },
      region: { ...text, title: 'Region' },
      after: { type: 'string', title: 'After', 'x-ref': { type: 'deal', where: "it.region == 'north'" } },
      amount: { ...decimal, title: 'Amount' },
      cost: { ...decimal, title: 'Cost' },
      margin: { ...decimal, title: 'Margin', 'x-formula': 'doc.amount - doc.cost' },
      lines: {
        type: 'array',
        title: 'Lines',
        items: {
          type: 'object',
          properties: {
            id: { type: 'string' },
            quantity: { ...decimal, title: 'Quantity' },
            cost: { ...decimal, title: 'Cost' },
          },
        },
      },
    },
  },
  'types/deal/machine.json': { id: 'deal', initial: 'draft', states },
  'types/task/type.json': {
    kind: 'document',
    title: 'Task',
    label: "coalesce(doc.name, '')",
    columns: ['name'],
    search: ['name'],
    tables: { lines: { quantity: 'quantity' } },
  },
  'types/task/schema.json': {
    type: 'object',
    properties: {
      name: { ...text, title: 'Name' },
      lines: {
        type: 'array',
        title: 'Lines',
        items: {
          type: 'object',
          properties: { id: { type: 'string' }, quantity: { ...decimal, title: 'Quantity' } },
        },
      },
    },
  },
  'types/task/machine.json': {
    id: 'task',
    initial: 'draft',
    states: {
      draft: {
        meta: { phase: 'draft', title: 'Draft' },
        on: { DO: { target: 'done', meta: { title: 'Do' } } },
      },
      done: { meta: { phase: 'posted', title: 'Done', outcome: 'done' }, on: { UNDO: { target: 'undone' } } },
      undone: { meta: { phase: 'void', title: 'Undone' } },
    },
  },
  'conversions/deal-to-task.json': {
    title: 'Make task',
    from: 'deal',
    to: 'task',
    tracks: { task: {} },
    lines: { goods: { from: 'lines', to: 'lines', quantity: 'quantity' } },
    drop: ['after', 'lines.cost', 'salesperson', 'team', 'region', 'amount', 'cost', 'margin'],
  },
};

/** @param changed  files instead of those of the pack */
export function dealFiles(changed: Readonly<Record<string, unknown>> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries({ ...files, ...changed }).map(([path, json]) => [path, JSON.stringify(json, null, 2)]),
  );
}

export function person(id: string, of: readonly string[], teams: readonly string[] = []): User {
  return { id, name: id, email: `${id}@example.com`, roles: of, teams };
}

export function settingFor(user: User, language = 'en'): Setting {
  return {
    now: Date.UTC(2026, 2, 2, 9),
    seed: 'roles',
    release: 1,
    user,
    company: {
      id: '00000000-0000-7000-8000-00000000c0c0',
      key: 'main',
      title: 'Main',
      country: 'RO',
      currency: 'RON',
      timeZone: 'Europe/Bucharest',
      locale: 'ro-RO',
    },
    settings: {},
    language,
  };
}

let made = 0;

export function deal(over: Partial<Stored> & { data?: Stored['data'] } = {}): Stored {
  const data = over.data ?? {};
  return {
    id: `019b0000-0000-7000-8000-${(++made).toString(16).padStart(12, '0')}`,
    type: 'deal',
    number: null,
    revision: 0,
    version: 1,
    stage: 'draft',
    states: ['draft'],
    phase: 'draft',
    title: typeof data['name'] === 'string' ? data['name'] : 'Deal',
    owner: typeof data['salesperson'] === 'string' ? data['salesperson'] : null,
    createdAt: '2026-03-02T09:00:00.000Z',
    createdBy: 'ion',
    updatedAt: '2026-03-02T09:00:00.000Z',
    postedAt: null,
    release: 1,
    archived: false,
    ...over,
    data,
  };
}
