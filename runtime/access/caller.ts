import type { Company, User } from '#engine';

/** Who asks, for which company, in which language: resolved once a request, then passed down. */
export interface Caller {
  readonly companyId: string;
  readonly company: Company;
  readonly user: User;
  /** The record that the user works at, made sure of; absent: none. */
  readonly here?: string;
  /** en, ro or pl. */
  readonly language: string;
}
