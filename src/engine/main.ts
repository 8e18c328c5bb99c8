/**
 * The engine process. Forked by the extension host it speaks the contract over IPC; with `--stdio` over its standard
 * streams, framed as in the Language Server Protocol, with bytes as `{"$base64": …}`. Logs go to stderr.
 */
import type { MessageConnection } from 'vscode-jsonrpc';
import { IPCMessageReader, IPCMessageWriter, StreamMessageReader, StreamMessageWriter, createMessageConnection } from 'vscode-jsonrpc/node';
import type { ContentTypeDecoder, ContentTypeEncoder, Logger } from 'vscode-jsonrpc';
import { fromJsonBytes, toJsonBytes } from '../core/jsonBytes';
import { serve } from './server';

const name = 'application/json';
const encoder: ContentTypeEncoder = {
  name,
  encode: (message) => Promise.resolve(Buffer.from(JSON.stringify(toJsonBytes(message, (bytes) => Buffer.from(bytes).toString('base64'))))),
};
const decoder: ContentTypeDecoder = {
  name,
  decode: (bytes) => Promise.resolve(fromJsonBytes(JSON.parse(Buffer.from(bytes).toString('utf8'))) as never),
};

/** Ends at once, whatever libzmq still holds: whoever asked for this is gone. */
function exit(code = 0): void {
  process.exit(code);
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
    process.stdin.once('end', () => exit());
    process.stdin.once('close', () => exit());
    process.stdout.on('error', () => exit());
    const reader = new StreamMessageReader(process.stdin, { charset: 'utf-8', contentTypeDecoder: decoder });
    return createMessageConnection(reader, new StreamMessageWriter(process.stdout, { charset: 'utf-8', contentTypeEncoder: encoder }), logger);
  }
  if (!process.send) {
    process.stderr.write('The engine is started by the extension, or by a program with --stdio (see docs/engine-protocol.md).\n');
    process.exit(2);
  }
  process.once('disconnect', () => exit());
  return createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process), logger);
}

const connection = connect();
process.on('uncaughtException', (error) => {
  process.stderr.write(`fatal: ${error.stack}\n`);
  exit(1);
});
// Ctrl+C in a terminal reaches the whole process group; who started the engine decides about its end.
process.on('SIGINT', () => undefined);
serve(connection);
connection.onClose(() => exit());
connection.listen();
