// The door of roles.
export { policyColumns } from './policy-columns.ts';
export {
  changesSome,
  fieldRight,
  grantsCreate,
  grantsNamed,
  grantsReading,
  mayChange,
  mayCreate,
  mayDo,
  mayRead,
  policyOf,
  readsAll,
  readsSome,
} from './policy.ts';
export type { Asked, FieldRight, Part, Policy } from './policy.ts';
export { fieldSql, readSql } from './policy-sql.ts';
export { reaches } from './reach.ts';
export { whyOf } from './why.ts';
export type { Question, Reason, Why } from './why.ts';
