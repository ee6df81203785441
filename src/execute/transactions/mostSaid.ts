/**
 * What most say; of several that as many say, the lowest. Too low a nonce is refused at once, one too high is mined by nobody and
 * holds up what comes after it. null where nobody says anything.
 */
export function mostSaid(counts: readonly number[]): number | null {
  const votes = (count: number) => counts.filter((other) => other === count).length;
  const [first] = [...counts].sort((a, b) => votes(b) - votes(a) || a - b);
  return first ?? null;
}
