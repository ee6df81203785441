import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './Icon.js';

/** How something stands: in words and a shape, with a colour beside. */
export type Tone = 'good' | 'plain' | 'note' | 'warn' | 'bad';

const icons: Readonly<Partial<Record<Tone, IconName>>> = { good: 'good', warn: 'warn', bad: 'bad' };

/** A word or two on how something stands. */
export const Tag = ({ tone = 'plain', children }: { tone?: Tone; children: ComponentChildren }) => {
  const icon = icons[tone];
  return (
    <span class={`tag ${tone}`}>
      {icon && <Icon name={icon} />}
      {children}
    </span>
  );
};
