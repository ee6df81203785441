import type { Metric, MetricScope } from '../assess/metric.js';
import { metrics, scopesOf } from '../assess/metrics.js';
import { functions } from '../config/expression/condition.js';
import { code, table } from './markdown.js';

const scopes: readonly { scope: MetricScope; title: string; text: string }[] = [
  {
    scope: 'underlying',
    title: 'Of an underlying',
    text: 'In a `hedge` rule: the underlying that it hedges. In `topUp`, `deleverage` and `protect`: the first underlying of the margin account.',
  },
  { scope: 'account', title: 'Of a margin account', text: 'The margin account that the rule looks at.' },
  { scope: 'portfolio', title: 'Of the whole portfolio', text: 'Everything that the strategy watches, together.' },
];

/** docs/metrics.md, from the table that conditions are compiled with. */
export function metricsPage(): string {
  const kinds = Object.entries(scopesOf);
  const readBy = (scope: MetricScope) =>
    kinds.filter(([, readable]) => readable.includes(scope)).map(([kind]) => code(kind));
  return `# Metrics

Every name that a condition (\`when:\`) may read. \`ballast metrics\` prints the same table. This page is made from the
table in \`src/assess/metrics.ts\` by \`npm run docs\`.

${scopes
  .map(
    ({ scope, title, text }) => `## ${title}

${text} Read by ${readBy(scope).join(', ')}.

${table(['name', 'unit', 'what it is'], metrics.filter((metric) => metric.scope === scope).map(row))}
`,
  )
  .join('\n')}
## Functions

${Object.keys(functions).map(code).join(', ')}; \`log\` is the natural logarithm, \`min\` and \`max\` take two or more.

How conditions are written, and what a metric without a meaning does: [strategy.md](strategy.md#conditions).
`;
}

const row = ({ name, unit, describe }: Metric): string[] => [code(name), unit, describe];
