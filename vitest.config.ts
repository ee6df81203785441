import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'abis/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: 'test/globalSetup.ts',
    setupFiles: ['test/properties.ts'],
    // As many test files at once as there are cores: most of them wait for a chain of their own.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
