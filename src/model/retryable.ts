/** Can the same thing, unchanged, succeed later? What does not say so of itself cannot. */
export const isRetryable = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'retryable' in error && error.retryable === true;

/** The failure that matters most: one that must end the process before one that passes. */
export const gravest = (failures: readonly unknown[]): unknown =>
  failures.find((failure) => !isRetryable(failure)) ?? failures[0];

/** Waits for every one, whatever becomes of the others. @throws the gravest failure once all are over. */
export async function settleAll<Value>(promises: readonly Promise<Value>[]): Promise<Value[]> {
  const settled = await Promise.allSettled(promises);
  const failures = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  if (failures.length > 0) throw gravest(failures);
  return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
}
