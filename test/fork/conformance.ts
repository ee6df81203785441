import { describeVenue } from '../conformance/suite.js';
import { openArbitrumFork } from './arbitrum.js';
import { gmxForkWorld } from './forkWorld.js';

/** `npm run test:fork`: vitest.fork.config.ts has seen to it that the environment is complete. */
describeVenue(gmxForkWorld(() => openArbitrumFork(process.env['FORK_RPC_URL'] ?? '')));
