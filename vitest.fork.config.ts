import { defineConfig } from 'vitest/config';

if (!process.env['FORK_RPC_URL']) {
  console.error('test:fork needs FORK_RPC_URL: an archive endpoint of Arbitrum One that Anvil can fork');
  process.exit(1);
}

/** The conformance suite against GMX's own contracts on a fork. */
export default defineConfig({
  test: { include: ['test/fork/conformance.ts'], testTimeout: 10 * 60_000, hookTimeout: 10 * 60_000 },
});
