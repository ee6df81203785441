import type { UserConfig } from 'vite';

/**
 * The page, as files that the daemon serves itself. Nothing is inlined and nothing is loaded from elsewhere, so that its
 * content policy can forbid both. Only the type is imported: a production install borrows vite for this one step.
 */
export default {
  root: import.meta.dirname,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../../../../dist/src/operate/console/page',
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The folder is outside of the root: vite empties it only when told to.
    emptyOutDir: true,
    reportCompressedSize: false,
  },
} satisfies UserConfig;
