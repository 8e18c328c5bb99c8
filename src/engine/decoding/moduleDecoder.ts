import { t } from '@vscode/l10n';
import { createRequire } from 'node:module';
import { readJsValue, thrownText } from '../../core/codecs/module/jsValue';
import type { Modules } from '../../core/codecs/modules';
import { topicOf, type MessageContext } from '../../core/codecs/messageContext';
import type { Reading } from '../../core/codecs/values/reading';
import { utf8 } from '../../core/base/bytes';
import type { SchemaProblem } from '../../core/codecs/protobuf/schemaFiles';

/** What `decode` of a module is told besides the bytes. */
interface DecodeContext {
  socket: string;
  socketType: string | undefined;
  /** `in` or `out`. */
  direction: string;
  /** Of PUB, SUB, XPUB and XSUB, where it is text. */
  topic: string | undefined;
  /** Which of the frames it is, from 0. */
  frame: number;
  /** How many frames the message has. */
  frames: number;
}
type Decode = (bytes: Uint8Array, context: DecodeContext) => unknown;

/**
 * Modules of the workspace, run in the thread in which bytes are decoded: it has a time limit and no sockets, and is what may be lost.
 * Each is read once, in the life of a thread.
 */
export class ModuleDecoders implements Modules {
  private readonly loaded = new Map<string, Decode | SchemaProblem>();

  constructor() {
    // A thread that is gone is given up as one that took too long.
    process.exit = () => {
      throw new Error('process.exit() is not for a decoder.');
    };
  }

  /** Reads a module. @returns why it cannot be used */
  load(file: string): SchemaProblem | undefined {
    const found = loadedFrom(file);
    this.loaded.set(file, found);
    return typeof found === 'function' ? undefined : found;
  }

  /** That it cannot be used was found out in another thread. */
  give(file: string, problem: SchemaProblem): void {
    this.loaded.set(file, problem);
  }

  problem(file: string): string | undefined {
    const found = this.loaded.get(file);
    if (typeof found === 'function') return undefined;
    return found?.message ?? t('{0} is not loaded yet.', file);
  }

  decode(file: string, bytes: Uint8Array, context: MessageContext, frame: number): Reading {
    const decode = this.loaded.get(file);
    if (typeof decode !== 'function') return { problem: { message: this.problem(file) ?? '' } };
    try {
      const { socketName, socketType, direction, frames } = context;
      const topic = topicOf(context);
      const facts = {
        socket: socketName,
        socketType,
        direction,
        topic: topic && utf8(topic),
        frame,
        frames: frames.length,
      };
      return readJsValue(decode(bytes.slice(), facts));
    } catch (thrown) {
      const { message } = problemOf(thrown, file);
      return { problem: { message } };
    }
  }
}

function loadedFrom(file: string): Decode | SchemaProblem {
  try {
    const exported = createRequire(file)(file) as unknown;
    const decode = decodeOf(exported);
    return decode ?? { message: t('{0} exports no function "decode".', file), file };
  } catch (thrown) {
    if ((thrown as { code?: unknown } | undefined)?.code === 'MODULE_NOT_FOUND' && String(thrown).includes(`'${file}'`))
      return { message: t('{0} does not exist.', file), file };
    return problemOf(thrown, file);
  }
}

/** `exports.decode`, `module.exports = decode`, `export function decode` or `export default`. */
function decodeOf(exported: unknown): Decode | undefined {
  if (typeof exported === 'function') return exported as Decode;
  if (typeof exported !== 'object' || exported === null) return undefined;
  const { decode, default: byDefault } = exported as { decode?: unknown; default?: unknown };
  if (typeof decode === 'function') return decode as Decode;
  return byDefault === exported ? undefined : decodeOf(byDefault);
}

/** What a module has thrown, with the line of it where that is known. */
function problemOf(thrown: unknown, file: string): SchemaProblem {
  const line = lineIn(thrown, file);
  const text = thrownText(thrown);
  return line === undefined
    ? { message: t('{0}: {1}', file, text), file }
    : { message: t('{0}, line {1}: {2}', file, line, text), file, line };
}

/** The first place in the file that a trace names. */
function lineIn(thrown: unknown, file: string): number | undefined {
  let stack: unknown;
  try {
    stack = (thrown as { stack?: unknown } | undefined)?.stack;
  } catch {
    // A getter of the module's own.
    return undefined;
  }
  if (typeof stack !== 'string') return undefined;
  const text = stack.slice(0, 20_000).replaceAll('file://', '');
  const at = text.indexOf(`${file}:`);
  const line = at < 0 ? NaN : Number.parseInt(text.slice(at + file.length + 1, at + file.length + 10), 10);
  return Number.isFinite(line) ? line : undefined;
}
