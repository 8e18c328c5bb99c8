import type { FrameDraft } from '../../protocol/composer';
import type { Decoded, ValueNode } from '../../protocol/decoding';
import { toHex, utf8 } from '../base/bytes';
import { parseJson } from '../base/exactJson';
import type { JsonNode } from '../base/exactJson';
import { TextProblem } from '../base/textProblem';
import { toCbor } from './cbor';
import { toMsgpack } from './msgpack';
import { toPickle } from './pickle';
import { escapeTemplate } from './template';

/** Values that stand on one line. */
const maxLine = 60;

/**
 * The bytes as a person would write them: in the readable form that gives exactly them back, else in hex. `decoded`: what a decoder
 * made of them, all of it.
 */
export function draftOfFrame(bytes: Uint8Array, decoded: Decoded | undefined): FrameDraft {
  if (decoded?.decoder === 'msgpack' || decoded?.decoder === 'cbor' || decoded?.decoder === 'pickle') {
    const encode = { msgpack: toMsgpack, cbor: toCbor, pickle: toPickle }[decoded.decoder];
    const text = decoded.value && jsonText(decoded.value, '');
    const template = text !== undefined && gives(text, encode, bytes) ? escapeTemplate(text) : undefined;
    if (template !== undefined) return { format: decoded.decoder, text: template };
  }
  const text = editable(bytes);
  const template = text === undefined ? undefined : escapeTemplate(text);
  if (text === undefined || template === undefined) return { format: 'hex', text: toHex(bytes, ' ') };
  return { format: /^\s*[[{]/.test(text) && parsed(text) ? 'json' : 'text', text: template };
}

/** Text that a text area gives back as it was: it turns each kind of line end into a line feed. */
function editable(bytes: Uint8Array): string | undefined {
  const text = utf8(bytes);
  // eslint-disable-next-line no-control-regex
  return text === undefined || /[\u0000-\u0008\u000b-\u001f\u007f]/.test(text) ? undefined : text;
}

function parsed(text: string): JsonNode | undefined {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof TextProblem) return undefined;
    throw error;
  }
}

function gives(text: string, encode: (node: JsonNode) => Uint8Array, wanted: Uint8Array): boolean {
  const node = parsed(text);
  if (!node) return false;
  const bytes = encode(node);
  return bytes.length === wanted.length && bytes.every((byte, index) => byte === wanted[index]);
}

/** The value in JSON, undefined where JSON has no word for it. Floats keep a fraction. */
function jsonText(node: ValueNode, indent: string): string | undefined {
  const { kind, text = '', entries = [] } = node;
  if (node.whole !== undefined) return undefined;
  switch (kind) {
    case 'null':
      return 'null';
    case 'boolean':
    case 'integer':
      return text;
    case 'float':
      return /^-?\d+$/.test(text) ? `${text}.0` : /^-?\d/.test(text) ? text : undefined;
    case 'string':
      return JSON.stringify(text);
    case 'array':
    case 'map': {
      const lines = entries.map(({ key, value }) => {
        if ((kind === 'map') !== (typeof key === 'string')) return undefined;
        const item = jsonText(value, `${indent}  `);
        return item === undefined || typeof key !== 'string' ? item : `${JSON.stringify(key)}: ${item}`;
      });
      return lines.includes(undefined) ? undefined : bracketed(kind === 'array' ? '[]' : '{}', lines as string[], indent);
    }
    default:
      return undefined;
  }
}

function bracketed(brackets: string, lines: readonly string[], indent: string): string {
  const line = lines.join(', ');
  const [open = '', close = ''] = brackets;
  if (line.length <= maxLine && !line.includes('\n')) return `${open}${line}${close}`;
  return `${open}\n${lines.map((item) => `${indent}  ${item}`).join(',\n')}\n${indent}${close}`;
}
