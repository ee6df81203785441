import { alertKinds } from '../model/alert.js';
import { code, table } from './markdown.js';

/** docs/alerts.md, from the table that alerts are raised from. */
export const alertsPage = (): string => `# Alerts

What an operator must hear of. An alert is a state, not a message: it is open from when its cause is seen until the cause is
gone, once for each thing that it is about (an endpoint, an account, an order). \`ballast alerts\` lists the open ones, \`ballast
alerts --all\` the past ones as well, and \`ballast status\` begins with them. They are kept in the ledger: a restart neither
forgets nor repeats one. This page is made from the table in \`src/model/alert.ts\` by \`npm run docs\`.

A critical alert wants a person now, a warning today. Meanwhile ballast does by itself what its row says; no alert stops
an order of class \`survive\`. How people are told of them: [alerting](alerting.md). Each has a chapter in the [runbook](runbook.md): why it
happens, what to do in order, how to stop what ballast does, how it closes.

${table(
  ['alert', 'severity', 'what has happened', 'what ballast does', 'what you can do'],
  Object.entries(alertKinds).map(([name, { severity, says, does, mend }]) => [
    `[${code(name)}](runbook.md#${name.toLowerCase()})`,
    ...[severity, says, does, mend],
  ]),
)}
`;
