/** Whose doing something is that no person asked for: who else it may be is the operating-system user. */
export const ballast = 'ballast';
