import type { ErrorGroup, ErrorMeaning } from './errorMeaning.js';
import { orderErrors } from './orderErrors.js';
import { otherErrors } from './otherErrors.js';
import { tokenErrors } from './tokenErrors.js';

/** What each error of GMX's contracts means and what ballast does about it; a test finds all of their ABI's here. */
export const gmxErrorMeanings: ReadonlyMap<string, ErrorMeaning> = new Map<string, ErrorMeaning>([
  ...ofGroups(orderErrors),
  ...otherErrors.flatMap(({ names, ...meaning }) => names.map((name): [string, ErrorMeaning] => [name, meaning])),
]);

const tokenMeanings: ReadonlyMap<string, ErrorMeaning> = new Map(ofGroups(tokenErrors));

/** For errors that a later release brings: what is not understood is not tried on without a pause. */
export const unknownError: ErrorMeaning = {
  kind: 'release',
  says: 'GMX gave a reason that this version of ballast does not know',
  ballast: 'the order is over, the reason is kept as it came, and the rule decides anew',
  retry: 'after backing off',
};

/** @param name As `decodeGmxError` names it; null for bytes that it does not know. */
export function errorMeaningOf(name: string | null): ErrorMeaning {
  if (name === null) return unknownError;
  return gmxErrorMeanings.get(name) ?? tokenMeanings.get(name) ?? unknownError;
}

function ofGroups(groups: readonly ErrorGroup[]): [string, ErrorMeaning][] {
  return groups.flatMap(({ errors, ...answer }) =>
    Object.entries(errors).map(([name, says]): [string, ErrorMeaning] => [name, { says, ...answer }]),
  );
}
