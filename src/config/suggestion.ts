/** The candidate that a mistyped name most likely meant; null when none is near enough to be worth saying. */
export function suggestion(name: string, candidates: Iterable<string>): string | null {
  let best: string | null = null;
  let least = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    const found = distance(name.toLowerCase(), candidate.toLowerCase());
    if (found < least) [best, least] = [candidate, found];
  }
  return best;
}

/** `did you mean X?`, or all that there is to choose from when nothing is near. */
export function didYouMean(name: string, candidates: readonly string[]): string {
  const near = suggestion(name, candidates);
  if (near !== null) return `did you mean \`${near}\`?`;
  return candidates.length === 0 ? 'remove it' : `choose one of: ${candidates.join(', ')}`;
}

/** Edits (insert, remove, replace, swap neighbours) between two words: Damerau-Levenshtein, restricted. */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(at(rows, i - 1, j) + 1, (row[j - 1] ?? 0) + 1, at(rows, i - 1, j - 1) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, at(rows, i - 2, j - 2) + 1);
      }
      row.push(least);
    }
    rows.push(row);
  }
  return at(rows, a.length, b.length);
}

const at = (rows: readonly (readonly number[])[], i: number, j: number): number => rows[i]?.[j] ?? 0;
