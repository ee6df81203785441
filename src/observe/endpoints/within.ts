/** Waits that long and no longer. @throws Error with `overdue` as its message, or what the promise rejects with, as an Error */
export async function within<Value>(promise: Promise<Value>, ms: number, overdue: string): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${overdue} within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } catch (error) {
    throw plainError(error);
  } finally {
    clearTimeout(timer);
  }
}

/** A socket throws events, which carry the whole socket, URL and all; what it was is in their message. */
export const plainError = (error: unknown): Error => {
  if (error instanceof Error) return error;
  const message = typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : '';
  return new Error(message || 'the connection was lost');
};
