import { isNothing } from '../../assess/holdings/heldOf.js';
import { unixMillis } from '../../model/units.js';
import type { Ledger } from '../../record/ledger.js';
import { currentTradingState } from '../../record/queries/currentTradingState.js';
import { openOrders } from '../../record/queries/openOrders.js';
import { latestTick, positionsAt, riskAt, strategiesSeen } from '../../record/queries/ticks.js';
import { listUnsolicited } from '../../record/queries/unsolicited.js';
import { readAlertList } from '../alerts/readAlertList.js';
import { type DaemonState, daemonState, silentMs } from '../daemonState.js';
import { isBeforeSetBack } from '../liveness.js';
import { waitingAt } from '../waitingAt.js';
import { ago, clock, decimal, duration, integer, signed } from '../words/numbers.js';
import { alertLines } from './alerts.js';
import type { Answer } from './output.js';
import { bold, dim, green, red, table, yellow } from './table.js';
import { unsolicitedText } from './unsolicited.js';

/** So long a change that nobody of ours asked for stays in view. */
const day = 86_400_000;

/** Is it running, what may it do, and how does each book stand? */
export async function status(ledger: Ledger, now: number): Promise<Answer> {
  const trading = await currentTradingState(ledger);
  const daemon = await daemonState(ledger, now);
  const strategies = await Promise.all((await strategiesSeen(ledger)).map((name) => standing(ledger, name, now)));
  const paint = { active: green, reducing: yellow, halted: red }[trading.state];
  const said =
    trading.at === 0
      ? ''
      : dim(`  ${ago(now - trading.at)} by ${trading.author}: ${trading.reason || 'no reason given'}`);
  const books = table(strategies, [
    { title: 'strategy', cell: (s) => bold(s.strategy) },
    { title: 'mode', cell: (s) => s.mode },
    { title: 'seen', align: 'right', cell: (s) => seenText(s.at, now) },
    { title: 'block', align: 'right', cell: (s) => integer(s.block) },
    { title: 'equity usd', align: 'right', cell: (s) => decimal(s.equity) },
    {
      title: 'delta',
      align: 'right',
      cell: (s) => s.deltas.map((d) => `${signed(d.delta, 3)} ${d.underlying}`).join(', '),
    },
    { title: 'worst health', align: 'right', cell: (s) => decimal(s.worstHealth ?? Number.POSITIVE_INFINITY) },
    { title: 'open orders', align: 'right', cell: (s) => String(s.openOrders) },
    { title: 'at venues', align: 'right', cell: (s) => String(s.waiting) },
    { title: 'unread', cell: (s) => s.unread.map((u) => u.venue).join(', ') || '-' },
  ]);
  const nothing = dim('nothing has been watched yet');
  const unsolicited = await listUnsolicited(ledger, { limit: 10, since: unixMillis(now - day) });
  const head = `daemon  ${sayDaemon(daemon, now)}\ntrading ${paint(trading.state)}${said}`;
  const { alerts: open } = await readAlertList(ledger, { state: 'open', limit: 1 }, unixMillis(now));
  const parts = [
    alertLines(open, now),
    head,
    strategies.length > 0 ? books : nothing,
    unsolicitedText(unsolicited, now),
  ];
  return {
    json: { alerts: open, daemon, tradingState: trading, strategies, unsolicited },
    text: parts.filter((part) => part !== '').join('\n\n'),
  };
}

function sayDaemon(daemon: DaemonState, now: number): string {
  const { running, pid, owner, startedAt, seenAt, endedAt, exitCode } = daemon;
  if (running) {
    const isOwn = startedAt !== null && endedAt === null;
    const since = isOwn ? dim(`  since ${clock(startedAt, now)}`) : '';
    if (pid === null) return `${green('running')} on another host as ${owner}${since}`;
    const silent = silentMs(daemon, now);
    const stuck = silent > 0 ? red(`  but silent for ${duration(silent)}: it hangs, it seems`) : '';
    return `${green('running')} as process ${pid}${since}${stuck}`;
  }
  if (startedAt === null) return `${yellow('not running')}${dim('  it never did on this ledger')}`;
  if (endedAt === null) {
    const last = seenAt === null ? '' : `, last seen ${ago(now - seenAt)}`;
    return `${red('not running')}  started ${ago(now - startedAt)}${last} and ended without a word: killed, it seems`;
  }
  if (exitCode === null)
    return `${yellow('not running')}  a backup was restored ${ago(now - endedAt)}; none has run on it since`;
  const how = exitCode === 0 ? 'stopped in good order' : `ended with exit code ${exitCode}`;
  return `${(exitCode === 0 ? yellow : red)('not running')}  ${how} ${ago(now - endedAt)}`;
}

/** What another clock puts ahead of ours may be of any age. */
const seenText = (at: number, now: number): string =>
  isBeforeSetBack(at, now) ? red('before the clock was set back') : ago(now - at);

interface Summary {
  mode: string;
  unread: readonly { venue: string; error: string }[];
}

async function standing(ledger: Ledger, strategy: string, now: number) {
  const tick = await latestTick(ledger, strategy);
  const [risk, positions, open] = await Promise.all([
    tick ? riskAt(ledger, tick.id) : undefined,
    tick ? positionsAt(ledger, tick.id) : [],
    openOrders(ledger, { strategy }),
  ]);
  const summary = tick?.summary as Summary | undefined; // written by the recorder, in this shape
  return {
    strategy,
    mode: summary?.mode ?? 'unknown',
    at: tick?.at ?? 0,
    ageMs: now - (tick?.at ?? 0),
    block: tick?.blockNumber ?? 0n,
    account: tick?.account ?? null,
    equity: risk?.portfolio.equity ?? Number.NaN,
    worstHealth: risk?.portfolio.worstHealth ?? null,
    deltas: risk?.underlyings.map(({ underlying, delta, deltaUsd }) => ({ underlying, delta, deltaUsd })) ?? [],
    positions: positions.filter((position) => !isNothing(position)).length,
    openOrders: open.length,
    waiting: waitingAt(tick).length,
    unread: summary?.unread ?? [],
  };
}
