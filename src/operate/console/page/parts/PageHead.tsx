import type { ComponentChildren } from 'preact';

/** What a page is, and in a sentence how it stands. */
export const PageHead = ({
  title,
  lead,
  children,
}: {
  title: string;
  lead?: ComponentChildren;
  children?: ComponentChildren;
}) => (
  <div class="page-head">
    <h1>{title}</h1>
    {lead && <p class="lead">{lead}</p>}
    {children && <div class="rest row">{children}</div>}
  </div>
);
