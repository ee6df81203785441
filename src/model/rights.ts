/**
 * What somebody may do: see; ask for orders; stop trading and take alerts on; answer reviews; let trading go on. To let it go on
 * wants more than to stop it, for the first risks money and the second does not.
 */
export const rights = ['view', 'trade', 'operate', 'review', 'resume'] as const;
export type Right = (typeof rights)[number];

/** What people are given, by the name it has on every way in: tokens, the console, Telegram. */
export const roles = {
  viewer: ['view'],
  trader: ['view', 'trade'],
  operator: ['view', 'trade', 'operate'],
  approver: ['view', 'review'],
  admin: rights,
} as const satisfies Readonly<Record<string, readonly Right[]>>;
export type Role = keyof typeof roles;

export const roleNames = Object.keys(roles) as readonly Role[];

/** A role or a right by its name: the rights that it gives; undefined where there is none of that name. */
export const rightsOf = (word: string): readonly Right[] | undefined =>
  Object.hasOwn(roles, word)
    ? roles[word as Role]
    : rights.filter((right) => right === word).length > 0
      ? [word as Right]
      : undefined;
