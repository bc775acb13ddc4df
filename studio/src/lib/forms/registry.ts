// Which component shows which field. A new widget is a new line here, nothing else.
import type { Component } from 'svelte';
import type { FieldProps } from './field-props.ts';
import BooleanField from './fields/BooleanField.svelte';
import ChoiceField from './fields/ChoiceField.svelte';
import ChoicesField from './fields/ChoicesField.svelte';
import DateField from './fields/DateField.svelte';
import DecimalField from './fields/DecimalField.svelte';
import LongTextField from './fields/LongTextField.svelte';
import RefField from './fields/RefField.svelte';
import RowsField from './fields/RowsField.svelte';
import ShownField from './fields/ShownField.svelte';
import TextField from './fields/TextField.svelte';

const COMPONENTS: Readonly<Record<string, Component<FieldProps>>> = {
  text: TextField,
  long: LongTextField,
  multiline: LongTextField,
  textarea: LongTextField,
  decimal: DecimalField,
  integer: DecimalField,
  date: DateField,
  boolean: BooleanField,
  choice: ChoiceField,
  choices: ChoicesField,
  ref: RefField,
  rows: RowsField,
};

/** By widget, else by kind, else something that can at least be looked at. */
export function componentOf(widget: string, kind: string): Component<FieldProps> {
  return COMPONENTS[widget] ?? COMPONENTS[kind] ?? ShownField;
}
