import type { Address } from 'viem';
import type { Liquidation } from '../../../lab/liquidator.js';
import { shortId } from '../../../model/order.js';
import type { RiskReport } from '../../../model/riskReport.js';
import type { DecisionStory } from '../../../record/queries/decisions.js';
import { decimal, signed } from '../numbers.js';
import { bold, dim, green, red, table, yellow } from '../table.js';
import { fillText, termsText } from '../terms.js';
import type { DemoFiles } from './files.js';
import type { Score } from './scoreboard.js';

interface Scores {
  guarded: Score;
  unguarded: Score;
}

interface Ending {
  held: boolean;
  passed: boolean;
  files: DemoFiles;
}

/** Tells the story on the terminal, line by line. */
export function createNarrator(write: (line: string) => void = (line) => void process.stdout.write(`${line}\n`)) {
  const row = (step: string, price: string, ...cells: string[]) =>
    write([step.padStart(4), price.padStart(10), ...cells.map((cell) => cell.padStart(10))].join(' '));
  return {
    opening(seed: number, steps: number) {
      write(bold(`ballast demo  seed ${seed}, ${steps} steps`));
      write('Two accounts hold the same book: short options on Lyra, a leveraged perp on Perp V2.');
      write('ballast guards one of them. The market falls, chops, and rallies hard.\n');
    },
    stage: (line: string) => write(dim(`  ${line}`)),
    cast({ strategy }: DemoFiles, guarded: Address, unguarded: Address) {
      write(dim(`  guarded   ${guarded}  by ${strategy}`));
      write(dim(`  unguarded ${unguarded}\n`));
      row('step', 'ETH usd', 'guarded', '', '', 'unguarded', '', '');
      row('', '', 'delta', 'health', 'equity', 'delta', 'health', 'equity');
    },
    decision({ decision, orders }: DecisionStory) {
      const { id, verdict, action, rule, because, not, orderClass } = decision;
      const said = action ? termsText(action.terms) : rule;
      const paint = verdict === 'act' ? green : yellow;
      const why = (verdict === 'act' ? because : not).join('; ');
      write(`       ${paint(verdict.padEnd(8))}${said}  ${dim(`${orderClass}: ${why}  [${shortId(id)}]`)}`);
      for (const { order, attempts, fills } of orders) {
        const done = fills.map(({ fill }) => fillText(fill)).join(', ');
        const text = order.status === 'Filled' ? done : yellow(`${order.status}: ${order.text}`);
        const hash = attempts.at(-1)?.hash;
        write(`               ${text}${hash ? dim(`  tx ${hash}`) : ''}`);
      }
    },
    liquidations(who: string, done: readonly Liquidation[]) {
      for (const { venue, what, hash } of done) {
        write(`       ${red('LIQUIDATED')} ${who}: ${venue} ${what}  ${dim(`tx ${hash}`)}`);
      }
    },
    row(step: number, price: number, guarded: RiskReport, unguarded: RiskReport) {
      row(String(step), decimal(price), ...standing(guarded), ...standing(unguarded));
    },
    ending(
      scores: Scores,
      spent: { transactions: number; orders: number; gas: number },
      { held, passed, files }: Ending,
    ) {
      const liquidated = ({ liquidations: [first, ...rest] }: Score) =>
        first
          ? red(`${first.what} at ${decimal(first.price)}${rest.length > 0 ? ` and ${rest.length} more` : ''}`)
          : green('never');
      const line = (what: string, read: (score: Score) => string) => ({
        what,
        guarded: read(scores.guarded),
        unguarded: read(scores.unguarded),
      });
      const lines = [
        line('worst health', (score) => decimal(score.worstHealth, 3)),
        line('liquidated', liquidated),
        line('largest |delta| ETH', (score) => decimal(score.largestDelta, 3)),
        line('final equity usd', (score) => decimal(score.equity)),
        { what: 'orders filled', guarded: String(spent.orders), unguarded: '0' },
        { what: 'transactions', guarded: String(spent.transactions), unguarded: '0' },
        { what: 'gas ETH', guarded: decimal(spent.gas, 6), unguarded: decimal(0, 6) },
      ];
      write('');
      write(
        table(lines, [
          { title: '', cell: (l) => l.what },
          { title: 'guarded', align: 'right', cell: (l) => l.guarded },
          { title: 'unguarded', align: 'right', cell: (l) => l.unguarded },
        ]),
      );
      write(
        `\n${held ? 'The guarded account ended inside its bands.' : red('The guarded account ended outside its bands.')}`,
      );
      write(passed ? green('ballast held it level.') : red('This story did not end as it should have.'));
      write(dim(`\nEverything is in the ledger:`));
      write(`  npx ballast decisions --db ${files.ledger}`);
      write(`  npx ballast why ID --db ${files.ledger}`);
    },
  };
}

const standing = ({ underlyings, portfolio }: RiskReport): string[] => [
  signed(underlyings[0]?.delta ?? 0),
  decimal(portfolio.worstHealth),
  decimal(portfolio.equity, 0),
];
