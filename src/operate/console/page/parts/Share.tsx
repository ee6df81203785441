/** How much of something is used, as a bar; the figure stands beside it. */
export const Share = ({ of, label }: { of: number; label: string }) => (
  <div class="share" role="img" aria-label={label}>
    <span style={{ width: `${Math.min(100, Math.max(0, of * 100))}%` }} />
  </div>
);
