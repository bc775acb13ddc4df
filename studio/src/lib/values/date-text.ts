// Dates (`YYYY-MM-DD`, no clock) and instants (RFC 3339 UTC) as people read and type them.

const formats = new Map<string, Intl.DateTimeFormat>();

function format(tag: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = tag + JSON.stringify(options);
  let made = formats.get(name);
  if (!made) {
    made = new Intl.DateTimeFormat(tag, options);
    formats.set(name, made);
  }
  return made;
}

/** `2026-11-21` → `21.11.2026`, `21/11/2026`. */
export function formatDate(value: string, tag: string): string {
  const date = new Date(`${value}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return value;
  return format(tag, { day: '2-digit', month: '2-digit', year: 'numeric', timeZone: 'UTC' }).format(date);
}

/** An instant as hours and minutes of this machine. */
export function formatTime(at: string | Date, tag: string): string {
  return format(tag, { hour: '2-digit', minute: '2-digit' }).format(new Date(at));
}

/** An instant as day and time of this machine. */
export function formatInstant(at: string, tag: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return at;
  return format(tag, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(date);
}

/** An instant as short as it says enough: of today the hour, of another day that too. */
export function formatWhen(at: Date, now: Date, tag: string): string {
  return at.toDateString() === now.toDateString()
    ? formatTime(at, tag)
    : formatInstant(at.toISOString(), tag);
}

/**
 * Reads a date: ISO, or day, month and year with any sign between them; without a year, this one.
 * @returns `YYYY-MM-DD`, '' for nothing, null when it is no date
 */
export function parseDate(text: string, today: string): string | null {
  const bare = text.trim();
  if (bare === '') return '';
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(bare);
  if (iso) return existing(iso[1], iso[2], iso[3]);
  const parts = /^(\d{1,2})[.\/\s-]+(\d{1,2})(?:[.\/\s-]+(\d{2}|\d{4}))?\.?$/.exec(bare);
  if (!parts) return null;
  const year = parts[3] ?? today.slice(0, 4);
  return existing(year.length === 2 ? `20${year}` : year, parts[2], parts[1]);
}

/** Today on this machine's calendar. */
export function todayHere(now: Date): string {
  const month = String(now.getMonth() + 1).padStart(2, '0');
  return `${now.getFullYear()}-${month}-${String(now.getDate()).padStart(2, '0')}`;
}

function existing(year = '', month = '', day = ''): string | null {
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const date = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== text ? null : text;
}
