import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Hex, hexToNumber, parseTransaction } from 'viem';
import { isOpen } from '../../src/model/order.js';
import { unixMillis } from '../../src/model/units.js';
import { setTradingState } from '../../src/operate/cli/setTradingState.js';
import { openLedger } from '../../src/record/ledger.js';
import { type Chain, createChain } from './chain.js';
import type { Dice } from './dice.js';
import { createEndpoints } from './endpoints.js';
import { type Evidence, minedOf, readRows, type Sent } from './evidence.js';
import { calm, type FaultKind, type Profile } from './faults.js';
import { broken } from './invariants/all.js';
import { type KeeperProcess, type Plant, startProcess } from './keeperProcess.js';
import { createLife } from './life.js';
import { type DurableStep, dead, type Fate, type Fates } from './machine.js';
import { sayBooks } from './sayBooks.js';
import { createTrace } from './trace.js';
import { createUnknownWatch } from './unknownWatch.js';
import { createVirtualTime } from './virtualTime.js';
import type { World } from './world.js';

export interface Outcome {
  trace: readonly string[];
  /** What was broken: the invariant's name and a sentence. */
  violations: readonly { invariant: string; text: string }[];
  /** How often each kind of fault was met. */
  met: ReadonlyMap<FaultKind, number>;
  lives: number;
  steps: number;
  transactions: number;
  orders: number;
  /** Those of them that were to save the account, and of these the ones that were filled. */
  survival: { orders: number; filled: number };
}

/** One keeper, its machine, its endpoints and its chain, moved on step by step. */
export interface Session {
  chain: Chain;
  trace: { say(line: string): void };
  /** Virtual time, Unix seconds. */
  seconds(): number;
  note(kind: FaultKind, where?: string): void;
  /** Lets so much time pass under these faults, with a keeper if one is wanted. */
  pass(options: { profile: Profile; seconds: number; keeper: boolean; skewMs?: number }): Promise<void>;
  /** Before the next block, what everybody else does; with a throw in [0, 1). */
  others(roll: number): Promise<void>;
  /** Whether a keeper lives. */
  alive(): boolean;
  /** Blocks without faults until nothing is in hand any more, then all invariants. */
  conclude(): Promise<Outcome>;
}

export interface SessionOptions {
  world: World;
  variant: number;
  dice: Dice;
  plant?: Plant;
  /** Asked at each durable step, of which this is the `number`th of the step in hand, from 0. */
  doom(durable: DurableStep, number: number): Fate;
}

const endpointCount = 3;
/** After the faults: more than a taken-back nonce needs, and then to be final. */
const calmSteps = 60;
const calmSeconds = 12;
/** So many calm blocks in a row in which nothing was done. */
const quietSteps = 3;
const leastCalmSteps = 8;

export async function withSession<Value>(
  options: SessionOptions,
  use: (session: Session) => Promise<Value>,
): Promise<Value> {
  await options.world.reset();
  const folder = mkdtempSync(join(tmpdir(), 'ballast-sim-'));
  const session = await openSession(options, join(folder, 'ballast.db'));
  try {
    return await use(session);
  } finally {
    session.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function openSession({ world, variant, dice, plant = {}, doom }: SessionOptions, file: string) {
  const { node } = world;
  const trace = createTrace();
  const met = new Map<FaultKind, number>();
  const note = (kind: FaultKind, where = '') => {
    met.set(kind, (met.get(kind) ?? 0) + 1);
    trace.say(`  ! ${kind}${where && ': '}${where}`);
  };
  const since = hexToNumber(await node.must<Hex>('eth_blockNumber'));
  const before = await world.facts(since);
  const chain = createChain(world, dice, since);
  const reader = openLedger({ file });
  const unknowns = createUnknownWatch(reader);
  const sent: Sent[] = [];
  const ends: { retryable: boolean; text: string }[] = [];
  let step = 0;
  let durables = 0;
  let lives = 0;
  let keeper: KeeperProcess | null = null;

  const fates: Fates = (durable) => {
    const wanted = doom(durable, durables++);
    const fate = durable.kind === 'commit' || !wanted.startsWith('SQLITE') ? wanted : 'lives';
    trace.say(`  ${durable.kind} ${durable.what}`);
    if (fate === 'SQLITE_BUSY' || fate === 'SQLITE_FULL') note(fate);
    else if (fate !== 'lives') note('kill', fate);
    return fate;
  };

  const dooms = new Map<Hex, Fate>();
  const time = createVirtualTime({ start: world.start * 1000, serve: (request) => endpoints.serve(request) });
  const endpoints = createEndpoints({
    ...{ node, dice, time, count: endpointCount, met: note, elsewhere: world.answer },
    sending(bytes, hash, { life }) {
      const { nonce = 0 } = parseTransaction(bytes);
      sent.push({ hash, nonce, step, journalled: unknowns.isJournalled(hash, bytes) });
      const fate = fates({ kind: 'send', what: `nonce +${nonce - before.count}` }, life);
      dooms.set(hash, fate);
      if (fate === 'dies before') void dead(life);
      return !life.isDead();
    },
    delivered: chain.delivered,
    sent(hash, { life }) {
      if (dooms.get(hash) === 'dies after') void dead(life);
      return !life.isDead();
    },
  });

  function begin(): KeeperProcess {
    const life = createLife(++lives);
    trace.say(`  life ${lives} begins`);
    return startProcess({ world, variant, file, life, urls: endpoints.urls(lives), time, fates, trace, plant });
  }

  const pass: Session['pass'] = async ({ profile, seconds, keeper: wanted, skewMs }) => {
    step++;
    durables = 0;
    endpoints.step(step, profile);
    if (keeper === null && wanted) keeper = begin();
    if (skewMs !== undefined) keeper?.life.skew(skewMs);
    await time.passTo(time.now() + seconds * 1000);
    const ended = keeper?.ended() ?? null;
    if (ended) {
      ends.push(ended);
      trace.say(`  the keeper ended: ${ended.text}`);
      keeper?.life.die();
    }
    if (keeper?.life.isDead()) {
      keeper.close();
      keeper = null;
    }
    await unknowns.look(keeper !== null);
  };

  const lastTick = () => keeper?.lastTick() ?? null;

  async function isBusy(): Promise<boolean> {
    const { orders, attempts, venueOrders } = await readRows(reader);
    const tick = lastTick();
    if (tick === null || tick.orders.length > 0) return true;
    return orders.some(({ status }) => isOpen(status)) || [...attempts, ...venueOrders].some(({ settled }) => !settled);
  }

  async function others(roll: number): Promise<void> {
    const said = (await world.others?.(Math.floor(time.now() / 1000), roll)) ?? null;
    if (said !== null) trace.say(`  ${said}`);
  }

  /** @returns whether it came to rest */
  async function settle(least: number): Promise<boolean> {
    let quiet = 0;
    for (let i = 1; i <= calmSteps && quiet < quietSteps; i++) {
      trace.say(`calm ${i}`);
      await pass({ profile: calm, seconds: calmSeconds, keeper: true, skewMs: 0 });
      await world.price(1, Math.floor(time.now() / 1000));
      await others(0.5);
      await chain.happen('mined', Math.floor(time.now() / 1000), Number.MAX_SAFE_INTEGER);
      quiet = i >= least && !(await isBusy()) ? quiet + 1 : 0;
    }
    return quiet === quietSteps;
  }

  async function conclude(): Promise<Outcome> {
    await setTradingState(reader, 'resume', 'the faults are over', unixMillis(time.now()));
    const settled = await settle(leastCalmSteps);
    // What stands is told again by a keeper that has just started.
    if (settled) {
      trace.say('started again');
      keeper?.life.die();
      keeper?.close();
      keeper = null;
    }
    const restartedAt = time.now();
    const quiet = settled && (await settle(quietSteps));
    const rows = await readRows(reader);
    const strategy = world.config(variant, []).strategies[0];
    if (!strategy) throw new Error('the world has no strategy');
    const hashes = [...rows.attempts.map(({ hash }) => hash), ...sent.map(({ hash }) => hash), ...chain.foreign];
    const evidence: Evidence = {
      ledger: rows,
      chain: await world.facts(since),
      before,
      sent,
      mined: await minedOf(node, hashes),
      foreign: chain.foreign,
      foreignNonces: chain.foreignNonces,
      misled: met.has('lie: count too high'),
      limits: strategy.limits,
      unalerted: unknowns.unalerted(),
      ends,
      lastTick: lastTick(),
      restartedAt,
      unsettledAfter: quiet ? null : calmSteps,
    };
    const violations = broken(evidence);
    if (violations.length > 0) sayBooks(trace.say, rows, before.count);
    for (const { invariant, text } of violations) trace.say(`BROKEN ${invariant}: ${text}`);
    const toSurvive = rows.orders.filter(({ orderClass }) => orderClass === 'survive');
    const filled = toSurvive.filter(({ status }) => status === 'Filled').length;
    const survival = { orders: toSurvive.length, filled };
    const counts = { steps: step, transactions: evidence.mined.length, orders: rows.orders.length, survival };
    return { trace: trace.lines, violations, met, lives, ...counts };
  }

  return {
    chain,
    trace,
    note,
    pass,
    others,
    conclude,
    seconds: () => Math.floor(time.now() / 1000),
    alive: () => keeper !== null,
    close() {
      keeper?.life.die();
      keeper?.close();
      reader.close();
    },
  };
}
