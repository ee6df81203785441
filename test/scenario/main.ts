import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { formatEther, formatUnits } from 'viem';
import { rebalance } from './rebalance.js';
import { smallSize, wholeSize } from './world.js';

const usage = `npm run scenario -- rebalance [--small] [--out FOLDER]

Plays a day on real contracts on a local chain, and says what came of it. It takes minutes.
  rebalance   50 accounts, 850 orders from a file, checked, reviewed, put into 45 blocks, worked, given out, confirmed
`;

const { values, positionals } = parseArgs({
  options: { small: { type: 'boolean' }, out: { type: 'string' }, help: { type: 'boolean' } },
  allowPositionals: true,
});
if (values.help || positionals.length !== 1 || positionals[0] !== 'rebalance') {
  process.stderr.write(usage);
  process.exit(values.help ? 0 : 2);
}

const say = (line: string) => process.stdout.write(`${line}\n`);
const out = values.out === undefined ? undefined : resolve(values.out);
if (out !== undefined) mkdirSync(out, { recursive: true });
const startedAt = Date.now();
const outcome = await rebalance(values.small ? smallSize : wholeSize, {
  log: say,
  ...(out === undefined ? {} : { out }),
});

say('');
for (const { block, members, total, matches } of outcome.blocks) {
  const { side, instrument, status, method } = block;
  const size = `${formatUnits(total.quantity, 18)} of ${formatUnits(total.ordered, 18)}`;
  say(
    `${status} ${side} ${instrument}, ${method}: ${size} to ${members.length} members; sums ${matches ? 'match' : 'DIFFER'}`,
  );
}
const { limits, confirmations, papers } = outcome;
const eth = (wei: bigint) => `${Number(formatEther(wei)).toFixed(6)} eth`;
say('');
for (const { strategy, confirmations: count, filled, gas } of confirmations.accounts)
  say(`${strategy}: ${count} confirmations, ${filled} of them of orders that were filled; gas ${eth(gas)}`);
say('');
say('nearest to a limit came');
for (const [what, share] of [...limits.nearest].sort(([, a], [, b]) => b - a))
  say(`  ${what}: ${(share * 100).toFixed(1)} %`);
const filled = outcome.parents.filter(({ state }) => state.status === 'Filled').length;
const failures = [
  ...(outcome.blocks.every(({ matches }) => matches === true) ? [] : ['sums of a block do not match']),
  ...outcome.unbalanced,
  ...confirmations.wrong,
  ...limits.violations,
  ...(papers.pictures > 0 ? [] : ['the report has no pictures']),
  ...(outcome.undone === 0 ? [] : [`${outcome.undone} orders were rejected or are still open`]),
  ...(outcome.audit.intact ? [] : [`the audit trail is not intact: ${outcome.audit.said}`]),
];
say('');
say(
  `${outcome.orders} orders in ${outcome.lists} lists, ${outcome.reviewed} reviewed, ${outcome.blocks.length} blocks`,
);
say(
  `limits: ${limits.violations.length} violations in ${limits.checks} checks of ${limits.decisions} decisions; ${limits.measured} numbers held against the files once more, ${limits.approved} let pass by a person`,
);
say(
  `${filled} of ${outcome.parents.length} orders filled, those of the blocks included; ${outcome.parents.length} confirmations, ${confirmations.wrong.length} of them wrong`,
);
say(`report: ${papers.orders} orders, ${papers.pictures} pictures${out === undefined ? '' : `, ${papers.report}`}`);
say(`gas: ${formatEther(outcome.gas)} eth`);
say(`time: ${((Date.now() - startedAt) / 1_000).toFixed(0)} s`);
for (const { name, seconds, rounds } of outcome.stages)
  say(`  ${seconds.toFixed(1)} s ${name}${rounds > 0 ? `, ${rounds} rounds` : ''}`);
say(`audit: ${outcome.audit.said.trim().split('\n').at(-1)}`);
for (const failure of failures.slice(0, 50)) say(`FAILED: ${failure}`);
if (failures.length > 50) say(`FAILED: and ${failures.length - 50} more`);
process.exit(failures.length === 0 ? 0 : 1);
