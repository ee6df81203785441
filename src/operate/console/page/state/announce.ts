import { createStore } from './store.js';

/** The newest thing that was done or has changed, in a sentence; screen readers say it, everybody sees it for a while. */
export const announcementStore = createStore<{ text: string; at: number } | null>(null);

/** Tells, politely and once. */
export function announce(text: string): void {
  announcementStore.set({ text, at: Date.now() });
}
