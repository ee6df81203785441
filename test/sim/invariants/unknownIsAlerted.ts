import type { Evidence } from '../evidence.js';

/** Not knowing is told to the operator for as long as it lasts. */
export const unknownIsAlerted = ({ unalerted }: Evidence): string[] =>
  unalerted.map((what) => `no alert is open: ${what}`);
