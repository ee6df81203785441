import { escaped } from './escaped.js';

export interface PageContent {
  title: string;
  style: string;
  /** Markup, escaped already, that comes after the title. */
  body: string;
}

/** What all pages have: tables that scroll by themselves, and facts that a phone has room for. */
const shared = `
.wide { overflow-x: auto; } table { border-collapse: collapse; }
th, td { text-align: left; padding: .2rem .8rem .2rem 0; vertical-align: top; white-space: nowrap; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.long { white-space: normal; min-width: 16rem; }
.sentence div { white-space: normal; max-width: min(60rem, calc(100vw - 2rem)); position: sticky; left: 0; overflow-wrap: break-word; }
tr:has(+ .below) td { border-bottom: 0; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .15rem 1.2rem; } dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 40rem) { dl { grid-template-columns: minmax(0, 1fr); gap: 0; } dd { margin-bottom: .4rem; } h1 { overflow-wrap: anywhere; } }
@media print { .wide { overflow: visible; } th, td { padding-right: .5rem; } tr { break-inside: avoid; } thead { display: table-header-group; } }
`;

/** A page that stands for itself: it may run no script and load nothing from elsewhere. */
export const standalone = ({ title, style, body }: PageContent): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${shared}${style}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
${body}
</body>
</html>
`;
