import type { ComponentChildren } from 'preact';

/** One fact of a list of them: what it is called, and what it is. */
export const Fact = ({ name, children }: { name: ComponentChildren; children: ComponentChildren }) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
);
