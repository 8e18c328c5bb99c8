import * as v from 'valibot';
import { parseEndpoint } from '../../core/socket/endpoint';
import { ZmqError } from '../../core/base/errors';
import type { SendParams, SocketSpec } from '../../protocol/sockets';
import { bytesInput, parseSpecInput } from '../sockets/specInput';
import { commands } from './commandIds';

const everything = new Uint8Array(0);
const name = v.optional(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200)));
const flag = v.optional(v.boolean(), false);
const socket = v.pipe(v.string(), v.minLength(1));

const subscribe = v.strictObject({ endpoint: v.string(), topics: v.optional(v.array(bytesInput)), bind: flag, name });
const publish = v.strictObject({ endpoint: v.string(), connect: flag, name });
const openSocket = v.strictObject({
  type: v.pipe(v.string(), v.toLowerCase()),
  bind: v.optional(v.array(v.string())),
  connect: v.optional(v.array(v.string())),
  subscribe: v.optional(v.array(v.unknown())),
  options: v.optional(v.record(v.string(), v.unknown())),
  name,
});
const send = v.strictObject({ socket, frames: v.pipe(v.array(bytesInput), v.minLength(1)), routingId: v.optional(bytesInput) });
const closeSocket = v.strictObject({ socket });

type WithArgument = {
  [Id in keyof typeof commands]: (typeof commands)[Id] extends { argument: string } ? Id : never;
}[keyof typeof commands];

const takesBytes: readonly WithArgument[] = ['zmq.subscribe', 'zmq.openSocket', 'zmq.send'];

/** @throws ZmqError `invalidParams` or `invalidEndpoint`, as do the others. */
export function subscribeArgument(argument: unknown): SocketSpec {
  const { endpoint, topics, bind, name } = parseArgument('zmq.subscribe', subscribe, argument);
  return { type: 'sub', name, ...placed(endpoint, bind ? 'bind' : 'connect'), subscribe: topics ?? [everything] };
}

export function publishArgument(argument: unknown): SocketSpec {
  const { endpoint, connect, name } = parseArgument('zmq.publish', publish, argument);
  return { type: 'pub', name, ...placed(endpoint, connect ? 'connect' : 'bind') };
}

export function openSocketArgument(argument: unknown): SocketSpec {
  const input = parseArgument('zmq.openSocket', openSocket, argument);
  return explained('zmq.openSocket', () => parseSpecInput(input));
}

/** `socket` may still be a name. */
export function sendArgument(argument: unknown): SendParams {
  return parseArgument('zmq.send', send, argument);
}

/** `socket` may still be a name. */
export function closeSocketArgument(argument: unknown): { socket: string } {
  return parseArgument('zmq.closeSocket', closeSocket, argument);
}

function placed(endpoint: string, role: 'bind' | 'connect'): Pick<SocketSpec, 'bind' | 'connect'> {
  return { [role]: [parseEndpoint(endpoint, role).text] };
}

/** The argument, where it has the shape. @throws ZmqError `invalidParams` */
export function parseArgument<T>(command: WithArgument, schema: v.GenericSchema<unknown, T>, argument: unknown): T {
  return explained(command, () => v.parse(schema, argument));
}

function explained<T>(command: WithArgument, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof v.ValiError)) throw error;
    const [issue] = error.issues as [v.BaseIssue<unknown>];
    const where = v.getDotPath(issue);
    throw new ZmqError('invalidParams', `${command}: ${where ? `"${where}": ` : ''}${issue.message}.`, {
      hint: `Its argument is ${commands[command].argument}${takesBytes.includes(command) ? '; bytes are written as "text", {"hex": "00ff"} or {"base64": "AP8="}' : ''}.`,
    });
  }
}
