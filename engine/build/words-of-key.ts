/** A title for a thing that has none: `dueDate` → `Due date`, `price-list` → `Price list`, `SEND_BACK` → `Send back`. */
export function wordsOfKey(key: string): string {
  const words = key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[-_.]+/g, ' ')
    .toLowerCase()
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
