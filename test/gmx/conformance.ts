import { isHex } from 'viem';
import { describeVenue } from '../conformance/suite.js';
import { gmxNodeWorld, type NodeOptions } from './nodeWorld.js';

/** `npm run test:gmx`: vitest.gmx.config.ts has seen to it that the environment is complete. */
const { GMX_RPC_URL = '', GMX_PRIVATE_KEY = '', GMX_RELEASE, GMX_TICKERS_URL, GMX_ELSEWHERE } = process.env;
if (!isHex(GMX_PRIVATE_KEY)) throw new Error('GMX_PRIVATE_KEY is not 0x and 64 hexadecimal digits');
if (GMX_RELEASE !== 'v2.2b' && GMX_RELEASE !== 'v2.2c') throw new Error('GMX_RELEASE is v2.2b or v2.2c');

describeVenue(
  gmxNodeWorld({
    rpcUrl: GMX_RPC_URL,
    privateKey: GMX_PRIVATE_KEY,
    release: GMX_RELEASE,
    tickersUrl: GMX_TICKERS_URL,
    // JSON of `local`, `market` and `usdc`: a chain that has GMX at addresses of its own.
    elsewhere: GMX_ELSEWHERE === undefined ? undefined : (JSON.parse(GMX_ELSEWHERE) as NodeOptions['elsewhere']),
  }),
);
