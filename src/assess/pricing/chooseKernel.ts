import { createJavascriptKernel } from './javascriptKernel.js';
import type { PricingKernel } from './kernel.js';

/** The fastest kernel that runs here. */
export const chooseKernel = (): PricingKernel => createJavascriptKernel();
