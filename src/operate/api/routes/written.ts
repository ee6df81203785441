import { z } from 'zod';
import { hasControls } from '../../plainText.js';

/** Why, in one plain line: goes into the ledger with who and when. */
export const reason = z
  .string()
  .max(1_000)
  .refine((said) => !hasControls(said), 'one plain line, without signs that steer a terminal')
  .default('')
  .meta({ description: 'Why, in one plain line; kept with who and when.' });
