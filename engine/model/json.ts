/** Data at rest: what stands in files, in the database and on the wire. Decimals are strings. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}
