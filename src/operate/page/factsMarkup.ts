import { escaped } from './escaped.js';

/** What something is, line by line: side by side where there is room, one below the other on a phone. */
export const factsMarkup = (facts: readonly (readonly [label: string, value: string])[]): string =>
  `<dl>${facts.map(([label, value]) => `<dt>${escaped(label)}</dt><dd>${escaped(value)}</dd>`).join('')}</dl>`;
