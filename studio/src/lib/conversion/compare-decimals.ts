/** Orders two canonical decimals without ever making a binary float of them: negative, zero or positive. */
export function compareDecimals(a: string, b: string): number {
  const negative = a.startsWith('-');
  if (negative !== b.startsWith('-')) return negative ? -1 : 1;
  const order = compareDigits(a.replace('-', ''), b.replace('-', ''));
  return negative ? -order : order;
}

function compareDigits(a: string, b: string): number {
  const [wholeA = '', partA = ''] = a.split('.');
  const [wholeB = '', partB = ''] = b.split('.');
  if (wholeA.length !== wholeB.length) return wholeA.length - wholeB.length;
  const digits = Math.max(partA.length, partB.length);
  return (wholeA + partA.padEnd(digits, '0')).localeCompare(wholeB + partB.padEnd(digits, '0'), 'en');
}
