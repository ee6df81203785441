import { escaped } from '../page/escaped.js';
import { factsMarkup } from '../page/factsMarkup.js';
import { shortNames } from '../page/shortNames.js';
import { standalone } from '../page/standalone.js';
import { tableMarkup } from '../page/tableMarkup.js';

export interface PageTable {
  columns: readonly { title: string; align?: 'left' | 'right' }[];
  rows: readonly (readonly string[])[];
}

export type PagePart =
  | { kind: 'heading'; text: string }
  | { kind: 'text'; text: string }
  | { kind: 'facts'; facts: readonly (readonly [label: string, value: string])[] }
  | { kind: 'table'; table: PageTable }
  /** An SVG as `draw` makes it. */
  | { kind: 'picture'; svg: string };

/** Light or dark as the reader has it, and it prints on paper. */
export const page = (title: string, subtitle: string, parts: readonly PagePart[]): string =>
  standalone({
    title,
    style,
    body: `<p class="quiet">${escaped(subtitle)}</p>\n${parts.map(partMarkup).join('\n')}`,
  });

function partMarkup(part: PagePart): string {
  switch (part.kind) {
    case 'heading':
      return `<h2>${escaped(part.text)}</h2>`;
    case 'text':
      return `<p>${escaped(part.text)}</p>`;
    case 'picture':
      return `<figure>${part.svg}</figure>`;
    case 'facts':
      return factsMarkup(part.facts);
    case 'table':
      return tableMarkup(part.table.columns.map(numbered), part.table.rows, shortNames);
  }
}

const numbered = ({ title, align }: PageTable['columns'][number]) => ({ title, isNumber: align === 'right' });

const style = `
:root { color-scheme: light dark; --ink: #1b1b1b; --quiet: #5a5a5a; --paper: #ffffff; --line: #dcdcdc; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e8e8; --quiet: #a8a8a8; --paper: #17191c; --line: #383c42; } }
body { font: 14px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 2rem auto; max-width: 88rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin-bottom: .2rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
p { max-width: 60rem; } .quiet { color: var(--quiet); margin-top: 0; }
figure { margin: 1rem 0; background: #ffffff; border: 1px solid var(--line); border-radius: 6px; padding: .5rem; color-scheme: light; }
figure > svg { display: block; max-width: 100%; height: auto; margin: 0 auto; }
th, td { border-bottom: 1px solid var(--line); } th, dt { color: var(--quiet); } th { font-weight: 600; }
/* Its letters would be too small to read: it scrolls. */
@media screen and (max-width: 50rem) { figure { overflow-x: auto; } figure > svg { max-width: none; margin: 0; } }
@page { size: A4 landscape; margin: 12mm; }
@media print {
  :root { --ink: #000000; --quiet: #444444; --paper: #ffffff; --line: #cccccc; }
  body { margin: 0; max-width: none; font-size: 8px; }
  figure { break-inside: avoid; border: 0; padding: 0; } h2 { break-after: avoid; }
}
`;
