import { BallastError } from '../../model/error.js';
import { weiToFloat } from '../../model/units.js';
import type { Ledger } from '../../record/ledger.js';
import type { RecordedAttempt } from '../../record/queries/attempts.js';
import { type DecisionStory, decisionStory, type OrderStory } from '../../record/queries/decisions.js';
import { findById } from '../../record/queries/findById.js';
import { clock, decimal, integer } from './numbers.js';
import type { Answer } from './output.js';
import { bold, dim } from './table.js';
import { fillText, short, termsText } from './terms.js';

/**
 * The whole story of a decision, by its id or that of anything that came of it (an order, a transaction's hash), or
 * the beginning of one. @throws BallastError when nothing or several things begin so.
 */
export async function why(ledger: Ledger, id: string, now: number): Promise<Answer> {
  const found = (await findById(ledger, id)).filter((one) => one.decision !== null);
  const decisions = [...new Set(found.flatMap((one) => one.decision ?? []))];
  const [only] = decisions;
  if (only === undefined) {
    throw new BallastError(`nothing that was decided begins with ${id}`, {
      mend: '`ballast decisions` lists what there is',
    });
  }
  if (decisions.length > 1) {
    throw new BallastError(`${decisions.length} decisions begin with ${id}`, {
      facts: decisions,
      mend: 'give more of the id',
    });
  }
  const story = await decisionStory(ledger, only);
  if (!story)
    throw new BallastError(`decision ${only} has lost its tick`, { mend: 'the ledger is damaged: restore a backup' });
  return { json: story, text: tell(story, now) };
}

function tell({ decision, tick, orders }: DecisionStory, now: number): string {
  const verdict = { act: 'ACTED', hold: 'HELD', refused: 'REFUSED' }[decision.verdict];
  const what = decision.action ? `   ${termsText(decision.action.terms)}` : '';
  const checks = decision.checks;
  const count = (wanted: string): number => checks.filter((check) => check.verdict === wanted).length;
  const lines: [string, readonly string[]][] = [
    ['because', decision.because],
    ['size', decision.size],
    ['not', decision.not],
    [
      'checks',
      checks.length > 0 ? [`${count('pass')} passed, ${count('shrink')} shrunk, ${count('reject')} rejected`] : [],
    ],
    ['', checks.filter((check) => check.verdict !== 'pass').map((check) => `${check.code}: ${check.text}`)],
    ['became', orders.flatMap(orderLines)],
    [
      'read at',
      [
        `block ${tick.blockHash}`,
        `inputs ${tick.snapshotHash}`,
        `strategy ${decision.strategy} ${decision.strategyHash}`,
      ],
    ],
  ];
  const head = `${clock(decision.at, now)}  block ${integer(tick.blockNumber)}  ${bold(decision.rule)}  ${bold(verdict)}${what}  ${dim(`${decision.orderClass}  ${short(decision.id)}`)}`;
  const body = lines.flatMap(([title, texts]) =>
    texts.map((text, i) => `  ${dim((i === 0 ? title : '').padEnd(9))} ${text}`),
  );
  return [head, ...body].join('\n');
}

function orderLines({ order, steps, attempts, fills }: OrderStory): string[] {
  return [
    `order ${short(order.id)} ${order.status}${order.text ? `: ${order.text}` : ''}`,
    ...attempts.map((attempt) => `-> ${steps[attempt.step]?.describe ?? 'cancel'}: ${attemptText(attempt)}`),
    ...fills.map(({ fill }) => `-> ${fillText(fill)}`),
  ];
}

function attemptText({ hash, nonce, state, text, blockNumber, gasCost }: RecordedAttempt): string {
  const mined = blockNumber === null ? '' : ` in block ${integer(blockNumber)}`;
  const paid = gasCost === null ? '' : `, gas ${decimal(weiToFloat(gasCost), 6)}`;
  return `tx ${hash} nonce ${nonce} ${state}${mined}${paid}${text ? ` (${text})` : ''}`;
}
