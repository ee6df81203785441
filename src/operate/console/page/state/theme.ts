import { createStore } from './store.js';

/** How the page is lit: as the device is, or as somebody chose. */
export const themes = ['device', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const kept = (): Theme => {
  try {
    return themes.find((one) => one === localStorage.getItem('ballast-theme')) ?? 'device';
  } catch {
    return 'device';
  }
};

/** The theme in use. */
export const themeStore = createStore<Theme>(kept());

/** Lights the page as said, now and the next time. */
export function light(theme: Theme): void {
  if (theme === 'device') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  try {
    localStorage.setItem('ballast-theme', theme);
  } catch {
    // A browser that keeps nothing forgets it: no harm.
  }
  themeStore.set(theme);
}
