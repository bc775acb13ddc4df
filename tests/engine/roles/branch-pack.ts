// A firm of departments that lie below each other, its people, and deals of departments; roles that see branches.
import type { JsonObject } from '#engine';

const text = { type: 'string', maxLength: 50 };
const ref = (type: string, title: string) => ({ type: 'string', title, 'x-ref': type });

const all = { read: 'all', create: true, edit: true, delete: true, events: ['*'], prints: ['*'] };
const deals = (expr: string, more: object = {}) => ({ read: { expr }, ...more });

export const branchRoles = {
  boss: { title: 'Boss', administers: true, types: { '*': all } },
  branch: {
    title: 'Branch',
    types: {
      deal: deals('under(doc.department, user.department)', {
        edit: true,
        create: true,
        fields: { secret: 'hidden' },
      }),
      // What lies above is seen by nobody; below oneself, every department.
      department: deals('under(doc, user.department)', { edit: true }),
    },
  },
  outside: { title: 'Outside', types: { deal: deals('!under(doc.department, user.department)') } },
  above: { title: 'Above', types: { deal: deals('under(doc.department, user.department.within)') } },
  beside: {
    title: 'Beside',
    types: {
      deal: deals('under(doc.department, user.department) && doc.name != null || doc.person == user.record'),
    },
  },
  same: {
    title: 'Same',
    types: { deal: deals('doc.department == user.department.within || doc.department == user.department') },
  },
  named: {
    title: 'Named',
    types: { deal: deals("doc.name == user.nick && user.grade > 2 || startsWith(doc.name, 'Open')") },
  },
  // Sees who people are, but not what they earn.
  reader: {
    title: 'Reader',
    types: {
      deal: { read: 'all' },
      department: { read: 'all' },
      employee: { read: 'all', fields: { pay: 'hidden' } },
    },
  },
  looking: {
    title: 'Looking',
    types: { deal: deals("doc.department == lookup('post', {'person': user.record}).department") },
  },
  asking: {
    title: 'Asking',
    types: {
      deal: deals(
        "lookup('post', {'person': user.record, 'rank': user.grade}) != null && under(doc.department, lookup('post', {'code': user.nick}).department)",
      ),
    },
  },
  among: {
    title: 'Among',
    types: { deal: deals('doc.department in user.places || doc.person in user.posts.map(p, p.person)') },
  },
  editor: {
    title: 'Editor',
    types: { deal: { read: 'all', edit: { expr: 'under(doc.department, user.department)' } } },
  },
};

const machine = {
  id: 'deal',
  initial: 'draft',
  states: {
    draft: {
      meta: { phase: 'draft', title: 'Draft' },
      on: { OPEN: { target: 'open', meta: { title: 'Open' } } },
    },
    open: { meta: { phase: 'posted', title: 'Open', outcome: 'done' }, on: { CLOSE: 'shut' } },
    shut: { meta: { phase: 'void', title: 'Shut' } },
  },
};

const files: Readonly<Record<string, unknown>> = {
  'pack.json': { key: 'firm', title: 'Firm', version: '1.0.0', language: 1, locales: [] },
  'roles.json': branchRoles,
  'types/department/type.json': {
    kind: 'catalog',
    title: 'Department',
    key: 'code',
    label: 'doc.code',
    parent: 'within',
    columns: ['code'],
    search: ['code'],
  },
  'types/department/schema.json': {
    type: 'object',
    properties: {
      code: { ...text, title: 'Code', 'x-unique': true },
      within: ref('department', 'Within'),
    },
    required: ['code'],
  },
  'types/employee/type.json': {
    kind: 'catalog',
    title: 'Employee',
    key: 'email',
    label: 'doc.email',
    user: 'email',
    columns: ['email'],
    search: ['email'],
  },
  'types/employee/schema.json': {
    type: 'object',
    properties: {
      email: { ...text, title: 'E-mail', 'x-unique': true },
      name: { ...text, title: 'Name' },
      nick: { ...text, title: 'Nick' },
      grade: { type: 'integer', title: 'Grade' },
      department: ref('department', 'Department'),
      pay: { type: 'integer', title: 'Pay' },
      places: { type: 'array', title: 'Places', items: { type: 'string', 'x-ref': 'department' } },
      posts: {
        type: 'array',
        title: 'Posts',
        items: {
          type: 'object',
          properties: { id: { type: 'string' }, person: ref('employee', 'Person') },
        },
      },
    },
    required: ['email'],
  },
  'types/post/type.json': {
    kind: 'catalog',
    title: 'Post',
    key: 'code',
    label: 'doc.code',
    columns: ['person'],
  },
  'types/post/schema.json': {
    type: 'object',
    properties: {
      code: { ...text, title: 'Code', 'x-unique': true },
      person: ref('employee', 'Person'),
      rank: { type: 'integer', title: 'Rank' },
      department: ref('department', 'Department'),
    },
    required: ['code'],
  },
  'types/deal/type.json': {
    kind: 'document',
    title: 'Deal',
    label: "coalesce(doc.name, '')",
    columns: ['name', 'department', 'person'],
    search: ['name'],
  },
  'types/deal/schema.json': {
    type: 'object',
    properties: {
      name: { ...text, title: 'Name' },
      secret: { ...text, title: 'Secret' },
      department: { ...ref('department', 'Department'), 'x-default': 'user.department' },
      person: { ...ref('employee', 'Person'), 'x-default': 'user.record' },
      nick: {
        ...text,
        title: 'Nick',
        'x-formula': "coalesce(user.nick, '') + '/' + coalesce(user.name, '')",
      },
      place: { ...text, title: 'Place', 'x-formula': 'user.department.code' },
    },
  },
  'types/deal/machine.json': machine,
};

/** Of the pack, as texts; `changes` replace or add whole files. */
export function branchFiles(changes: Readonly<Record<string, unknown>> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries({ ...files, ...changes }).map(([path, json]) => [path, JSON.stringify(json)]),
  );
}

export function branchFile(path: string): JsonObject {
  return structuredClone(files[path]) as JsonObject;
}

/** Department → the one above: a tree of three levels and two branches, and one that stands alone. */
export const above: Readonly<Record<string, string | null>> = {
  firm: null,
  north: 'firm',
  cluj: 'north',
  turda: 'cluj',
  south: 'firm',
  apart: null,
};
