#!/usr/bin/env -S MALLOC_ARENA_MAX=1 MALLOC_TRIM_THRESHOLD_=65536 MALLOC_MMAP_THRESHOLD_=65536 node --max-semi-space-size=1 --optimize-for-size --v8-pool-size=1 --single-threaded-gc --no-sparkplug --initial-old-space-size=12
// What each of these buys, and those of keepSmall.ts: "What keeps it small" in docs/developing.md.
import { existsSync } from 'node:fs';
import { exitCodes } from './exitCodes.js';
import { createProgram } from './program.js';
import { tellError } from './tellError.js';

if (existsSync('.env')) process.loadEnvFile('.env');

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitCodes.ok);
  throw error;
});

// Nothing that is thrown may take another way out: it would show what is secret in an endpoint's URL.
process.on('uncaughtException', (error) => process.exit(tellError(error)));

try {
  await createProgram().parseAsync();
} catch (error) {
  process.exitCode = tellError(error);
}
