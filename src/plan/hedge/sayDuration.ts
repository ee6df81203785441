const units = [
  { name: 'd', size: 86_400_000 },
  { name: 'h', size: 3_600_000 },
  { name: 'm', size: 60_000 },
  { name: 's', size: 1_000 },
] as const;

/** Milliseconds in the largest unit that they fill: `4h`, `1.5h`, `30s`. */
export function sayDuration(milliseconds: number): string {
  const { name, size } = units.find((unit) => milliseconds >= unit.size) ?? units[3];
  return `${Number((milliseconds / size).toFixed(1))}${name}`;
}
