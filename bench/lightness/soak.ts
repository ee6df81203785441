import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { unixMillis } from '../../src/model/units.js';
import { openLedger } from '../../src/record/ledger.js';
import { latestPulses } from '../../src/record/queries/pulses.js';
import { importHourPrices } from '../../src/record/statements/prices.js';
import { type BookFiles, writeBook } from '../../test/book.js';
import { startCannedNode } from '../memory/cannedNode.js';
import { marketRules, pastPrices, recordMarket } from '../memory/marketRecorded.js';
import { type OnLab, onLab } from '../onLab.js';
import { type Daemon, sideSettings, startDaemon } from './daemon.js';
import { heldBy, mib } from './machine.js';

/**
 * `npm run bench -- soak`: the daemon as it is installed, with its console served and its metrics read every second, tick after tick as
 * fast as it takes them. About every thirtieth is a sample, as with a real book. What it holds of the machine is read all the while; ends
 * with 1 where that was ever more than 150 MiB.
 */
const { values } = parseArgs({
  options: {
    main: { type: 'string', default: fileURLToPath(new URL('../../bundle/ballast.js', import.meta.url)) },
    ticks: { type: 'string', default: '100000' },
    alone: { type: 'boolean', default: false },
  },
});
const total = Number(values.ticks);
const most = 150 * 1024 * 1024;

await onLab(run);

async function run({ lab, account, onFinished }: OnLab): Promise<number> {
  const node = await startCannedNode(lab.url);
  onFinished(node.stop);
  const files = writeBook(
    lab,
    {
      account: account.address,
      mode: 'shadow',
      rules: marketRules.map((rule) => ({ ...rule, cooldown: '5s' })),
      endpoints: [node.wsUrl],
    },
    onFinished,
  );
  hasten(files);
  const ledger = openLedger({ file: files.ledger });
  onFinished(() => ledger.close());
  await ledger.commit(importHourPrices(pastPrices(unixMillis(Date.now()))));
  await recordMarket(lab, node.record);

  // A block of a real chain is of this second, and comes once the keeper is at the one before.
  let newest = '';
  const next = () => {
    newest = node.replay(Math.floor(Date.now() / 1_000)).hash;
  };
  node.onAnswered = (hash) => {
    if (hash === newest) next();
  };
  next();
  const daemon = await startDaemon(resolve(values.main), files, onFinished);
  const rss: number[] = [];
  const startedAt = performance.now();
  let ticks = 0;
  let movedAt = startedAt;
  let metricsUrl: string | undefined;
  for (let second = 1; ticks < total; second++) {
    await after(1_000);
    if (!daemon.isRunning()) throw new Error((await daemon.lastWords()).slice(-3_000));
    if (!values.alone) {
      metricsUrl ??= metricsUrlIn(daemon.told());
      await readMetrics(metricsUrl);
    }
    rss.push(heldBy(daemon.pid).rss);
    const [pulse] = await latestPulses(ledger);
    const before = ticks;
    ticks = pulse?.ticks.counted ?? 0;
    if (second % 30 === 0) tell(daemon, { ticks, perSecond: ticks - before, rss, startedAt });
    if (ticks > before) movedAt = performance.now();
    if (performance.now() - movedAt > 60_000) throw new Error(`no further tick for a minute: ${daemon.told()}`);
  }
  const [pulse] = await latestPulses(ledger);
  await daemon.stop();
  const highest = Math.max(...rss);
  const third = Math.ceil(rss.length / 3);
  process.stdout.write(
    `${ticks} ticks in ${((performance.now() - startedAt) / 1_000).toFixed(0)} s, ${pulse?.ticks.abandoned} abandoned; ` +
      `ledger ${mib(statSync(files.ledger).size)}; RSS on average ${mib(mean(rss.slice(0, third)))} in the first third, ` +
      `${mib(mean(rss.slice(-third)))} in the last, ${mib(highest)} at most: ${highest <= most ? 'met' : 'broken'}, at most ${mib(most)}\n`,
  );
  return highest <= most ? 0 : 1;
}

/** A quiet tick is a sample as often, in ticks, as with a real book. */
function hasten({ settings }: BookFiles): void {
  const text = readFileSync(settings, 'utf8').replace('sampleEvery: 10m', 'sampleEvery: 500ms');
  writeFileSync(settings, values.alone ? text : text + sideSettings);
}

/** On a port that the system has chosen, which it says once. @throws where it has not by now */
function metricsUrlIn(told: string): string {
  const line = told.split('\n').find((one) => one.includes('answers at /metrics'));
  if (line === undefined) throw new Error(`it has not said where its metrics are: ${told}`);
  return (JSON.parse(line) as { url: string }).url;
}

async function readMetrics(url: string): Promise<void> {
  const answer = await fetch(new URL('/metrics', url));
  const text = await answer.text();
  if (!answer.ok || !text.includes('ballast_up 1')) throw new Error(`/metrics answered ${answer.status}: ${text}`);
}

function tell(
  { pid }: Daemon,
  { ticks, perSecond, rss, startedAt }: { ticks: number; perSecond: number; rss: readonly number[]; startedAt: number },
): void {
  const spent = ((performance.now() - startedAt) / 1_000).toFixed(0);
  process.stderr.write(
    `${ticks} ticks, ${perSecond}/s  rss ${mib(heldBy(pid).rss)}, at most ${mib(Math.max(...rss))}  ${spent} s\n`,
  );
}

function mean(figures: readonly number[]): number {
  return figures.reduce((sum, figure) => sum + figure, 0) / figures.length;
}
