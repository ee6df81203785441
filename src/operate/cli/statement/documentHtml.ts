import type { Document, DocumentTable } from './document.js';

/** A page that stands for itself: no script, nothing from elsewhere, and it prints on paper. */
export const documentHtml = ({ title, facts, tables, notes }: Document): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<dl>${facts.map(([label, value]) => `<dt>${escaped(label)}</dt><dd>${escaped(value)}</dd>`).join('')}</dl>
${notes.map((note) => `<p class="note">${escaped(note)}</p>`).join('\n')}
${tables.map(section).join('\n')}
</body>
</html>
`;

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
  const isNumeric = columns.map((_, i) => rows.every((row) => /^(-?\d+(\.\d+)?|)$/.test(row[i] ?? '')));
  const cell = (tag: string) => (text: string, i: number) =>
    `<${tag}${isNumeric[i] ? ' class="number"' : ''}>${escaped(text)}</${tag}>`;
  const line = (tag: string, cells: readonly string[]) => `<tr>${cells.map(cell(tag)).join('')}</tr>`;
  const body = rows.map((row) => line('td', row)).join('\n');
  return `${heading}\n<div class="wide"><table><thead>${line('th', columns)}</thead>\n<tbody>${body}</tbody></table></div>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escaped = (text: string): string => text.replace(/[&<>"']/g, (one) => entities[one] ?? one);
