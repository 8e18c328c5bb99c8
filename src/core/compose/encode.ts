import { t } from '@vscode/l10n';
import type { FrameDraft } from '../../protocol/composer';
import { parseBase64, parseHex } from '../base/bytes';
import type { Schemas } from '../codecs/protobuf/schemas';
import { ZmqError } from '../base/errors';
import { parseJson } from '../base/exactJson';
import { fileSentence } from '../base/readFile';
import type { ReadFile } from '../base/readFile';
import { TextProblem } from '../base/textProblem';
import { utf8Bytes } from './byteWriter';
import { toCbor } from './cbor';
import { toMsgpack } from './msgpack';
import { toPickle } from './pickle';
import { toProtobuf } from './protobufMessage';
import { Template } from './template';
import type { TemplateSources } from './template';

export interface ComposeEnvironment extends TemplateSources {
  schemas: Schemas;
  readFile: ReadFile;
}

/** The largest file that goes out as a frame. */
const maxFile = 64 * 1024 * 1024;

/**
 * Reads a draft once, to make a frame of it many times: `n` counts from 1. What does not change from one to the next (files too) is
 * made once and shared: do not change the bytes.
 * @throws ZmqError `invalidFrame` with the place in the draft's text, `invalidSchema`; the function it returns throws so too.
 */
export function frameMaker(draft: FrameDraft, environment: ComposeEnvironment): (n: number) => Uint8Array {
  if (draft.format === 'file') return always(readWhole(draft.text, environment.readFile));
  if (draft.format === 'signature') return always(unsigned);
  const template = new Template(draft.text);
  const encode = encoder(draft, environment.schemas);
  const make = (n: number) => {
    const { text, origin } = template.expand(n, environment);
    try {
      return encode(text);
    } catch (error) {
      if (!(error instanceof TextProblem)) throw error;
      throw new ZmqError('invalidFrame', error.message, {
        at: { from: origin(error.from), to: Math.max(origin(error.from) + 1, origin(error.to)) },
        ...(error.saysPlace ? { saysPlace: true } : {}),
      });
    }
  };
  return template.isConstant ? always(make(1)) : make;
}

/** @throws ZmqError `invalidFrame` with the place in the draft's text, `invalidSchema`. */
export function encodeFrame(draft: FrameDraft, n: number, environment: ComposeEnvironment): Uint8Array {
  return frameMaker(draft, environment)(n);
}

/** In place of a signature, until the frames that it is about are there. */
const unsigned = new Uint8Array(64).fill('0'.charCodeAt(0));
const always = (bytes: Uint8Array) => () => bytes;

/** Throws `TextProblem` where the text does not fit. */
function encoder({ format, schema }: FrameDraft, schemas: Schemas): (text: string) => Uint8Array {
  switch (format) {
    case 'json':
      return (text) => {
        // Stricter than JSON, but it can say where the fault is.
        if (!isJson(text)) parseJson(text);
        return utf8Bytes(text);
      };
    case 'hex':
      return hex;
    case 'base64':
      return base64;
    case 'msgpack':
      return (text) => toMsgpack(parseJson(text));
    case 'cbor':
      return (text) => toCbor(parseJson(text));
    case 'pickle':
      return (text) => toPickle(parseJson(text));
    case 'protobuf': {
      if (!schema)
        throw new ZmqError('invalidFrame', t('A Protobuf frame needs a schema.'), { hint: t('Choose a .proto file and a message in it.') });
      const type = schemas.type(schema.protoFile, schema.messageType);
      return (text) => toProtobuf(parseJson(text), type);
    }
    default:
      return utf8Bytes;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Group by group, so that the one at fault is known. */
function hex(text: string): Uint8Array {
  for (const { 0: group, index } of text.matchAll(/[^\s:,]+/g)) within(index, index + group.length, () => parseHex(group));
  return parseHex(text);
}

function base64(text: string): Uint8Array {
  const bad = text.search(/[^A-Za-z0-9+/_=\s-]/);
  return within(Math.max(0, bad), bad < 0 ? text.length : bad + 1, () => parseBase64(text));
}

function within(from: number, to: number, parse: () => Uint8Array): Uint8Array {
  try {
    return parse();
  } catch (error) {
    if (error instanceof SyntaxError) throw new TextProblem(error.message, from, to);
    throw error;
  }
}

function readWhole(path: string, readFile: ReadFile): Uint8Array {
  const at = { from: 0, to: path.length };
  if (path.trim() === '') throw new ZmqError('invalidFrame', t('No file is named.'), { at, hint: t('Write the path of a file.') });
  let bytes: Uint8Array;
  try {
    bytes = readFile(path, maxFile + 1);
  } catch (error) {
    throw new ZmqError('invalidFrame', `${path}: ${fileSentence(error)}`, { at });
  }
  if (bytes.length > maxFile)
    throw new ZmqError('invalidFrame', t('{0}: A file may have at most {1} MiB to go out as a frame.', path, maxFile / 1024 / 1024), {
      at,
    });
  return bytes;
}
