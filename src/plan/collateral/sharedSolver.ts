import { createSolver } from './createSolver.js';
import type { LinearSolver } from './linear.js';

let shared: Promise<LinearSolver> | null = null;

/** The one of this process, loaded when first needed. @throws what kept it from loading; the next call tries again */
export function sharedSolver(): Promise<LinearSolver> {
  shared ??= createSolver().catch((error: unknown) => {
    shared = null;
    throw error;
  });
  return shared;
}
