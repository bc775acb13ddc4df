/** One error of JSON Schema validation, the same whichever library found it. */
export interface SchemaError {
  /** JSON pointer to the value (for `required`, to the absent member; for unknown keys, to the surplus member). */
  readonly pointer: string;
  /** type format enum const maximum minimum maxLength minLength maxItems minItems pattern required additionalProperties */
  readonly keyword: string;
  /** limit, allowed, type, format, pattern … as the keyword has them */
  readonly params: Readonly<Record<string, string | number>>;
}

/**
 * The engine takes its validator as an argument: Ajv on the server, an interpreter in the browser,
 * where a strict CSP forbids generated code. A shared case file proves that they agree.
 */
export type ValidatorFactory = (schema: object) => (value: unknown) => readonly SchemaError[];
