// The door of roles.
export { askingBy, askingOf, branchesIn } from './grounds.ts';
export type { Grounds } from './grounds.ts';
export { policyColumns } from './policy-columns.ts';
export {
  changesSome,
  closesEverywhere,
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
  stagesOf,
} from './policy.ts';
export type { Asked, FieldRight, Part, Policy } from './policy.ts';
export { fieldSql, readSql } from './policy-sql.ts';
export { metFields, titleFields } from './met-fields.ts';
export type { MetField } from './met-fields.ts';
export { metReads } from './met-reads.ts';
export type { Standing } from './met-reads.ts';
export { hidesField, hidesTitle, neededSql, searchNeeds, showsTitles, titleNeeds } from './shared-text.ts';
export type { Needed } from './shared-text.ts';
export { homeFor } from './home-for.ts';
export type { HomeCard } from './home-for.ts';
export { reaches } from './reach.ts';
export { viewFields, viewFor } from './view-for.ts';
export { whyOf } from './why.ts';
export type { Question, Reason, Why } from './why.ts';
export { readsAllPosting, readsLedger } from './ledger-right.ts';
