import type { Route } from '../route.js';
import { alertRoutes } from './alertRoutes.js';
import { importRoutes } from './importRoutes.js';
import { orderRoutes } from './orderRoutes.js';
import { proposalRoutes } from './proposalRoutes.js';
import { reviewRoutes } from './reviewRoutes.js';
import { tradingRoutes } from './tradingRoutes.js';
import { viewRoutes } from './viewRoutes.js';

/** Everything that may be asked for under /v1, but for the live stream. */
export const routes: readonly Route[] = [
  ...viewRoutes,
  ...tradingRoutes,
  ...orderRoutes,
  ...importRoutes,
  ...reviewRoutes,
  ...alertRoutes,
  ...proposalRoutes,
];
