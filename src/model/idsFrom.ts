/** What every id that was made from then on sorts after, as long as no clock has stepped back: Unix ms. */
export function idsFrom(ms: number): string {
  const hex = Math.max(0, Math.floor(ms)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}`;
}
