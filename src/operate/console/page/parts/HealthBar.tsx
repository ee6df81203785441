import { figure, unknown } from '../state/numbers.js';
import type { Tone } from './Tag.js';

interface HealthBarProps {
  /** Equity / maintenance: 1 is liquidatable. */
  health: number | 'infinite' | null;
  trigger: number | null;
  target: number | null;
  name: string;
}

/** How a health stands: below what a rule acts at it wants looking at, near 1 it is nearly over. */
export function healthTone(health: number | 'infinite' | null, trigger: number | null): Tone {
  if (health === null) return 'plain';
  if (health === 'infinite') return 'good';
  if (health < 1.1 || (trigger !== null && health < 1 + (trigger - 1) * 0.4)) return 'bad';
  return health < (trigger ?? 1.25) ? 'warn' : 'good';
}

/** A health as it is written. */
export const sayHealth = (health: number | 'infinite' | null): string =>
  health === 'infinite' ? '∞' : figure(health, 2);

/** From 1, where it is liquidated, to the right; where a rule acts and where it brings it are marked. */
export function HealthBar({ health, trigger, target, name }: HealthBarProps) {
  const end = Math.max(2, (target ?? 0) * 1.25, (trigger ?? 0) * 1.4);
  const place = (value: number) => `${Math.min(100, Math.max(0, ((value - 1) / (end - 1)) * 100))}%`;
  const tone = healthTone(health, trigger);
  const words = [
    `health of ${name} ${health === null ? 'is not known' : sayHealth(health)}`,
    'liquidated at 1',
    ...(trigger === null ? [] : [`a rule acts below ${figure(trigger, 2)}`]),
    ...(target === null ? [] : [`and brings it to ${figure(target, 2)}`]),
  ];
  return (
    <div>
      <div class="gauge" role="img" aria-label={words.join(', ')}>
        <div class="track">
          {health !== null && (
            <div
              class={`fill ${tone}`}
              style={{ width: health === 'infinite' ? '100%' : health <= 1 ? '2%' : place(health) }}
            />
          )}
        </div>
        {trigger !== null && <div class="mark" style={{ left: place(trigger) }} />}
        {target !== null && <div class="mark target" style={{ left: place(target) }} />}
      </div>
      <div class="gauge-legend" aria-hidden="true">
        <span>1 liquidated</span>
        {trigger !== null && <span>acts below {figure(trigger, 2)}</span>}
        {target !== null && <span>brings it to {figure(target, 2)}</span>}
        {health === null && <span>health {unknown}</span>}
      </div>
    </div>
  );
}
