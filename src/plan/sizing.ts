import type { OrderTerms } from '../model/order.js';

/** What came of sizing a rule's wish. */
export type Sizing =
  | {
      kind: 'sized';
      terms: OrderTerms;
      /** How the size came about, and why it is smaller than wished. */
      size: readonly string[];
      /** USD: less than this is not worth sending. */
      least: number;
    }
  /** All is as the rule wants it: not worth a decision. */
  | { kind: 'idle' }
  /** Nothing to be done, or not enough to bother. */
  | { kind: 'hold'; size: readonly string[]; not: readonly string[] }
  /** It cannot be done. */
  | { kind: 'refused'; size: readonly string[]; not: readonly string[] };

/** Nothing is to be sent, with the reason. */
export type Unsized = Extract<Sizing, { kind: 'hold' | 'refused' }>;

export const hold = (reason: string, size: readonly string[] = []): Unsized => ({ kind: 'hold', size, not: [reason] });

export const refused = (reason: string, size: readonly string[] = []): Unsized => ({
  kind: 'refused',
  size,
  not: [reason],
});

export const idle: Sizing = { kind: 'idle' };
