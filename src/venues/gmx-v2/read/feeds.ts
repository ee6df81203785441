import type { Address } from 'viem';
import { isAddressEqual } from 'viem';
import { aggregatorAbi } from '../../../../abis/gmx-v2.js';
import { VenueReadError } from '../../venue.js';
import type { View } from '../../view.js';
import { orError, together, view } from '../../view.js';
import { priceFeedHeartbeatDurationKey, priceFeedKey, priceFeedMultiplierKey } from '../keys.js';
import type { FeedAnswer, FeedConfig, Sequencer } from './accountState.js';
import type { DataStore } from './dataStore.js';

const E30 = 10n ** 30n;

export interface FeedRead {
  token: Address;
  /** null: the feed failed, or its answer is not a price. */
  answer: FeedAnswer | null;
  /** Set when GMX has given the token another feed than the one that was asked. */
  moved: FeedConfig | null;
}

/** A token's feed as GMX configures it at this block. One feed's failure takes only its own price away. */
export function feedView(store: DataStore, token: Address, { feed }: FeedConfig): View<FeedRead> {
  const asked = together({
    config: feedConfigView(store, token),
    round: orError(view(`price feed of ${token}`, feed, aggregatorAbi, 'latestRoundData', [])),
  });
  return {
    calls: asked.calls,
    decode(results) {
      const { config, round } = asked.decode(results);
      if (!isAddressEqual(config.feed, feed)) return { token, answer: null, moved: config };
      if (round instanceof VenueReadError) return { token, answer: null, moved: null };
      const [, answer, , updatedAt] = round;
      const price = (answer * config.multiplier) / E30;
      // GMX refuses an answer that is not positive.
      if (answer <= 0n || price === 0n) return { token, answer: null, moved: null };
      return { token, answer: { token, feed, answer, updatedAt, heartbeat: config.heartbeat, price }, moved: null };
    },
  };
}

export const feedConfigView = (store: DataStore, token: Address): View<FeedConfig> =>
  together({
    feed: store.address(`priceFeed of ${token}`, priceFeedKey(token)),
    multiplier: store.uint(`priceFeedMultiplier of ${token}`, priceFeedMultiplierKey(token)),
    heartbeat: store.uint(`priceFeedHeartbeatDuration of ${token}`, priceFeedHeartbeatDurationKey(token)),
  });

/** Answer 0 is up, 1 is down. null when the chain has no such feed. */
export function sequencerView(feed: Address | null): View<Sequencer | null> {
  if (!feed) return { calls: [], decode: () => null };
  const asked = view("the sequencer's uptime feed", feed, aggregatorAbi, 'latestRoundData', []);
  return {
    calls: asked.calls,
    decode(results) {
      const [, answer, startedAt] = asked.decode(results);
      return { up: answer === 0n, startedAt };
    },
  };
}
