import { Field } from './Field.js';

interface ChoiceProps {
  label: string;
  value: string;
  of: readonly (readonly [value: string, name: string])[];
  choose: (value: string) => void;
}

/** One of a few, as the device shows such a choice best. */
export const Choice = ({ label, value, of, choose }: ChoiceProps) => (
  <Field label={label}>
    <select value={value} onChange={(event) => choose(event.currentTarget.value)}>
      {of.map(([one, name]) => (
        <option key={one} value={one}>
          {name}
        </option>
      ))}
    </select>
  </Field>
);
