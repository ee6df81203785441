import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { LabAccount } from '../../src/lab/accounts.js';
import type { Lab } from '../../src/lab/lab.js';
import { useLab } from '../lab.js';
import { ballast, newFolder } from './ballast.js';

/** What a script says for the lab's chain. */
function flagsFor(lab: Lab, account: string): string[] {
  const { lyra, 'perp-v2': perp } = lab.venues;
  const contracts = {
    'lyra.viewer': lyra.viewer,
    'lyra.markets.ETH': lyra.markets.ETH,
    'perp-v2.clearingHouse': perp.clearingHouse,
    'perp-v2.markets.ETH': perp.markets.ETH,
  };
  const tokens = Object.entries(lab.tokens).map(
    ([symbol, { address, underlying }]) => `${symbol}=${address}${underlying ? `:${underlying}` : ''}`,
  );
  return [
    ...['init', '--chain', 'lab', '--endpoint', lab.wsUrl, '--account', account, '--yes'],
    ...Object.entries(contracts).flatMap(([path, address]) => ['--contract', `${path}=${address}`]),
    ...tokens.flatMap((token) => ['--token', token]),
  ];
}

const lab = useLab();

describe('an account with options and a perpetual', () => {
  async function bookOwner(): Promise<LabAccount> {
    const account = await lab().createAccount({ USDC: 5_000, sUSD: 20_000, sETH: 3 });
    await lab().openBook(account, {
      options: [{ expiry: 'near', kind: 'shortPutQuote', strike: 2000, amount: 3, collateral: 3_000 }],
      perp: { size: -1, margin: 1_500 },
    });
    return account;
  }

  test('default: writes files that pass `ballast check`, and a first run in shadow decides', async () => {
    const { address } = await bookOwner();
    const cwd = newFolder(onTestFinished);
    const said = await ballast(flagsFor(lab(), address), { cwd });
    expect(said).toMatchObject({ code: 0, stderr: '' });
    expect(statSync(join(cwd, '.env')).mode & 0o777).toBe(0o600);
    const checked = await ballast(['check', 'strategies/book.yaml'], { cwd });
    expect(checked).toMatchObject({ code: 0, stderr: '' });
  });
});
