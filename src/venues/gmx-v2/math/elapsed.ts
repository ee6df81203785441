/** Seconds since a factor was last brought up to date; none for one that never was (MarketUtils.getSecondsSince…). */
export const elapsed = (now: bigint, updatedAt: bigint): bigint =>
  updatedAt === 0n || now <= updatedAt ? 0n : now - updatedAt;
