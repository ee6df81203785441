import { didYouMean } from '../../../config/suggestion.js';
import { alertKinds } from '../../../model/alert.js';
import { kindOf } from '../../../model/alertKind.js';
import { BallastError } from '../../../model/error.js';
import type { Answer } from '../output.js';
import { bold, red, yellow } from '../table.js';
import { wrapped } from '../wrapped.js';

const width = 100;

/** The chapter of the runbook on one kind of alert. @throws BallastError where there is no such kind */
export function explained(name: string): Answer {
  const code = name.toUpperCase().replaceAll('-', '_');
  if (!isCode(code)) {
    throw new BallastError(`no alert is called \`${name.slice(0, 40)}\``, { mend: didYouMean(code, codes) });
  }
  const kind = kindOf(code);
  const { severity, says, why, does, next, stop, steps, closes } = kind;
  const paint = severity === 'critical' ? red : yellow;
  const facts = Object.entries({ why, ballast: does, next, 'to stop it': stop, closes });
  return {
    json: { code, ...kind },
    text: [
      `${paint(severity)} ${bold(code)}  ${says}`,
      '',
      ...facts.map(([label, text]) => hung(`${label.padEnd(10)}  `, text)),
      '',
      'what to do',
      ...steps.map((step, at) => hung(`  ${at + 1}. `, step)),
    ].join('\n'),
  };
}

const codes = Object.keys(alertKinds);
const isCode = (name: string): name is keyof typeof alertKinds => Object.hasOwn(alertKinds, name);

/** A text beside its label, the lines after the first below the text. */
function hung(label: string, text: string): string {
  const [first = '', ...rest] = wrapped(text, width - label.length).split('\n');
  return [`${label}${first}`, ...rest.map((line) => `${' '.repeat(label.length)}${line.trimStart()}`)].join('\n');
}
