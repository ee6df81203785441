import { alertsPart } from '../alerts/alertsPart.js';
import { backupPart } from '../care/backupPart.js';
import { consolePart } from '../console/consolePart.js';
import { metricsPart } from '../monitoring/metricsPart.js';
import { telegramPart } from '../telegram/telegramPart.js';
import type { SidePartKind } from './part.js';

/** Every part there is, each in one line. */
export const sideParts: readonly SidePartKind[] = [alertsPart, consolePart, telegramPart, metricsPart, backupPart];
