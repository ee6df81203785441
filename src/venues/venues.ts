import type { VenueId } from '../model/instrument.js';
import { aaveV3 } from './aave-v3/aaveV3.js';
import { gmxV2 } from './gmx-v2/gmxV2.js';
import { lyra } from './lyra/lyra.js';
import { perpV2 } from './perp-v2/perpV2.js';
import { uniswapV3 } from './uniswap-v3/uniswapV3.js';
import type { VenueKind } from './venue.js';
import { wallet } from './wallet/wallet.js';

/** Every protocol ballast knows. A new one is one folder and one line here. */
export const venueKinds: readonly VenueKind[] = [lyra, perpV2, gmxV2, aaveV3, uniswapV3, wallet];

export const venueKindOf = (id: VenueId): VenueKind | undefined => venueKinds.find((kind) => kind.id === id);
