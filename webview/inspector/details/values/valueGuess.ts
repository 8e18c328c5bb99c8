import type { DecoderName, ValueNode } from '../../../../src/protocol/decoding';

/** Beginnings of bytes in hex, and what begins like that. */
const magics: readonly (readonly [start: string, decoder: DecoderName])[] = [
  ['ffd8ff', 'picture'],
  ['89504e47', 'picture'],
  ['47494638', 'picture'],
  ['52494646', 'picture'],
  ['49492a00', 'picture'],
  ['4d4d002a', 'picture'],
  ['1f8b08', 'gzip'],
  ['28b52ffd', 'zstd'],
  ['04224d18', 'lz4'],
  ['ff060000734e61507059', 'snappy'],
  ['425a68', 'bzip2'],
  ['fd377a585a00', 'xz'],
  ['504b0304', 'zip'],
  ['7801', 'zlib'],
  ['785e', 'zlib'],
  ['789c', 'zlib'],
  ['78da', 'zlib'],
  ['8002', 'pickle'],
  ['8003', 'pickle'],
  ['8004', 'pickle'],
  ['8005', 'pickle'],
];
/** Digits of Base64 without which a word is rather a word. */
const leastDigits = 24;

/** The decoder that a text or bytes in a tree look like being for; undefined where nothing speaks for one. */
export function valueGuess({ kind, text = '', inner }: ValueNode): DecoderName | undefined {
  if (inner) return undefined;
  if (kind === 'bytes') return magics.find(([start]) => text.startsWith(start))?.[1];
  if (kind !== 'string') return undefined;
  if (/^\s*[[{]/.test(text)) return 'json';
  return text.length >= leastDigits && /^(?:data:[^,]{0,200},)?[A-Za-z0-9+/_-]+={0,2}$/.test(text) ? 'base64' : undefined;
}
