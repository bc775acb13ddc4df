const DAY = /^(?!0000)\d{4}-\d{2}-\d{2}$/;

/** A day that exists, written `YYYY-MM-DD`, from the year 1 on: the calendar of the database knows no year 0. */
export function isDay(text: string): boolean {
  if (!DAY.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
