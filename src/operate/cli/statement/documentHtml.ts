import { escaped } from '../../page/escaped.js';
import { factsMarkup } from '../../page/factsMarkup.js';
import { standalone } from '../../page/standalone.js';
import { tableMarkup } from '../../page/tableMarkup.js';
import type { Document, DocumentTable } from './document.js';
import { readable, tidiedNumbers } from './readable.js';

/** A page that prints on paper; numbers are rounded as for the terminal. */
export const documentHtml = ({ title, facts, tables, notes }: Document): string =>
  standalone({
    title,
    style,
    body: [
      factsMarkup(facts.map(([label, value]) => [label, tidiedNumbers(value)])),
      notes.map((note) => `<p class="note">${escaped(tidiedNumbers(note))}</p>`).join('\n'),
      tables.map(section).join('\n'),
    ].join('\n'),
  });

const style = `
body { font: 13px/1.4 system-ui, sans-serif; color: #111; background: #fff; margin: 2rem auto; max-width: 90rem; padding: 0 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.05rem; margin: 1.6rem 0 .4rem; }
dt, th { color: #555; } th { font-weight: 600; } th, td { border-bottom: 1px solid #ddd; }
.note { border-left: 3px solid #b50; padding-left: .6rem; margin: .4rem 0; max-width: 60rem; } .none { color: #555; }
@page { size: A4 landscape; margin: 12mm; }
@media print { body { margin: 0; max-width: none; font-size: 9px; } .sentence div { max-width: none; } }
`;

function section({ title, columns, rows, none }: DocumentTable): string {
  const heading = `<h2>${escaped(title)}</h2>`;
  if (rows.length === 0) return `${heading}\n<p class="none">${escaped(none)}</p>`;
  const used = columns.map((_, i) => i).filter((i) => rows.some((row) => (row[i] ?? '') !== ''));
  const isNumber = (i: number) => rows.every((row) => /^(-?\d+(\.\d+)?|)$/.test(row[i] ?? ''));
  const headed = used.map((i) => ({ title: columns[i] ?? '', isNumber: isNumber(i) }));
  const cells = rows.map((row) => used.map((i) => row[i] ?? ''));
  return `${heading}\n${tableMarkup(headed, cells, readable)}`;
}
