import type { Hex } from 'viem';
import type { View } from '../../view.js';
import { together } from '../../view.js';
import { isMarketDisabledKey, virtualTokenIdKey } from '../keys.js';
import type { GmxMarket } from '../state.js';
import type { KnownMarket } from './accountState.js';
import type { DataStore } from './dataStore.js';
import { marketParamsView } from './marketParams.js';
import { marketStateView, virtualInventoryView } from './marketState.js';

export interface MarketAnswer {
  known: KnownMarket;
  /** Its virtual inventory is the one that `known` names. */
  market: GmxMarket;
  /** The one that the DataStore names now; when it differs, the inventory is another token's. */
  virtualTokenId: Hex;
}

/** A market in one phase. */
export function marketView(store: DataStore, known: KnownMarket): View<MarketAnswer> {
  const { props } = known;
  const asked = together({
    params: marketParamsView(store, props.marketToken, props.name),
    stored: marketStateView(store, props),
    inventory: virtualInventoryView(store, known.virtualTokenId),
    virtualTokenId: store.bytes32(`virtualTokenId of ${props.name}`, virtualTokenIdKey(props.indexToken)),
    isDisabled: store.bool(`isMarketDisabled of ${props.name}`, isMarketDisabledKey(props.marketToken)),
  });
  return {
    calls: asked.calls,
    decode(results) {
      const { params, stored, inventory, virtualTokenId, isDisabled } = asked.decode(results);
      return { known, market: { props, params, state: { ...stored, ...inventory }, isDisabled }, virtualTokenId };
    },
  };
}
