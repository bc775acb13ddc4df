// What each function of the language does, in a sentence, and an example that is run when the page is made.

export interface FunctionWords {
  readonly group: 'Numbers' | 'Lists' | 'Dates' | 'Text' | 'Facts' | 'Values';
  readonly does: string;
  readonly example: string;
}

const words = (group: FunctionWords['group'], does: string, example: string): FunctionWords => ({
  group,
  does,
  example,
});

export const functionWords: Readonly<Record<string, FunctionWords>> = {
  round: words(
    'Numbers',
    'Rounds to so many decimals (0 when left out), half-up away from zero; a third argument names another mode.',
    'round(1.005, 2)',
  ),
  abs: words('Numbers', 'The value without its sign.', 'abs(-2.5)'),
  min: words('Numbers', 'The least of its arguments or of a list; nulls are passed over.', 'min(3, 1, null)'),
  max: words(
    'Numbers',
    'The greatest of its arguments or of a list; nulls are passed over.',
    "max(['2026-01-31', '2026-02-01'])",
  ),
  sum: words(
    'Numbers',
    'The sum of a list; nulls are passed over, the sum of nothing is 0.',
    'sum([1, null, 2.5])',
  ),
  allocate: words(
    'Numbers',
    'Shares a total by weights, with so many decimals, to the last cent.',
    'allocate(100, [1, 1, 1], 2)',
  ),
  take: words(
    'Numbers',
    'Takes a total from limits in their order; of rows and the name of their column, the rows it is taken from, with how much as `taken`.',
    'take(5, [2, 2, 2])',
  ),
  range: words(
    'Lists',
    'The numbers from 0 up to, without, the argument; null beyond 10000 of them.',
    'range(3)',
  ),
  size: words('Lists', 'How many items a list has, or characters a text.', "size(['a', 'b'])"),
  flatten: words('Lists', 'One list out of a list of lists.', 'flatten([[1], [2, 3]])'),
  map: words('Lists', 'Another list: the body for each item.', '[1, 2].map(x, x * 10)'),
  filter: words('Lists', 'The items for which the body is true.', '[1, 2, 3].filter(x, x > 1)'),
  exists: words('Lists', 'Whether the body is true for any item.', '[1, 2].exists(x, x > 1)'),
  all: words('Lists', 'Whether the body is true for every item; of nothing it is.', '[1, 2].all(x, x > 1)'),
  sortBy: words('Lists', 'The items in the order of a key.', '[3, 1, 2].sortBy(x, -x)'),
  groupBy: words(
    'Lists',
    'Groups `{ key, items }` in the order of their first item.',
    '[1, 2, 3].groupBy(x, x > 1).map(g, size(g.items))',
  ),
  addDays: words('Dates', 'The day so many days later.', "addDays('2026-02-27', 2)"),
  addMonths: words(
    'Dates',
    'The same day so many months later, or the last of that month.',
    "addMonths('2026-01-31', 1)",
  ),
  daysBetween: words(
    'Dates',
    'Days from the first to the second.',
    "daysBetween('2026-01-01', '2026-02-01')",
  ),
  startOf: words(
    'Dates',
    'First day of the week (Monday), month, quarter or year.',
    "startOf('2026-05-20', 'quarter')",
  ),
  endOf: words('Dates', 'Last day of the week, month, quarter or year.', "endOf('2026-02-20', 'month')"),
  occurrences: words(
    'Dates',
    'Dates of a recurrence rule (RFC 5545: FREQ daily to yearly, INTERVAL, BYDAY, BYMONTHDAY, BYMONTH, COUNT, UNTIL) that begins on the second argument, up to the third; a fourth leaves out what comes before it. Null beyond 10000 dates.',
    "occurrences('FREQ=MONTHLY;BYMONTHDAY=-1', '2026-01-01', '2026-03-31')",
  ),
  upper: words('Text', 'In capitals.', "upper('abc')"),
  lower: words('Text', 'In small letters.', "lower('ABC')"),
  trim: words('Text', 'Without spaces around.', "trim('  a ')"),
  startsWith: words('Text', 'Whether a text begins with another.', "startsWith('OF-2026', 'OF')"),
  contains: words('Text', 'Whether a text holds another.', "contains('OF-2026', '-')"),
  format: words(
    'Text',
    'A number with so many decimals, or by a pattern (`#,##0.00`) with the signs of a language, a share of one as a percentage where the pattern has a `%` (`0.#%`); a date by a pattern of yyyy yy MMMM MMM MM M dd d EEEE EEE HH H mm ss, names in that language, other words in quotes. The language is the reader’s when left out.',
    "format(1234.5, '#,##0.00', 'ro') + ' / ' + format('2026-03-02', 'd MMMM yyyy', 'pl')",
  ),
  words: words(
    'Text',
    'An amount in words, in a currency (its code) and a language (en, ro, pl); the reader’s when left out.',
    "words(1234.56, 'RON', 'ro')",
  ),
  coalesce: words('Values', 'The first of its arguments that is not null.', 'coalesce(null, 3)'),
  'cel.bind': words(
    'Values',
    'Names a value for the rest: `cel.bind(name, value, body)`.',
    'cel.bind(n, 2 + 3, n * n)',
  ),
  rate: words(
    'Facts',
    'Units of the second currency for one of the first: the last rate published before the day (or on it, where the catalog of rates says so), by a source and of a kind; as the catalog prefers when they are left out.',
    "rate('EUR', 'EUR', '2026-03-02')",
  ),
  exchange: words(
    'Facts',
    'An amount in another currency, at the rate of a day, by a source and of a kind.',
    "exchange(10, 'EUR', 'EUR', '2026-03-02')",
  ),
  published: words(
    'Facts',
    'The rate that `rate` gives, with who published it and on which day: `rate`, `source`, `date`. The last two are null where nobody had to publish it.',
    "published('EUR', 'EUR', '2026-03-02').rate",
  ),
  under: words(
    'Facts',
    'Whether a record of a tree (`parent` in its `type.json`) is a branch or lies below it.',
    'under(null, null)',
  ),
  level: words(
    'Facts',
    'How far from the root a record of a tree stands: 1 for the root.',
    'level(line.article.category)',
  ),
  branch: words(
    'Facts',
    'The record at a level above one in its tree, which a report groups by; itself where it stands no deeper.',
    'branch(line.article.category, 2)',
  ),
  lookup: words(
    'Facts',
    'The record of a type whose fields are equal to these, or null.',
    "lookup('currency', { 'code': 'EUR' }).title",
  ),
  open: words(
    'Facts',
    '`{ quantity, amount }` that a track has yet to take from a line, or from the document: between 0 and what is full.',
    "open(line, 'billing').quantity",
  ),
  done: words('Facts', '`{ quantity, amount }` that a track has taken.', "done(line, 'billing').amount"),
  progress: words('Facts', 'How far a track has come: 0 none, 1 fully.', "progress('billing')"),
  linked: words(
    'Facts',
    'Records of a type that the document came from or led to.',
    "linked(doc, 'invoice').map(i, i.number)",
  ),
  revision: words(
    'Facts',
    'A record at its revision of now, for a reference that holds one version (`x-ref` with `revision`).',
    'revision(doc.budget)',
  ),
  balance: words(
    'Facts',
    'Measures and derived figures of a ledger for a key, up to the end of a day when one is given.',
    "balance('stock', { 'article': line.article }).available",
  ),
  balances: words(
    'Facts',
    'The same for every combination of some dimensions, between days.',
    "balances('stock', {}, ['article'])",
  ),
  booked: words(
    'Facts',
    'Entries that a record has booked into a ledger and nothing has mirrored: `line`, `date`, dimensions and measures.',
    "booked(doc, 'stock').map(e, e.article.name)",
  ),
  decide: words(
    'Facts',
    'What a decision table answers to these inputs.',
    "decide('price', { 'article': line.article }).price",
  ),
};
