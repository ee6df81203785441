import { shortMessageOf } from '../model/error.js';

/** What is written of a rule or an order that an error has stopped which is nobody's intention. */
export const sayDefect = (error: unknown): string => `stalled: nobody has foreseen this: ${shortMessageOf(error)}`;
