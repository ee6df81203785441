import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hexToNumber, parseTransaction } from 'viem';
import { isOpen } from '../../src/model/order.js';
import { unixMillis } from '../../src/model/units.js';
import { setTradingState } from '../../src/operate/cli/setTradingState.js';
import { openLedger } from '../../src/record/ledger.js';
import { openAlerts } from '../../src/record/queries/alerts.js';
import { attempts, orders } from '../../src/record/tables/orders.js';
import { createChain } from './chain.js';
import { createDice } from './dice.js';
import { createEndpoints } from './endpoints.js';
import { type Evidence, type Mined, readRows, type Sent } from './evidence.js';
import { calm, chosen, type FaultKind, type Profile, profileOf, weighted } from './faults.js';
import { broken } from './invariants/all.js';
import { type KeeperProcess, type Plant, startProcess } from './keeperProcess.js';
import { createLife } from './life.js';
import { type DurableStep, dead, type Fate } from './machine.js';
import { createTrace } from './trace.js';
import { createVirtualTime } from './virtualTime.js';
import type { World } from './world.js';

export interface RunOptions {
  world: World;
  seed: number;
  /** Steps with faults; those without follow until all is settled. */
  steps?: number;
  plant?: Plant;
}

export interface Run {
  seed: number;
  trace: readonly string[];
  /** What was broken: the invariant's name and a sentence. */
  violations: readonly { invariant: string; text: string }[];
  /** How often each kind of fault was met. */
  met: ReadonlyMap<FaultKind, number>;
  lives: number;
  steps: number;
  transactions: number;
  orders: number;
}

const endpointCount = 3;
/** After the faults: more than a taken-back nonce needs, and then to be final. */
const calmSteps = 60;
const calmEverySeconds = 12;

/** One run: the real keeper through the faults of a seed, then in peace, then all invariants. */
export async function runSeed({ world, seed, steps = 24, plant = {} }: RunOptions): Promise<Run> {
  await world.reset();
  const folder = mkdtempSync(join(tmpdir(), 'ballast-sim-'));
  try {
    return await run(world, seed, steps, plant, join(folder, 'ballast.db'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function run(world: World, seed: number, faultySteps: number, plant: Plant, file: string): Promise<Run> {
  const { node } = world;
  const dice = createDice(seed);
  const profile = profileOf(dice);
  const trace = createTrace();
  const met = new Map<FaultKind, number>();
  const note = (kind: FaultKind, where: string) => {
    met.set(kind, (met.get(kind) ?? 0) + 1);
    trace.say(`  ! ${kind}: ${where}`);
  };
  const variant = dice.between(0, world.variants - 1, 'variant');
  const since = hexToNumber(await node.must<`0x${string}`>('eth_blockNumber'));
  const before = await world.facts(since);
  const chain = createChain(world, dice, since);
  const reader = openLedger({ file });
  const sent: Sent[] = [];

  let step = 0;
  let current: Profile = profile;
  /** How many durable steps this step has had, and what is to happen at which of them. */
  let passed = 0;
  let doom: { at: number; fate: Fate } | null = null;
  const fates = (durable: DurableStep): Fate => {
    const fate = doom !== null && passed++ === doom.at ? doom.fate : 'lives';
    const applies = durable.kind === 'commit' || !fate.startsWith('SQLITE');
    trace.say(`  ${durable.kind} ${durable.what}${fate === 'lives' || !applies ? '' : ` — ${fate}`}`);
    if (fate === 'lives' || !applies) return 'lives';
    note(fate === 'SQLITE_BUSY' || fate === 'SQLITE_FULL' ? fate : 'kill', `${fate}, at ${durable.kind}`);
    return fate;
  };
  const sendFates = new Map<string, Fate>();

  const time = createVirtualTime({ start: world.start * 1000, serve: (request) => endpoints.serve(request) });
  const endpoints = createEndpoints({
    ...{ node, dice, time, count: endpointCount, met: note },
    sending(bytes, hash, { life }) {
      const journalled = reader.db
        .select()
        .from(attempts)
        .all()
        .some((row) => row.hash === hash && row.bytes === bytes);
      const { nonce = 0 } = parseTransaction(bytes);
      sent.push({ hash, nonce, step, journalled });
      const fate = fates({ kind: 'send', what: `nonce ${nonce - before.count}` });
      sendFates.set(hash, fate);
      if (fate === 'dies before') void dead(life);
      return fate !== 'dies before';
    },
    delivered: chain.delivered,
    sent(hash, { life }) {
      if (sendFates.get(hash) === 'dies after') void dead(life);
      return !life.isDead();
    },
  });

  let lives = 0;
  const begin = (): KeeperProcess => {
    const life = createLife(++lives);
    trace.say(`  life ${lives} begins`);
    return startProcess({ world, variant, file, life, urls: endpoints.urls(lives), time, fates, trace, plant });
  };
  const running: { keeper: KeeperProcess | null } = { keeper: null };
  let restAt = 0;
  const ends: { retryable: boolean; text: string }[] = [];
  const suspects = new Set<string>();
  const unalerted = new Set<string>();

  async function passStep(number: number, seconds: number): Promise<void> {
    step = number;
    passed = 0;
    endpoints.step(number, current);
    const fate = chosen(current.machine, dice.roll('machine', number));
    const side = dice.pick<Fate>(['dies before', 'dies after'], 'side', number);
    const nth = dice.between(0, 6, 'durable', number);
    doom = fate === null || fate === 'clock jump' ? null : { at: nth, fate: fate === 'kill' ? side : fate };
    if (running.keeper === null && number >= restAt) running.keeper = begin();
    if (fate === 'clock jump' && running.keeper) {
      running.keeper.life.skew(dice.between(-300, 300, 'skew', number) * 1000);
      note('clock jump', '');
    }
    await time.passTo(time.now() + seconds * 1000);
    const ended = running.keeper?.ended() ?? null;
    if (ended) {
      ends.push(ended);
      trace.say(`  the keeper ended: ${ended.text}`);
      running.keeper?.life.die();
    }
    if (running.keeper?.life.isDead()) {
      running.keeper.close();
      running.keeper = null;
      restAt = number + 1 + (current === calm ? 0 : dice.between(0, 2, 'rest', number));
    }
    await lookForUnalerted();
  }

  /** Found Unknown twice in a row by a living keeper, and nobody was told. */
  async function lookForUnalerted(): Promise<void> {
    const unknown = [
      ...reader.db
        .select()
        .from(attempts)
        .all()
        .filter(({ state }) => state === 'Unknown')
        .map(({ id }) => `ATTEMPT_UNKNOWN ${id}`),
      ...reader.db
        .select()
        .from(orders)
        .all()
        .filter(({ status }) => status === 'Unknown')
        .map(({ id }) => `ORDER_UNKNOWN ${id}`),
    ];
    const open = (await openAlerts(reader)).map(({ code, subject }) => `${code} ${subject}`);
    const silent = unknown.filter(
      (one) => !open.some((alert) => alert.startsWith(one.slice(0, 13)) && alert.includes(one.slice(-36))),
    );
    for (const one of silent) if (suspects.has(one)) unalerted.add(one);
    suspects.clear();
    if (running.keeper !== null) for (const one of silent) suspects.add(one);
  }

  try {
    for (let number = 1; number <= faultySteps; number++) {
      const gap = dice.pick([2, 4, 12, 16, 30], 'gap', number);
      trace.say(`step ${number}: ${gap} s`);
      await passStep(number, gap);
      const event = weighted(current.chain, dice.roll('event', number)) ?? 'mined';
      const said = await chain.happen(event, Math.floor(time.now() / 1000), number);
      if (event !== 'mined') met.set(event, (met.get(event) ?? 0) + 1);
      trace.say(`  block ${(await chain.height()) - since}: ${said}`);
    }

    current = calm;
    await setTradingState(reader, 'resume', 'the simulation is over', unixMillis(time.now()));
    let number = faultySteps;
    let quiet = 0;
    for (; number < faultySteps + calmSteps && quiet < 3; number++) {
      trace.say(`calm ${number + 1 - faultySteps}`);
      running.keeper?.life.skew(0);
      await passStep(number + 1, calmEverySeconds);
      await world.price(1, Math.floor(time.now() / 1000));
      await chain.happen('mined', Math.floor(time.now() / 1000), Number.MAX_SAFE_INTEGER);
      const rows = await readRows(reader);
      const busy = rows.orders.some(({ status }) => isOpen(status)) || rows.attempts.some(({ settled }) => !settled);
      const tick = running.keeper?.lastTick() ?? null;
      quiet = !busy && tick !== null && tick.orders.length === 0 && number > faultySteps + 6 ? quiet + 1 : 0;
    }
    const rows = await readRows(reader);
    const facts = await world.facts(since);
    const mined: Mined[] = [];
    for (const hash of new Set([
      ...rows.attempts.map((row) => row.hash),
      ...sent.map((row) => row.hash),
      ...chain.foreign,
    ])) {
      const receipt = await node.must<{ status: string } | null>('eth_getTransactionReceipt', [hash]);
      const transaction = receipt && (await node.must<{ nonce: `0x${string}` }>('eth_getTransactionByHash', [hash]));
      if (receipt && transaction)
        mined.push({ hash, nonce: hexToNumber(transaction.nonce), succeeded: receipt.status === '0x1' });
    }
    const strategy = world.config(variant, []).strategies[0];
    if (!strategy) throw new Error('the world has no strategy');
    const evidence: Evidence = {
      ledger: rows,
      chain: facts,
      before,
      sent,
      mined,
      foreign: chain.foreign,
      limits: strategy.limits,
      unalerted: [...unalerted],
      ends,
      lastTick: running.keeper?.lastTick() ?? null,
      endedAt: time.now(),
      unsettledAfter: quiet < 3 ? calmSteps : null,
      liedTo: [...met.keys()].some((kind) => kind.startsWith('lie')),
    };
    const violations = broken(evidence);
    for (const { invariant, text } of violations) trace.say(`BROKEN ${invariant}: ${text}`);
    return {
      ...{ seed, trace: trace.lines, violations, met, lives },
      steps: number,
      transactions: mined.length,
      orders: rows.orders.length,
    };
  } finally {
    running.keeper?.life.die();
    running.keeper?.close();
    reader.close();
  }
}
