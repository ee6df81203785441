import { defineConfig } from 'vitest/config';

const missing = ['GMX_RPC_URL', 'GMX_PRIVATE_KEY', 'GMX_RELEASE'].filter((name) => !process.env[name]);
if (missing.length > 0) {
  console.error(
    `test:gmx needs ${missing.join(', ')}: a node with GMX V2 and a keeper at work, the key of an account there with ETH and USDC, and v2.2b or v2.2c`,
  );
  process.exit(1);
}

/** The conformance suite against somebody else's node: waits for real outcomes, so nothing runs beside it. */
export default defineConfig({
  test: {
    include: ['test/gmx/conformance.ts'],
    testTimeout: 20 * 60_000,
    hookTimeout: 20 * 60_000,
    fileParallelism: false,
  },
});
