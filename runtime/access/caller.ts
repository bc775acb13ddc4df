import type { Company, Grounds, User } from '#engine';

/** Who asks, for which company, in which language: resolved once a request, then passed down. */
export interface Caller {
  readonly companyId: string;
  readonly company: Company;
  readonly user: User;
  /** The record that the user works at, made sure of; absent: none. */
  readonly here?: string;
  /** What his rights ask of the world, read at the beginning of the request; absent: nothing. */
  readonly grounds?: Grounds;
  /** en, ro or pl. */
  readonly language: string;
}
