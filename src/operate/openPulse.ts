import { strategiesOn } from '../chains/strategyOn.js';
import type { Config } from '../config/loadConfig.js';
import type { ChainSettings } from '../config/settings.js';
import type { Log } from '../model/log.js';
import type { PulseKey } from '../model/pulse.js';
import type { Strategy } from '../model/strategy.js';
import type { Milliseconds, UnixMillis } from '../model/units.js';
import type { EndpointPool } from '../observe/endpoints/endpointPool.js';
import type { Ledger } from '../record/ledger.js';
import { keepPulse, type PulseKeeper, type PulseKept } from '../tick/keepPulse.js';
import { keyPolicyOf } from './keyPolicyOf.js';

export interface OpenPulseOptions {
  config: Config;
  ledger: Ledger;
  now: () => UnixMillis;
  log: Log;
  /** Never written where it is left out. */
  pulseEvery?: Milliseconds;
}

/** The pulse of a chain, before it can be read: that it cannot is what an operator must see. undefined where none is to be kept. */
export function openPulse(
  { id: chainId, name: chain, headAge: maxHeadAgeMs }: ChainSettings,
  { config, ledger, now, log, pulseEvery: everyMs }: OpenPulseOptions,
  pool: EndpointPool,
): PulseKeeper | undefined {
  if (everyMs === undefined) return undefined;
  const kept = keptOn(config, { name: chain });
  return keepPulse({ chainId, chain, maxHeadAgeMs, kept, pool, ledger, now, log, everyMs });
}

/** What is kept on a chain by this configuration, as its pulse tells it. */
export function keptOn(config: Config, { name }: Pick<ChainSettings, 'name'>): PulseKept {
  const strategies = strategiesOn(config.strategies, name);
  const keys = strategies.filter(({ mode }) => mode === 'live').map((strategy) => keyOf(config, strategy));
  return { strategies, keys };
}

function keyOf({ settings }: Config, strategy: Strategy): PulseKey {
  const { profile, day } = keyPolicyOf(settings, strategy);
  const stated = (most: number) => (Number.isFinite(most) ? most : null);
  return { account: strategy.account, profile, dayNotionalUsd: stated(day.notional), dayGas: stated(day.gas) };
}
