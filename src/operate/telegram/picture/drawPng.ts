import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { initWasm, Resvg } from '@resvg/resvg-wasm';

const { resolve } = createRequire(import.meta.url);
const fontFiles = ['400', '700'].map(
  (weight) => `@fontsource/dejavu-sans/files/dejavu-sans-latin-${weight}-normal.woff2`,
);

interface Tools {
  fonts: Uint8Array[];
}

let tools: Promise<Tools> | undefined;

/** Loaded with the first picture, and kept: a daemon that is never asked for one never has it in memory. */
async function load(): Promise<Tools> {
  await initWasm(await readFile(resolve('@resvg/resvg-wasm/index_bg.wasm')));
  return { fonts: await Promise.all(fontFiles.map((file) => readFile(resolve(file)))) };
}

/** A picture as messengers show it: PNG, in the letters that ballast brings along. @param svg Of our own making: it names nothing outside. */
export async function drawPng(svg: string): Promise<Uint8Array> {
  tools ??= load().catch((error: unknown) => {
    tools = undefined;
    throw error;
  });
  const { fonts } = await tools;
  const drawing = new Resvg(svg, {
    font: {
      fontBuffers: fonts,
      loadSystemFonts: false,
      defaultFontFamily: 'DejaVu Sans',
      sansSerifFamily: 'DejaVu Sans',
    },
  });
  try {
    const image = drawing.render();
    try {
      return image.asPng();
    } finally {
      image.free();
    }
  } finally {
    drawing.free();
  }
}
