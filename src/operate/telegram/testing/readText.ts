import type { Asked } from './standIn.js';

/** What the bot has sent, as it is read: without its markup. */
export const readText = (asked: Asked): string =>
  String(asked.body['text'] ?? asked.body['caption'])
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
