import { parseUnits } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import { erc20Abi } from '../../abis/erc20.js';
import { tokenAmount } from '../../src/model/units.js';
import { useLab } from '../lab.js';
import { gift, openTransferDesk } from './transferDesk.js';

const lab = useLab();

const usdc = (amount: string) => ({
  ...{ token: 'USDC', address: lab().tokens.USDC.address, decimals: 6 },
  amount: tokenAmount(parseUnits(amount, 6)),
});
const balanceOf = (account: `0x${string}`) =>
  lab().publicClient.readContract({
    ...{ address: lab().tokens.USDC.address, abi: erc20Abi, functionName: 'balanceOf', args: [account] },
  });

test('default: a token goes to an own account that the key names, to the unit', async () => {
  const giver = await lab().createAccount({ USDC: 1000 });
  const taker = await lab().createAccount({});
  const desk = await openTransferDesk(lab(), giver, onTestFinished, { policy: { transfersTo: [taker.address] } });
  const terms = gift(taker.address, usdc('123.456789'));
  const { status, text, fills, signed } = await desk.carryOut(terms);
  expect([status, text]).toEqual(['Filled', expect.any(String)]);
  expect(fills).toEqual([{ kind: 'transfer', asset: terms.asset, to: taker.address }]);
  expect(signed).toMatchObject([
    { allowed: true, notional: 123.456789, does: [expect.stringContaining('123.456789 USDC')] },
  ]);
  expect([await balanceOf(giver.address), await balanceOf(taker.address)]).toEqual([
    parseUnits('876.543211', 6),
    parseUnits('123.456789', 6),
  ]);
});

test('behavior: to an account that the key does not name nothing goes, whatever the order says', async () => {
  const giver = await lab().createAccount({ USDC: 1000 });
  const [friend, stranger] = [await lab().createAccount({}), await lab().createAccount({})];
  const desk = await openTransferDesk(lab(), giver, onTestFinished, { policy: { transfersTo: [friend.address] } });
  const { status, text, fills } = await desk.carryOut(gift(stranger.address, usdc('1')));
  expect([status, fills]).toEqual(['Rejected', []]);
  expect(text).toContain(`may give nothing to ${stranger.address}`);
  expect([await balanceOf(giver.address), await balanceOf(stranger.address)]).toEqual([parseUnits('1000', 6), 0n]);
});
