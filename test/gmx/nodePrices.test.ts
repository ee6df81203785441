import { concatHex, type Hex } from 'viem';
import { expect, test } from 'vitest';
import { startAnvil } from '../../src/lab/anvil.js';
import { createLabChain } from '../../src/lab/chain.js';
import { receiptOf } from '../../src/lab/receiptOf.js';
import { emitLog } from '../../src/venues/gmx-v2/events/testing/emitLog.js';
import { releaseOf } from '../../src/venues/gmx-v2/releases/releases.js';
import { recordedEmitter } from '../fixtures/gmx/lifecycles.js';
import { createNodePrices } from './nodePrices.js';

/** Logs what it is called with: three topics, then the data. CALLDATACOPY of all beyond 96 bytes, LOG3. */
const logsItsInput: Hex = '0x6040356020355f35606036038060605f375fa300';
const token = '0x82aF49447D8a07e3bd95BD0d56f35241523fBab1';

test('default: the newest execution states the price, also once it has been asked before', async ({
  onTestFinished,
}) => {
  const anvil = await startAnvil();
  onTestFinished(() => anvil.stop());
  const { publicClient, testClient, deployer } = createLabChain(anvil.url);
  await testClient.setCode({ address: recordedEmitter, bytecode: logsItsInput });
  const emit = async (name: string, minPrice: bigint, maxPrice: bigint) => {
    const { topics, data } = emitLog(name, { token, minPrice, maxPrice });
    const input = concatHex([...(topics as Hex[]), data]);
    const hash = await testClient.sendUnsignedTransaction({
      from: deployer,
      to: recordedEmitter,
      data: input,
      gas: 500_000n,
    });
    await receiptOf(publicClient, hash);
  };
  const contracts = { ...releaseOf('v2.2c').contracts, eventEmitter: recordedEmitter };
  const prices = createNodePrices(publicClient, contracts);
  const priceNow = async () => prices.priceOf(token, await publicClient.getBlock());

  await emit('OraclePriceUpdate', 1n, 2n);
  await emit('OraclePriceUpdate', 1999n, 2001n);
  await emit('SomethingElse', 7n, 8n);
  expect(await priceNow()).toMatchObject({ min: 1999n, max: 2001n, origin: 'execution in block 2' });
  await emit('OraclePriceUpdate', 2100n, 2101n);
  expect(await priceNow()).toMatchObject({ min: 2100n, max: 2101n });
});
