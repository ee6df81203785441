import { escaped } from './escaped.js';

export interface MarkupColumn {
  title: string;
  isNumber: boolean;
}

/** A table that scrolls by itself where it is wider than the page. */
export function tableMarkup(columns: readonly MarkupColumn[], rows: readonly (readonly string[])[]): string {
  const line = (tag: 'th' | 'td', cells: readonly string[]) =>
    `<tr>${cells.map((text, i) => `<${tag}${columns[i]?.isNumber ? ' class="number"' : ''}>${escaped(text)}</${tag}>`).join('')}</tr>`;
  const head = line(
    'th',
    columns.map(({ title }) => title),
  );
  const body = rows.map((row) => line('td', row)).join('\n');
  return `<div class="wide"><table><thead>${head}</thead>\n<tbody>${body}</tbody></table></div>`;
}
