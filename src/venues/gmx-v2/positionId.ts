import { type Binding, symbolOf } from './binding.js';
import { marginAccountIdOf } from './names.js';
import type { GmxPosition, MarketProps } from './state.js';

/** A GMX position is a margin account of its own, and is called as that. */
export const positionIdOf = (binding: Pick<Binding, 'tokens'>, props: MarketProps, position: PositionName): string =>
  marginAccountIdOf(props.name, position.isLong, symbolOf(binding, position.collateralToken));

type PositionName = Pick<GmxPosition, 'isLong' | 'collateralToken'>;
