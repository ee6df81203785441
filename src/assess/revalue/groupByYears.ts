/** Scenarios in which the same time passes. */
export interface YearsGroup {
  years: number;
  /** Of the scenarios, ascending. */
  members: Uint32Array;
}

/** Puts scenarios together by the time that passes in them, groups in the order in which their first scenario comes. */
export function groupByYears(years: Float64Array): YearsGroup[] {
  const sizes = new Map<number, number>();
  for (const value of years) sizes.set(value, (sizes.get(value) ?? 0) + 1);
  const groups = new Map<number, { members: Uint32Array; filled: number }>();
  for (const [value, size] of sizes) groups.set(value, { members: new Uint32Array(size), filled: 0 });
  for (let s = 0; s < years.length; s++) {
    const group = groups.get(years[s] ?? Number.NaN);
    if (group) group.members[group.filled++] = s;
  }
  return [...groups].map(([value, { members }]) => ({ years: value, members }));
}
