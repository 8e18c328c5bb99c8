import { readFileSync } from 'node:fs';
import type { Frame, Locator, Page } from 'playwright-core';
import { eventKinds } from '../../src/core/events/eventKinds';
import { decoderNames } from '../../src/protocol/decoding';
import type { Language } from '../../src/protocol/language';

const letters: Record<string, string> = Object.fromEntries(
  [...'abcdefghijklmnopqrstuvwxyz'].map((letter, index) => [letter, [...'ȧƀƈḓḗƒɠħīĵķŀḿƞǿƥɋřşŧŭṽẇẋẏẑ'][index] ?? letter]),
);

/** What is not said but read by VS Code: placeholders, icons, where links lead, mnemonics, elements. */
const markup = /\{\w+\}|\$\([\w~-]+\)|\]\([^)]*\)|&&[A-Za-z]|<[^>]*>/;
const each = new RegExp(`${markup.source}|[A-Za-z]`, 'g');

/** A text as nobody writes it, and everybody can read: no Latin letter is left but those of markup. */
export function pseudo(text: string): string {
  return text.replace(each, (found) => (found.length > 1 ? found : (letters[found.toLowerCase()] ?? found)));
}

const texts = JSON.parse(readFileSync('l10n/bundle.l10n.json', 'utf8')) as Record<string, string>;

/** A language in which each text of the bundle is changed, so that what is not in the bundle stands out. */
export const pseudoLocale: Language = {
  tag: 'qps-ploc',
  texts: Object.fromEntries(Object.entries(texts).map(([text]) => [text, pseudo(text)])),
};

/** What stays as it is in every language, and why. */
const notTranslated: [what: RegExp, why: string][] = [
  [
    /^not dir:event$|^storm or \(rain size>100\)$|^storm$|^"two words"$|^topic in \(storm, rain\)$|json:\.n not in \(1, 2\)|json:\.\S*|\/temp.*?\/|0x[0-9a-f]+/gi,
    'examples of the query language',
  ],
  [/\bChat c\d+ [A-Z]+\b|\(c\d+-\w+\)/g, 'names of sockets'],
  [/\b[a-z]+:\/\/\S*/g, 'endpoints'],
  [/\b(X?PUB|X?SUB|REQ|REP|DEALER|ROUTER|PUSH|PULL|PAIR|STREAM)\b/g, 'names of socket types'],
  [/\b(tcp|ipc|inproc|localhost)\b/g, 'names of transports and hosts'],
  [
    /\b(JSON|UTF|CBOR|BSON|Avro|PMT|ZIP|XML|YAML|CSV|bzip2|xz|deflate|brotli|snappy|Snappy|Brotli|BMP|TIFF|WebP|netstrings|PNG|JPEG|GIF|gzip|zlib|zstd|LZ4|lz4|dtype|shape)\b/g,
    'names of formats',
  ],
  [/\b(ms|min|kB|MB|MiB|B\/s|kB\/s)\b/g, 'units'],
  [/\bIPv6\b/g, 'names of protocols'],
  [/^[A-Z][a-z]+, [A-Z][a-z]+ \d+, \d{4}$/, 'days, which Intl writes, in a language it does not know as in English'],
  [
    /\b(socket|type|dir|topic|peer|hex|frames|size|time|json|text|decoder|frame\d+|conn|event|pair|gap|not|or|and)[:<>=][^ ,]*/g,
    'the query language',
  ],
  [new RegExp(`^(${eventKinds.join('|')})(?=$|: )`), 'kinds of events, as the query language has them'],
  [/(?<=ẏȧḿŀ: ).*/, 'what the library that reads YAML says'],
  [new RegExp(`^(${decoderNames.join('|')})$`), 'decoders, as zmq.decoders names them'],
  [/^[0-9a-f]{2}( [0-9a-f]{2})*$|\b(ff|dc|bf|ff0001)\b/g, 'bytes'],
  [
    /\b(fixed32|float)\b|^(tuple|tag \d+( [\w ]+)?|decimal fraction|bigfloat|embedded CBOR|ndarray|numpy scalar|bignum|varint|group|(u?int|float|fixed)\d+|string\?|message\?|vector)$/g,
    'types of values in formats',
  ],
  [/\bweather\.\w*|\{"temp".*?[}…]/g, 'what stands in a message of the demo'],
  [/\/tmp\S*|\b1\.proto\b|\.json\b|\bpython3\b/g, 'names of files and programs'],
  [/\(Del\)/g, 'names of keys'],
  [/^(ada: )?Hello$|^\{"nick".*\}$|\blab\b|\bworkshop\b|^AP97$/g, 'what stands in a message of a chat'],
];

/** The texts in sight that are not in the bundle, each with the place where it was seen. */
export async function untranslated(page: Page | Frame | Locator, where: string): Promise<string[]> {
  return saidInEnglish(await latinTexts(page), where);
}

/** Those of some texts that are not in the bundle, each with what it is about. */
export function saidInEnglish(said: readonly string[], where: string): string[] {
  const left = said.filter((text) => /[A-Za-z]{2}/.test(notTranslated.reduce((rest, [what]) => rest.replace(what, ' '), text)));
  return left.map((text) => `${where}: ${text}`);
}

/** Texts in sight that hold a Latin word: text nodes and what names or explains elements, through all shadow roots. */
async function latinTexts(within: Page | Frame | Locator): Promise<string[]> {
  const top = 'frameLocator' in within && 'goto' in within ? within.locator('body') : (within as Locator);
  return top.evaluate((root) => {
    const found = new Set<string>();
    const note = (text: string | null | undefined) => {
      if (text && /[A-Za-z]{2}/.test(text)) found.add(text.trim().replace(/\s+/g, ' '));
    };
    const visit = (node: Node): void => {
      if (node instanceof Element) {
        if (node.tagName === 'STYLE' || node.tagName === 'SCRIPT') return;
        if (!node.checkVisibility()) return;
        for (const name of ['title', 'aria-label', 'placeholder', 'aria-description', 'alt', 'label']) note(node.getAttribute(name));
        if (node.shadowRoot) node.shadowRoot.childNodes.forEach(visit);
      }
      if (node.nodeType === Node.TEXT_NODE) note(node.textContent);
      node.childNodes.forEach(visit);
    };
    visit(root);
    return [...found];
  });
}
