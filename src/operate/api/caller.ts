import { type Right, type Role, rights, roleNames, roles } from '../../model/rights.js';

/** Who calls, and what they may do. */
export interface Caller {
  /** The author of what they ask for. */
  name: string;
  rights: ReadonlySet<Right>;
}

/** The largest role whose rights somebody has; `viewer` where they have one more that makes no larger one. */
export const roleOf = ({ rights: held }: Caller): Role =>
  roleNames.findLast((role) => roles[role].every((right) => held.has(right))) ?? 'viewer';

/** The rights that somebody has, always in one order. */
export const rightsHeld = ({ rights: held }: Caller): Right[] => rights.filter((right) => held.has(right));

/** Without tokens whoever reaches the port may look, and nothing else. */
export const anybody: Caller = { name: '-', rights: new Set<Right>(['view']) };
