/** XML of S3's answers. */

type Content = string | number | boolean | Fields | readonly Content[];
interface Fields {
  readonly [name: string]: Content | undefined;
}

/** Marks of XML, and what it holds only by number; a key with worse letters is asked for encoded. */
const escaped = (text: string): string =>
  text.replace(/[&<>"\p{Cc}]/gu, (character) => `&#${character.charCodeAt(0)};`);

/** An element; of a list, one for each. */
function element(name: string, content: Content | undefined): string {
  if (content === undefined) return '';
  if (Array.isArray(content)) return content.map((one) => element(name, one)).join('');
  const inner = typeof content === 'object' ? elements(content as Fields) : escaped(String(content));
  return `<${name}>${inner}</${name}>`;
}

const elements = (fields: Fields): string =>
  Object.entries(fields)
    .map(([name, content]) => element(name, content))
    .join('');

/** A whole document. */
export const xml = (root: string, fields: Fields): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${element(root, fields)}`;
