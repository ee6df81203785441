import { stripVTControlCharacters } from 'node:util';

/** What takes two places on a terminal, and what takes none. Near enough: what is cut a place too early or late harms nobody. */
const double =
  /[\p{Emoji_Presentation}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60]/u;
const none = /[\p{M}\p{Cf}]/u;

const placesOf = (character: string): number => (none.test(character) ? 0 : double.test(character) ? 2 : 1);

/** Places that a text takes on a terminal; its colours take none. */
export const shownWidth = (text: string): number =>
  [...stripVTControlCharacters(text)].reduce((sum, character) => sum + placesOf(character), 0);

/** A colour, which begins with the one control that is left in a text for a terminal, or one character. */
const pieces = /\p{Cc}\[\d{1,2}m|./gsu;

/** As much of a text as there is room for, and a sign that something is missing. Colours stay as they are. */
export function cutTo(text: string, room: number): string {
  if (shownWidth(text) <= room) return text;
  let left = room - 1;
  let isFull = false;
  const kept: string[] = [];
  for (const [piece] of text.matchAll(pieces)) {
    if (piece.length > 1 && piece.endsWith('m')) {
      kept.push(piece);
      continue;
    }
    if (isFull) continue;
    const places = placesOf(piece);
    if (places > left) {
      isFull = true;
      if (room > 0) kept.push('…');
    } else {
      left -= places;
      kept.push(piece);
    }
  }
  return kept.join('');
}
