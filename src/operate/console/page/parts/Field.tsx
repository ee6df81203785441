import type { ComponentChildren } from 'preact';

interface FieldProps {
  label: string;
  hint?: ComponentChildren;
  children: ComponentChildren;
}

/** Something to fill in, with its name above. */
export const Field = ({ label, hint, children }: FieldProps) => (
  // biome-ignore lint/a11y/noLabelWithoutControl: the control is its child
  <label class="field">
    <span>{label}</span>
    {children}
    {hint && <span class="hint">{hint}</span>}
  </label>
);
