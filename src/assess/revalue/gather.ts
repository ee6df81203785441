/** The entries of a column that `members` names; NaN where it has none. */
export function gather(column: Float64Array | undefined, members: Uint32Array): Float64Array {
  const gathered = new Float64Array(members.length);
  if (column === undefined) return gathered.fill(Number.NaN);
  for (let j = 0; j < members.length; j++) gathered[j] = column[members[j] as number] as number;
  return gathered;
}
