import { encodeAbiParameters, zeroAddress } from 'viem';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startAnvil } from '../lab/anvil.js';
import { type Contract, createLabChain, type LabChain } from '../lab/chain.js';
import { compileContracts } from '../lab/gmx/compile.js';
import { placeMulticall3 } from '../lab/multicall3.js';
import { multicall3Address } from '../model/multicall3.js';
import type { CallResult } from '../model/reading.js';
import { milliseconds } from '../model/units.js';
import { createEndpoint } from './endpoints/createEndpoint.js';
import { latestBlock } from './latestBlock.js';
import { readSequencer } from './readSequencer.js';
import { callsAt } from './runReadings.js';
import { replaySnapshot, takeSnapshots } from './takeSnapshots.js';

const grace = milliseconds(3_600_000);

function answered(result: CallResult) {
  const reading = readSequencer({ feed: zeroAddress, grace });
  const told = reading.kind === 'calls' ? reading.next([result]) : reading;
  if (told.kind !== 'done') throw new Error('one call is all it takes');
  return told.value;
}

const round = (answer: bigint, startedAt: bigint) =>
  answered({
    ok: true,
    data: encodeAbiParameters(
      [{ type: 'uint80' }, { type: 'int256' }, { type: 'uint256' }, { type: 'uint256' }, { type: 'uint80' }],
      [1n, answer, startedAt, startedAt, 1n],
    ),
  });

test('default: 0 is up, 1 is down, since when it began', () => {
  expect(round(0n, 1_700_000_000n)).toEqual({ up: true, since: 1_700_000_000, grace });
  expect(round(1n, 1_700_000_000n)).toEqual({ up: false, since: 1_700_000_000, grace });
});

test('behavior: what is no answer is not known, and never up', () => {
  for (const said of [
    round(0n, 0n),
    round(2n, 1_700_000_000n),
    answered({ ok: false, data: '0x' }),
    answered({ ok: true, data: '0x' }),
  ])
    expect(said).toMatchObject({ up: null, trouble: expect.stringContaining('feed of the sequencer') });
});

let chain: LabChain;
let feed: Contract;
let url = '';
let stop: () => Promise<void>;
beforeAll(async () => {
  const anvil = await startAnvil();
  ({ url } = anvil);
  stop = () => anvil.stop();
  chain = await createLabChain(anvil.url);
  await placeMulticall3(chain);
  const artifact = compileContracts('gmx')['PriceFeed'];
  if (!artifact) throw new Error('the lab has a price feed');
  feed = await chain.deploy(artifact, [0, 'L2 Sequencer Uptime Status Feed']);
});
afterAll(() => stop());

test('behavior: it is in the snapshot of the same block, and in what is made again of what was recorded', async () => {
  const since = await chain.now();
  await chain.send(feed, 'setAnswer', [1n, BigInt(since), BigInt(since)]);
  const endpoint = createEndpoint(url);
  const block = await latestBlock(endpoint);
  const sequencer = { feed: feed.address, grace };
  const frame = { chainId: 31337, block, multicall3: multicall3Address, sequencer };
  const watched = { account: chain.deployer, venues: [] };
  await chain.send(feed, 'setAnswer', [0n, BigInt(since), BigInt(since)]);
  const [taken] = await takeSnapshots(frame, [watched], callsAt(endpoint, multicall3Address, block.hash));
  expect(taken?.snapshot.sequencer).toEqual({ up: false, since, grace });
  expect(replaySnapshot(frame, watched, taken?.transcripts ?? [])).toEqual(taken?.snapshot);
  const { sequencer: _, ...undeclared } = frame;
  const [plain] = await takeSnapshots(undeclared, [watched], callsAt(endpoint, multicall3Address, block.hash));
  expect(plain?.snapshot).not.toHaveProperty('sequencer');
});

test('behavior: an address where no feed is stops nothing, and is told', async () => {
  const endpoint = createEndpoint(url);
  const block = await latestBlock(endpoint);
  const frame = { chainId: 31337, block, multicall3: multicall3Address, sequencer: { feed: multicall3Address, grace } };
  const watched = { account: chain.deployer, venues: [] };
  const [taken] = await takeSnapshots(frame, [watched], callsAt(endpoint, multicall3Address, block.hash));
  expect(taken?.snapshot).toMatchObject({ unread: [], sequencer: { up: null } });
});
