import { escaped } from './escaped.js';

export interface MarkupColumn {
  title: string;
  isNumber: boolean;
}

/** A cell that is longer than that has several lines. */
const mostInLine = 48;
/** One that is longer than that is a sentence, and stands below its row; what names a row stays in it. */
const longest = 110;

/**
 * A table that scrolls in its own box where it is wider than the page. Sentences stand below their row, as wide as the
 * page.
 * @param shown - What is shown of a cell; all of it is told where it is pointed at.
 */
export function tableMarkup(
  columns: readonly MarkupColumn[],
  rows: readonly (readonly string[])[],
  shown: (cell: string) => string = (cell) => cell,
): string {
  const isSentence = columns.map((_, i) => i > 0 && rows.some((row) => shown(row[i] ?? '').length > longest));
  const within = columns.map((_, i) => i).filter((i) => !isSentence[i]);
  const below = columns.map((_, i) => i).filter((i) => isSentence[i]);
  const cellMarkup = (tag: 'th' | 'td', cell: string, i: number): string => {
    const text = tag === 'th' ? cell : shown(cell);
    const whole = text === cell ? '' : ` title="${escaped(cell)}"`;
    const kind = columns[i]?.isNumber ? ' class="number"' : text.length > mostInLine ? ' class="long"' : '';
    return `<${tag}${kind}${whole}>${escaped(text)}</${tag}>`;
  };
  const sentenceMarkup = (row: readonly string[], i: number): string => {
    const text = shown(row[i] ?? '');
    if (text === '') return '';
    const title = columns[i]?.title ?? '';
    return `<tr class="below"><td class="sentence" colspan="${Math.max(1, within.length)}"><div>${escaped(title === '' ? text : `${title}: ${text}`)}</div></td></tr>`;
  };
  const line = (tag: 'th' | 'td', cells: readonly string[]) =>
    `<tr>${within.map((i) => cellMarkup(tag, cells[i] ?? '', i)).join('')}</tr>${tag === 'th' ? '' : below.map((i) => sentenceMarkup(cells, i)).join('')}`;
  const head = line(
    'th',
    columns.map(({ title }) => title),
  );
  const body = rows.map((row) => line('td', row)).join('\n');
  return `<div class="wide" tabindex="0"><table><thead>${head}</thead>\n<tbody>${body}</tbody></table></div>`;
}
