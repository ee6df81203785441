import { escaped } from './escaped.js';

export interface MarkupColumn {
  title: string;
  isNumber: boolean;
}

/** A cell that is longer than that is a sentence, and may have several lines. */
const longest = 48;

/**
 * A table that scrolls in its own box where it is wider than the page: nothing in it breaks but sentences.
 * @param shown - What is shown of a cell; all of it is told where it is pointed at.
 */
export function tableMarkup(
  columns: readonly MarkupColumn[],
  rows: readonly (readonly string[])[],
  shown: (cell: string) => string = (cell) => cell,
): string {
  const classOf = (i: number, text: string): string => {
    if (columns[i]?.isNumber) return ' class="number"';
    return text.length > longest ? ' class="sentence"' : '';
  };
  const cellMarkup = (tag: 'th' | 'td', cell: string, i: number): string => {
    const text = tag === 'th' ? cell : shown(cell);
    const whole = text === cell ? '' : ` title="${escaped(cell)}"`;
    return `<${tag}${classOf(i, text)}${whole}>${escaped(text)}</${tag}>`;
  };
  const line = (tag: 'th' | 'td', cells: readonly string[]) =>
    `<tr>${cells.map((cell, i) => cellMarkup(tag, cell, i)).join('')}</tr>`;
  const head = line(
    'th',
    columns.map(({ title }) => title),
  );
  const body = rows.map((row) => line('td', row)).join('\n');
  return `<div class="wide" tabindex="0"><table><thead>${head}</thead>\n<tbody>${body}</tbody></table></div>`;
}
