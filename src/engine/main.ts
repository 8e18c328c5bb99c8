/**
 * The engine process. Forked by the extension host it speaks the contract over IPC; with `--stdio` over its standard
 * streams, framed as in the Language Server Protocol, with bytes as `{"$base64": …}`. Logs go to stderr.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { patience } from '../core/base/patience';
import type { MessageConnection } from 'vscode-jsonrpc';
import { IPCMessageReader, IPCMessageWriter, StreamMessageReader, StreamMessageWriter, createMessageConnection } from 'vscode-jsonrpc/node';
import type { ContentTypeDecoder, ContentTypeEncoder, Logger } from 'vscode-jsonrpc';
import { parseBase64 } from '../core/base/bytes';
import { fromJsonBytes, toJsonBytes } from '../core/base/jsonBytes';
import { serve } from './server';

const name = 'application/json';
const encoder: ContentTypeEncoder = {
  name,
  encode: (message) => Promise.resolve(Buffer.from(JSON.stringify(toJsonBytes(message, (bytes) => Buffer.from(bytes).toString('base64'))))),
};
const decoder: ContentTypeDecoder = {
  name,
  decode: (bytes) => Promise.resolve(fromJsonBytes(JSON.parse(Buffer.from(bytes).toString('utf8')), bytesOfBase64) as never),
};

/** As `parseBase64`, and many times faster: Node passes over what is no digit, and there are too few bytes then. */
function bytesOfBase64(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64');
  const digits = text.length - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0);
  return digits % 4 !== 1 && bytes.length === Math.floor((digits * 3) / 4) ? new Uint8Array(bytes) : parseBase64(text);
}

/** Ends as soon as what was said is written, whatever libzmq still holds: whoever asked for this is gone. */
async function exit(): Promise<void> {
  await Promise.race([engine.chats.settled(), delay(patience.exit)]);
  // It would wait for threads.
  if ((await Promise.race([engine.decoding.ended(), delay(patience.exit, 'late')])) === 'late') process.kill(process.pid, 'SIGKILL');
  process.exit();
}

/** What the connection itself has to say, such as of messages that are none. */
const logger: Logger = {
  error: (text) => void process.stderr.write(`error: ${text}\n`),
  warn: (text) => void process.stderr.write(`warning: ${text}\n`),
  info: (text) => void process.stderr.write(`info: ${text}\n`),
  log: (text) => void process.stderr.write(`${text}\n`),
};

function connect(): MessageConnection {
  if (process.argv.includes('--stdio')) {
    process.stdin.once('end', () => void exit());
    process.stdin.once('close', () => void exit());
    process.stdout.on('error', () => void exit());
    const reader = new StreamMessageReader(process.stdin, { charset: 'utf-8', contentTypeDecoder: decoder });
    return createMessageConnection(
      reader,
      new StreamMessageWriter(process.stdout, { charset: 'utf-8', contentTypeEncoder: encoder }),
      logger,
    );
  }
  if (!process.send) {
    process.stderr.write('The engine is started by the extension, or by a program with --stdio (see docs/engine-protocol.md).\n');
    process.exit(2);
  }
  process.once('disconnect', () => void exit());
  return createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process), logger);
}

const connection = connect();
process.on('uncaughtException', (error) => {
  process.stderr.write(`fatal: ${error.stack}\n`);
  process.exit(1);
});
// Ctrl+C in a terminal reaches the whole process group; who started the engine decides about its end.
process.on('SIGINT', () => undefined);
const engine = serve(connection);
connection.onClose(() => void exit());
connection.listen();
