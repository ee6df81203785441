import { escaped } from './escaped.js';

export interface PageContent {
  title: string;
  style: string;
  /** Markup, escaped already, that comes after the title. */
  body: string;
}

/** A page that stands for itself: it may run no script and load nothing from elsewhere. */
export const standalone = ({ title, style, body }: PageContent): string => `<!doctype html>
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
${body}
</body>
</html>
`;
