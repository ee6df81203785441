import { plainText } from '../../plainText.js';
import { cutTo } from './shownWidth.js';

export interface Screen {
  columns: number;
  rows: number;
}

/** Of a terminal that does not say how large it is. */
const usual: Screen = { columns: 80, rows: 24 };

/** As a stream tells it. */
export const screenOf = ({ columns, rows }: Partial<Screen>): Screen => ({
  columns: columns || usual.columns,
  rows: rows || usual.rows,
});

const top = '\u001b[H';
const plain = '\u001b[0m';
const restOfLine = '\u001b[K';
const restOfScreen = '\u001b[J';

/**
 * A text as one screen: written over what was there line by line, so that nothing flickers, each cut to the screen, what steers a terminal
 * written out. What does not fit is counted in the last line.
 */
export function frameOf(head: string, text: string, { columns, rows }: Screen): string {
  const lines = [head, ...plainText(text, true).split('\n')];
  const more = lines.length - rows;
  const shown = more > 0 ? [...lines.slice(0, Math.max(1, rows - 1)), sayMore(more + 1)].slice(0, rows) : lines;
  // What is on a line is erased before it is written: after one that is full the cursor stands on its last character.
  const erase = (i: number) => (i === shown.length - 1 ? restOfScreen : restOfLine);
  return `${top}${shown.map((line, i) => `${erase(i)}${cutTo(line, columns)}${plain}`).join('\r\n')}`;
}

const sayMore = (lines: number): string =>
  `${lines} more lines: make the window larger, or ask for less (--open, --book, --limit)`;
