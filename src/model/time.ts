/** Milliseconds. */
export const HOUR = 3_600_000;
/** Milliseconds. */
export const DAY = 24 * HOUR;

/** Years have 365 days, as the venues that we know price options by; prices move on all of them. */
export const daysPerYear = 365;
export const hoursPerYear = 24 * daysPerYear;
export const secondsPerYear = 3_600 * hoursPerYear;
