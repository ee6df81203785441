import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface CardProps {
  title: ComponentChildren;
  children: ComponentChildren;
  /** Of the twelve columns, on a wide screen. */
  span?: 3 | 4 | 5 | 6 | 7 | 8 | 12;
  rest?: ComponentChildren;
  /** Its content reaches to the edges: tables and lists. */
  flush?: boolean;
}

/** One thing with a title. */
export function Card({ title, children, span = 12, rest, flush = false }: CardProps) {
  const id = useId();
  return (
    <section class={`card span-${span}${flush ? ' flush' : ''}`} aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {rest && <div class="rest soft">{rest}</div>}
      </header>
      <div class="inside">{children}</div>
    </section>
  );
}
