import { type AlertCode, alertKinds } from '../model/alert.js';
import { runbook } from '../model/runbook/runbook.js';
import { code, table } from './markdown.js';

const codes = Object.keys(alertKinds) as AlertCode[];
const critical = codes.filter((one) => alertKinds[one].severity === 'critical');
const warnings = codes.filter((one) => alertKinds[one].severity === 'warning');

/** docs/runbook.md: a chapter for each kind of alert, from the tables that messages are made of. */
export const runbookPage = (): string => `# Runbook

What to do when ballast calls. A chapter for each alert: what has happened, why it does, what ballast does by itself and when next, what you do
in order, how to stop it, and how it closes. \`ballast alerts explain CODE\` shows one in a terminal, and works without this page.
How people are told, and set up: [alerting](alerting.md). This page is made from \`src/model/alert.ts\` and \`src/model/runbook/\` by \`npm run docs\`.

## The first minute, whatever it is

1. \`ballast alerts\`, or the console: which alert is the oldest? The others often follow from it.
2. \`ballast ack ID\` tells everybody else that you are on it. Nobody is called meanwhile.
3. \`ballast status\`: is the daemon up, how old is its newest block, is an account near its wall?
4. Not sure? \`ballast pause\`: from the next block on only orders that lower risk go out. Rescues go on. \`ballast halt\` stops those too: say it only
   when the key may be stolen or ballast itself does harm, for then nobody keeps an account from being liquidated.
5. Done? The alert closes by itself once its cause is gone; nothing is to be cleared by hand. \`ballast resume\` where you paused.

No alert stops an order of class \`survive\`. When ballast itself is gone, no alert can tell you: that is what the
[watch outside](alerting.md#a-watch-outside) is for.

## Which is it?

Critical: wants a person now.

${index(critical)}

Warning: wants a person today.

${index(warnings)}

${[...critical, ...warnings].map(chapter).join('\n\n')}
`;

/** Where a chapter is: `docs/runbook.md#position_break`. */
const anchor = (name: AlertCode): string => `#${name.toLowerCase()}`;

function index(names: readonly AlertCode[]): string {
  const rows = names.map((name) => [`[${code(name)}](${anchor(name)})`, alertKinds[name].says]);
  return table(['alert', 'what has happened'], rows);
}

function chapter(name: AlertCode): string {
  const { severity, says, does } = alertKinds[name];
  const { why, next, stop, steps, closes } = runbook[name];
  return `## ${name}

${capital(severity)}: **${says}**.

- **Why**: ${why}.
- **ballast**: ${does}.
- **Next**: ${next}.
- **To stop it**: ${stop}.
- **Closes**: ${closes}.

${steps.map((step, at) => `${at + 1}. ${capital(step)}.`).join('\n')}`.replaceAll('?.\n', '?\n');
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
