import { escaped } from '../../page/escaped.js';

/** Pixels; a phone shows it at about half of that, so letters are twice as large as on a screen. */
export const cardWidth = 760;
export const edge = 28;

export const ink = '#1f2430';
export const quiet = '#5b6472';

/** What others have named, as long as there is room, and never markup. */
export function name(text: string, most: number): string {
  const signs = [...text.replace(/[\p{Cc}\p{Cf}]/gu, '')];
  return escaped(signs.length > most ? `${signs.slice(0, most - 1).join('')}…` : signs.join(''));
}
