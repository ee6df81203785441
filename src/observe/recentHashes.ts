const rememberedHashes = 256;

/** The last few hashes; older ones are forgotten. */
export function createRecentHashes() {
  const hashes = new Set<string>();
  return {
    has: (hash: string) => hashes.has(hash),
    add(hash: string) {
      hashes.delete(hash);
      hashes.add(hash);
      const [oldest] = hashes;
      if (hashes.size > rememberedHashes && oldest !== undefined) hashes.delete(oldest);
    },
  };
}
