import { monitoringGroups } from '../operate/monitoring/monitoringMetrics.js';
import { code, table } from './markdown.js';

/** docs/prometheus.md, from the table that `/metrics` is made of. */
export const prometheusPage = (): string => `# Metrics for Prometheus

What \`/metrics\` tells ([how to have it asked](monitoring.md)). Units are at the end of the names; what is not known at the moment has no line, and
what has no end is \`+Inf\`. Names of rules in strategies are [others](metrics.md). This page is made from the tables in
\`src/operate/monitoring/metrics\` by \`npm run docs\`.

${monitoringGroups
  .map(
    ({ title, metrics }) => `## ${title}

${table(
  ['metric', 'type', 'labels', 'what it is'],
  metrics.map(({ name, type, labels, help }) => [code(name), type, labels.map(code).join(', '), help]),
)}`,
  )
  .join('\n\n')}
`;
