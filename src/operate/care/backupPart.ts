import type { SidePartKind } from '../side/part.js';

/** Backups by themselves, where ballast.yaml has `backup:`. */
export const backupPart: SidePartKind = (settings) => {
  const { backup } = settings;
  if (!backup) return null;
  return {
    name: 'backup',
    async run(context) {
      const { keepBackingUp } = await import('./keepBackingUp.js');
      await keepBackingUp({ ...context, settings, backup });
    },
  };
};
