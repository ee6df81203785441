/**
 * Where margin curves have their points. Straight lines between them are off by at most h²/8 of what moves (h is the width of
 * a cell in log price): 2e-5 of it within 2 %, 2e-4 within 20 %, a hundredth at four times the price.
 */
const moves = [
  0.005,
  0.01,
  0.02,
  0.03,
  0.045,
  0.06,
  0.08,
  0.1,
  0.125,
  0.155,
  0.19,
  0.23,
  0.28,
  0.35,
  0.45,
  0.65,
  0.95,
  1.25,
  Math.log(5),
];

/** Log-changes of a price, from a fifth to five times. */
export const priceGrid: readonly number[] = [...moves.map((move) => -move).reverse(), 0, ...moves];

const factors = [0.1, 0.2, 0.35, 0.5, 0.75, Math.log(3)];

/** Logs of a factor on vol, from a third to three times. */
export const volGrid: readonly number[] = [...factors.map((factor) => -factor).reverse(), 0, ...factors];

const hour = 3_600;
const day = 24 * hour;

/** Seconds from now, to thirty days. */
export const timeGrid: readonly number[] = [
  ...[0, 1, 2, 4, 8, 12, 18].map((hours) => hours * hour),
  ...[1, 1.5, 2, 3, 4, 5, 7, 10, 14, 20, 30].map((days) => days * day),
];
