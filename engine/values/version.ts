// One version of a record, as a reference holds it: `<id>@<revision>`.

export interface Version {
  readonly id: string;
  readonly revision: number;
}

export function versionText(id: string, revision: number): string {
  return `${id}@${revision}`;
}

/** `B-1 · rev. 2`: what a version of a record is called. */
export function versionTitle(title: string, revision: number): string {
  return `${title} · rev. ${revision}`;
}

/** null: the text names a record, whatever its revision. */
export function versionOf(text: string): Version | null {
  const at = text.lastIndexOf('@');
  if (at < 1) return null;
  const revision = text.slice(at + 1);
  return /^(0|[1-9]\d{0,8})$/.test(revision) ? { id: text.slice(0, at), revision: Number(revision) } : null;
}

/** The record that a reference is to: of a version the one that it is a version of. */
export function recordIdOf(text: string): string {
  return versionOf(text)?.id ?? text;
}
