import type { RefShape } from '#api';
import type { Json } from '#engine';
import type { Find } from '#lib/refs/ref-search.svelte.ts';
import type { FormField } from './form-field.ts';

/** The one contract of every field component. */
export interface FieldProps {
  /** Id of the control, for its label. */
  readonly id: string;
  readonly field: FormField;
  readonly value: Json;
  readonly problems: readonly string[];
  readonly readonly: boolean;
  readonly refs: Readonly<Record<string, RefShape>>;
  readonly rows: number;
  /** Finds records for a reference; when not given, in the lists of its types. */
  readonly find?: Find;
  /** `ref` comes along when a record was picked, so that its title can be shown at once. */
  readonly onchange: (value: Json, ref?: RefShape | null) => void;
  /** What was typed cannot be read as a value; '' takes it back. */
  readonly onunreadable: (words: string) => void;
}
