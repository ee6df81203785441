import { figure } from '../state/numbers.js';

interface BandBarProps {
  delta: number | null;
  lower: number | null;
  upper: number | null;
  target: number;
  outside: boolean;
  unit: string;
}

/** A net delta against the band within which its rule leaves it alone. */
export function BandBar({ delta, lower, upper, target, outside, unit }: BandBarProps) {
  const reach = Math.max(
    ...[lower, upper, delta].map((value) => Math.abs((value ?? target) - target)),
    Math.abs(target) * 0.1,
    1e-9,
  );
  const place = (value: number) => 50 + ((value - target) / (reach * 1.3)) * 50;
  const left = lower === null ? 0 : place(lower);
  const right = upper === null ? 100 : place(upper);
  const words = [
    `net delta ${figure(delta, 3, true)} ${unit}`,
    lower === null ? 'no lower end is known' : `acts below ${figure(lower, 3, true)}`,
    upper === null ? 'no upper end is known' : `acts above ${figure(upper, 3, true)}`,
    outside ? 'outside of its band' : 'inside of its band',
  ];
  return (
    <div>
      <div class="gauge" role="img" aria-label={words.join(', ')}>
        <div class="track">
          <div class="zone" style={{ left: `${left}%`, width: `${right - left}%` }} />
        </div>
        <div class="mark target" style={{ left: '50%' }} />
        {delta !== null && <div class={`needle ${outside ? 'warn' : ''}`} style={{ left: `${place(delta)}%` }} />}
      </div>
      <div class="gauge-legend" aria-hidden="true">
        {lower !== null && <span>acts below {figure(lower, 2, true)}</span>}
        <span>aims at {figure(target, 2, target !== 0)}</span>
        {upper !== null && <span>acts above {figure(upper, 2, true)}</span>}
      </div>
    </div>
  );
}
