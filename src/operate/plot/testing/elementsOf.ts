export interface XmlElement {
  name: string;
  attributes: Readonly<Record<string, string>>;
  /** Its own text and that of all within. */
  text: string;
}

/**
 * The elements of a well-formed XML document without comments, CDATA and doctype, in the order in which they end.
 * @throws Error that tells what is not well-formed
 */
export function elementsOf(xml: string): XmlElement[] {
  const found: XmlElement[] = [];
  const open: XmlElement[] = [];
  let rest = xml.trim();
  while (rest !== '') {
    const text = /^[^<]+/.exec(rest)?.[0];
    if (text !== undefined) {
      expectEntities(text);
      if (open.length === 0) throw new Error(`text outside of the root: ${text.slice(0, 40)}`);
      for (const element of open) element.text += text;
      rest = rest.slice(text.length);
      continue;
    }
    const tag = /^<(\/?)([A-Za-z][\w:.-]*)((?:\s+[\w:.-]+="[^"<]*")*)\s*(\/?)>/.exec(rest);
    if (!tag) throw new Error(`not a tag: ${rest.slice(0, 60)}`);
    const [whole, closes, name = '', attributes = '', isEmpty] = tag;
    if (closes) {
      const element = open.pop();
      if (element?.name !== name) throw new Error(`</${name}> ends <${element?.name}>`);
      found.push(element);
    } else {
      if (open.length === 0 && found.length > 0) throw new Error(`a second root: ${name}`);
      const element = { name, attributes: attributesOf(attributes), text: '' };
      if (isEmpty) found.push(element);
      else open.push(element);
    }
    rest = rest.slice(whole.length);
  }
  if (open.length > 0) throw new Error(`never ended: ${open.map((element) => element.name).join(', ')}`);
  return found;
}

function attributesOf(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, name = '', value = ''] of text.matchAll(/([\w:.-]+)="([^"]*)"/g)) {
    if (name in found) throw new Error(`${name} twice`);
    expectEntities(value);
    found[name] = value;
  }
  return found;
}

function expectEntities(text: string): void {
  const bare = /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-fA-F]+);)/.exec(text);
  if (bare) throw new Error(`a bare &: ${text.slice(bare.index, bare.index + 20)}`);
}
