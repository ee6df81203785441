import { bookName } from '../../chains/strategyOn.js';
import { createCheck } from '../../config/readFields.js';
import type { ChainSettings } from '../../config/settings.js';
import type { WatchDraft } from '../../config/strategy/draft.js';
import { readDraft } from '../../config/strategy/readDraft.js';
import { readYaml } from '../../config/yamlFile.js';
import type { InstrumentId } from '../../model/instrument.js';
import type { Mode } from '../../model/mode.js';
import type { Position } from '../../model/position.js';
import type { UnixMillis } from '../../model/units.js';
import type { Ledger } from '../../record/ledger.js';
import type { RecordedTick } from '../../record/queries/recordedTick.js';
import { strategySource } from '../../record/queries/strategySource.js';
import { latestTick, positionsAt } from '../../record/queries/ticks.js';
import { venueKindOf } from '../../venues/venues.js';
import { isFresh, type KnownBook, type KnownMarket } from './knownBook.js';
import { type RecordedMarkets, recordedMarkets } from './recordedMarkets.js';

export interface KnownBookOptions {
  /** Where variables of the strategy's file are looked up. */
  env: Readonly<Record<string, string | undefined>>;
  /** The chain as ballast.yaml declares it; undefined where that cannot be told. Asked only when it is needed. */
  chainOf(id: number): ChainSettings | undefined;
}

/**
 * What the ledger knows of a strategy's book, by its newest sample.
 * @param chain where it has several and not the first is meant
 * @returns undefined where nothing of it was recorded yet
 */
export async function readKnownBook(
  ledger: Ledger,
  strategy: string,
  chain: string | null,
  options: KnownBookOptions,
): Promise<KnownBook | undefined> {
  const name = chain === null ? strategy : bookName({ name: strategy, chain, home: '' });
  const tick = await latestTick(ledger, name);
  if (!tick) return undefined;
  const positions = await positionsAt(ledger, tick.id);
  const watch = await watchOf(ledger, strategy, chain, tick, options.env);
  const recorded = watch && (await recordedMarkets(ledger, name, watch, options.chainOf));
  const markets = new Map<InstrumentId, KnownMarket>([
    ...namedBy(watch ?? []),
    ...(recorded ? listedMarkets(recorded, tick.at) : []),
    ...heldMarkets(positions).map(([id, held]): [InstrumentId, KnownMarket] => {
      const listed = recorded?.markets.get(id);
      return [
        id,
        listed && recorded && isFresh(recorded.at, tick.at) ? listed : { ...held, closed: listed?.closed ?? null },
      ];
    }),
  ]);
  return {
    name: strategy,
    account: tick.account,
    chainId: tick.chainId,
    mode: modeOf(tick),
    at: tick.at,
    ...{ positions, watch, markets, listedAt: recorded?.at ?? null },
  };
}

/** Prices that are older tell nothing of now. */
const listedMarkets = ({ markets, at }: RecordedMarkets, now: UnixMillis): [InstrumentId, KnownMarket][] =>
  [...markets].map(([id, market]) => [id, isFresh(at, now) ? market : { ...market, mark: null, last: null }]);

/** As the recorder writes a tick's summary. */
const modeOf = ({ summary }: RecordedTick): Mode =>
  (summary as { mode?: Mode } | null)?.mode === 'live' ? 'live' : 'shadow';

async function watchOf(
  ledger: Ledger,
  strategy: string,
  chain: string | null,
  { strategyHash }: RecordedTick,
  env: KnownBookOptions['env'],
): Promise<readonly WatchDraft[] | null> {
  const source = await strategySource(ledger, strategyHash);
  if (source === undefined) return null;
  const yaml = readYaml(strategy, source, env);
  if (!yaml.sound) return null;
  // It was checked when it was started with: only what is watched is read here.
  const draft = readDraft(createCheck(yaml, 'docs/strategy.md', []));
  if (chain === null) return draft.watch;
  return draft.chains?.find((one) => one.chain === chain)?.watch ?? null;
}

/** Where each name that is watched is an instrument. */
const namedBy = (watch: readonly WatchDraft[]): [InstrumentId, KnownMarket][] =>
  watch.flatMap(({ venue, names }) => {
    const kind = venueKindOf(venue);
    if (!kind?.perpetuals && !kind?.spots) return [];
    return names.map((name): [InstrumentId, KnownMarket] => [
      `${venue} ${name}`,
      { instrument: null, mark: null, last: null, closed: null },
    ]);
  });

/** What is held is marked; where a small trade would execute is not known of it. */
const heldMarkets = (positions: readonly Position[]): [InstrumentId, KnownMarket][] =>
  positions
    .filter(({ instrument }) => instrument.kind === 'perpetual' || instrument.kind === 'option')
    .map(({ instrument, mark }) => [instrument.id, { instrument, mark, last: null, closed: null }]);
