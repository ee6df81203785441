import type { Scenarios } from '../../model/scenarios.js';

export interface SharedColumns {
  /** Copies scenarios to memory that threads share. What it gave before is written over. */
  hold(scenarios: Scenarios): { scenarios: Scenarios; pnl: Float64Array };
}

/** One piece of shared memory, made anew only when more is needed. */
export function createSharedColumns(): SharedColumns {
  let memory = new SharedArrayBuffer(0);
  return {
    hold({ count, spot, vol, years }) {
      const bytes = 8 * count * (spot.length + vol.length + 2);
      if (memory.byteLength < bytes) memory = new SharedArrayBuffer(bytes);
      let next = 0;
      const column = () => new Float64Array(memory, 8 * count * next++, count);
      const copy = (values: Float64Array) => {
        const own = column();
        own.set(values);
        return own;
      };
      return { scenarios: { count, spot: spot.map(copy), vol: vol.map(copy), years: copy(years) }, pnl: column() };
    },
  };
}
