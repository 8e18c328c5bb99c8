import { t } from '@vscode/l10n';
import { firstJsonMember, jsonElements, jsonMembers } from './jsonMembers';
import type { Protocol, Wire } from './protocol';

/** One of these comes first in what any library writes. */
const firstMembers: ReadonlySet<string> = new Set(['jsonrpc', 'id', 'method', 'params', 'result', 'error']);

/** Elements of a batch that are looked at. */
const maxBatch = 100;

interface Call {
  part: 'request' | 'reply' | 'notification';
  id?: string;
}

/** What is in a frame: one call, or those of a batch that are calls. */
interface Calls {
  calls: Call[];
  /** Elements, calls or not, that were looked at; absent: no batch. */
  batch?: { looked: number; isMore: boolean };
}

/** What a call waits under. `id` as it is written in JSON. */
export const callKey = (toServer: boolean, id: string): string => `rpc ${toServer} ${id}`;

/** JSON-RPC 2.0 and 1.0, in the last frame of a message; also batches (2.0, section 6), of which 100 elements are looked at. Either side may ask. */
export const jsonRpc: Protocol = {
  sign(wire) {
    const found = callsOf(wire);
    if (!found) return undefined;
    const asks = idsOf(found.calls, 'request').map((id) => callKey(wire.toServer, id));
    const answers = idsOf(found.calls, 'reply').map((id) => callKey(!wire.toServer, id));
    return { ...(asks.length > 0 ? { asks } : {}), ...(answers.length > 0 ? { answers } : {}) };
  },

  layout(wire) {
    const found = callsOf(wire);
    if (!found) return undefined;
    const { calls, batch } = found;
    // A batch that asks for anything is a request.
    const part = (['request', 'reply'] as const).find((each) => calls.some((call) => call.part === each)) ?? 'notification';
    const last = wire.frames.length - 1;
    return { from: last, roles: [`json-rpc ${part}`], rest: 'body', ...(batch ? { meanings: { [last]: batchWord(batch) } } : {}) };
  },
};

function batchWord({ looked, isMore }: NonNullable<Calls['batch']>): string {
  return isMore ? t('batch of {0} or more', looked) : t('batch of {0}', looked);
}

function callsOf({ frames, body }: Wire): Calls | undefined {
  const last = frames.length - 1;
  const frame = frames[last];
  if (!frame || last < body || frame.length < 12) return undefined;
  const one = callOf(frame);
  if (one) return { calls: [one] };
  // Most arrays of objects are something else: the first element tells.
  const head = jsonElements(frame, 1)?.elements[0];
  const first = head && callOf(head);
  if (!first) return undefined;
  const { elements, isMore } = jsonElements(frame, maxBatch) ?? { elements: [], isMore: false };
  const others = elements.slice(1).map(callOf);
  return { calls: [first, ...others.filter((call) => call !== undefined)], batch: { looked: elements.length, isMore } };
}

/** The ids, each once. */
function idsOf(calls: readonly Call[], part: Call['part']): string[] {
  return [...new Set(calls.flatMap((call) => (call.part === part && call.id !== undefined ? [call.id] : [])))];
}

function callOf(frame: Uint8Array): Call | undefined {
  if (!firstMembers.has(firstJsonMember(frame) ?? '')) return undefined;
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
