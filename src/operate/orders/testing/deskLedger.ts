import { keccak256, toHex } from 'viem';
import type { Position } from '../../../model/position.js';
import { unixMillis, unixSeconds, wad, ZERO } from '../../../model/units.js';
import type { Ledger } from '../../../record/ledger.js';
import { saveStrategy } from '../../../record/statements/runs.js';
import { insertPositions, insertTick } from '../../../record/statements/ticks.js';
import { sampleAccount, sampleTick } from '../../../record/testing/sample.js';

/** A position as a sample has it: the amounts in units and USD, whole. */
export const perp = (name: string, quantity: number, mark: number): Position => ({
  id: `perp-v2 ${name}`,
  venue: 'perp-v2',
  account: sampleAccount,
  instrument: { kind: 'perpetual', id: `perp-v2 ${name}`, venue: 'perp-v2', underlying: name },
  quantity: wad(BigInt(Math.round(quantity * 1e6)) * 10n ** 12n),
  mark: wad(BigInt(mark) * 10n ** 18n),
  value: ZERO,
  marginAccount: 'perp-v2 cross',
  pricing: null,
});

export const option = (id: string, name: string, expiry: number, quantity: number): Position => ({
  id: `lyra #${id}`,
  venue: 'lyra',
  account: sampleAccount,
  instrument: {
    ...{ kind: 'option', id: `lyra ${name}`, venue: 'lyra', underlying: 'ETH', expiry: unixSeconds(expiry) },
    ...{ strike: wad(2_000n * 10n ** 18n), right: 'put' },
  },
  quantity: wad(BigInt(Math.round(quantity * 1e6)) * 10n ** 12n),
  mark: wad(100n * 10n ** 18n),
  value: ZERO,
  marginAccount: `lyra #${id}`,
  pricing: null,
});

export interface SeedOptions {
  at: number;
  account?: typeof sampleAccount;
  positions?: readonly Position[];
  mode?: 'live' | 'shadow';
  chainId?: number;
}

/** A book that was watched once: the ledger knows its account, its file and what it held. */
export async function seedBook(ledger: Ledger, name: string, options: SeedOptions): Promise<void> {
  const { at, account = sampleAccount, positions = [perp('ETH', -2, 2_400)], mode = 'live', chainId = 31337 } = options;
  const source = `name: ${name}\nchain: lab\naccount: "${account}"\nmode: ${mode}\nwatch:\n  - perp-v2: [ETH, BTC]\n  - lyra: ETH\n  - wallet: [USDC]\nrules: []\n`;
  const strategyHash = keccak256(toHex(source));
  const tick = sampleTick({ strategy: name, account, chainId, strategyHash, at: unixMillis(at), summary: { mode } });
  await ledger.commit([
    saveStrategy({ hash: strategyHash, name, source, at: unixMillis(at) }),
    insertTick(tick),
    insertPositions(tick.id, positions),
  ]);
}
