import { escaped } from '../../page/escaped.js';
import { standalone } from '../../page/standalone.js';
import { tableMarkup } from '../../page/tableMarkup.js';
import type { Document, DocumentTable } from './document.js';

/** A page that prints on paper. */
export const documentHtml = ({ title, facts, tables, notes }: Document): string =>
  standalone({
    title,
    style,
    body: [
      `<dl>${facts.map(([label, value]) => `<dt>${escaped(label)}</dt><dd>${escaped(value)}</dd>`).join('')}</dl>`,
      notes.map((note) => `<p class="note">${escaped(note)}</p>`).join('\n'),
      tables.map(section).join('\n'),
    ].join('\n'),
  });

const style = `
body { font: 13px/1.4 system-ui, sans-serif; color: #111; background: #fff; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.05rem; margin: 1.6rem 0 .4rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1.2rem; } dt { color: #555; } dd { margin: 0; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .2rem .6rem .2rem 0; border-bottom: 1px solid #ddd; vertical-align: top; overflow-wrap: anywhere; }
th { color: #555; font-weight: 600; } .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.note { border-left: 3px solid #b50; padding-left: .6rem; } .none { color: #555; }
@media print { body { margin: 0; max-width: none; font-size: 10px; } .wide { overflow: visible; } tr { break-inside: avoid; } thead { display: table-header-group; } }
`;

function section({ title, columns, rows, none }: DocumentTable): string {
  const heading = `<h2>${escaped(title)}</h2>`;
  if (rows.length === 0) return `${heading}\n<p class="none">${escaped(none)}</p>`;
  const isNumber = (i: number) => rows.every((row) => /^(-?\d+(\.\d+)?|)$/.test(row[i] ?? ''));
  const headed = columns.map((column, i) => ({ title: column, isNumber: isNumber(i) }));
  return `${heading}\n${tableMarkup(headed, rows)}`;
}
