import { firstJsonMember, jsonMembers } from './jsonMembers';
import type { Protocol, Wire } from './protocol';

/** One of these comes first in what any library writes. */
const firstMembers: ReadonlySet<string> = new Set(['jsonrpc', 'id', 'method', 'params', 'result', 'error']);

interface Call {
  part: 'request' | 'reply' | 'notification';
  id?: string;
}

/** JSON-RPC 2.0 and 1.0, in the last frame of a message. Either side may ask. */
export const jsonRpc: Protocol = {
  sign(wire) {
    const call = callOf(wire);
    if (!call) return undefined;
    if (call.id === undefined || call.part === 'notification') return {};
    return call.part === 'request' ? { asks: `rpc ${wire.toServer} ${call.id}` } : { answers: `rpc ${!wire.toServer} ${call.id}` };
  },

  layout(wire) {
    const call = callOf(wire);
    return call && { from: wire.frames.length - 1, roles: [`json-rpc ${call.part}`], rest: 'body' };
  },
};

function callOf({ frames, body }: Wire): Call | undefined {
  const last = frames.length - 1;
  const frame = frames[last];
  if (!frame || last < body || frame.length < 12 || !firstMembers.has(firstJsonMember(frame) ?? '')) return undefined;
  const members = jsonMembers(frame, ['jsonrpc', 'id', 'method', 'result', 'error', 'params']);
  if (!members) return undefined;
  const [version, id, method, result, error, params] = members;
  const isVersion2 = version === '"2.0"';
  const named = id === undefined || id === 'null' ? undefined : id;
  const isAnswer = result !== undefined || error !== undefined;
  if (method?.startsWith('"') && !isAnswer) {
    if (named !== undefined) return { part: 'request', id: named };
    return isVersion2 || (id === 'null' && params !== undefined) ? { part: 'notification' } : undefined;
  }
  return method === undefined && isAnswer && (isVersion2 || id !== undefined) ? { part: 'reply', id: named } : undefined;
}
