import type { Stage, StageOptions } from './stage.js';

/** Where the story may take place. Each is loaded when it is asked for. */
export interface Setting {
  book: string;
  market: string;
  /** Both accounts hold the book once it resolves. @throws LabUnavailable in a production install */
  open(options: StageOptions): Promise<Stage>;
}

export const settings = {
  lyra: {
    book: 'short options on Lyra, a leveraged perp on Perp V2',
    market: 'The market falls, chops, and rallies hard.',
    open: async (options) => (await import('./lyraStage.js')).openLyraStage(options),
  },
  gmx: {
    book: 'ETH that customers bring and take, a short on GMX V2 at ten times its margin',
    market: "The market rallies, chops, and falls hard, and GMX's keepers have their moods.",
    open: async (options) => (await import('./gmxStage.js')).openGmxStage(options),
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof settings;

export const settingNames = Object.keys(settings) as SettingName[];
