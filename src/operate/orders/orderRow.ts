import { didYouMean } from '../../config/suggestion.js';
import { fieldOf, type OrderField, type OrderFields, orderFields } from './orderFields.js';

/** An order as a file has it, and where its fields stand there. */
export interface OrderRow {
  fields: OrderFields;
  /** 1-based. */
  line: number;
  /** 1-based column of a field; undefined where it is not there. Worked out when it is asked for: only bad rows ask. */
  columnOf(field: OrderField | null): number | undefined;
}

/** Which field each title means; what is wrong with the titles. */
export function readTitles(titles: readonly string[]): {
  fields: readonly (OrderField | undefined)[];
  problems: readonly { index: number; message: string; mend: string }[];
} {
  const fields = titles.map(fieldOf);
  const problems = titles.flatMap((title, index) => {
    const field = fields[index];
    if (field === undefined)
      return [
        {
          index,
          message: `there is no column \`${title.slice(0, 40)}\``,
          mend: didYouMean(title.slice(0, 40), orderFields),
        },
      ];
    const first = fields.indexOf(field);
    if (first === index) return [];
    return [{ index, message: `\`${title}\` means the same as \`${titles[first] ?? ''}\``, mend: 'keep one of them' }];
  });
  return { fields, problems };
}
