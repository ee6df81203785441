import { z } from 'zod';
import { rights, roleNames } from '../../model/rights.js';

/** Who is logged in: what POST /session and GET /session answer. */
export const sessionView = z.object({
  name: z.string().meta({ description: 'Whose token it is; `-` where ballast asks for none' }),
  role: z.enum(roleNames as [string, ...string[]]),
  rights: z.array(z.enum(rights)),
  csrf: z.string().meta({ description: 'Goes into the header `x-ballast-csrf` of everything but GET' }),
  expiresAt: z.int().nullable().meta({ description: 'Unix time in milliseconds; null where it does not end' }),
});
export type SessionView = z.infer<typeof sessionView>;
