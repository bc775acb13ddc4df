/**
 * The e-mail of an account as it is compared and kept: case and spaces around it tell nobody apart, nor does how an accented
 * letter is composed. One form, worked out here alone: a database folds letters by its own rules, which differ from place to
 * place.
 */
export function accountName(email: string): string {
  return email.trim().toLowerCase().normalize('NFC');
}
