import { jsonMembers } from './jsonMembers';
import { isText, keyOf } from './protocol';
import type { Protocol } from './protocol';

const delimiter = '<IDS|MSG>';
/** Behind the delimiter. */
const parts = ['signature', 'header', 'parent header', 'metadata', 'content'] as const;
/** Frames in which the delimiter may be: routers that a message came through, or a topic. */
const maxBefore = 16;

/** Frames that the signature is about, behind it. */
export const signedParts = 4;

/** The frame (from 0) of a message that is its signature; undefined where there is none, or an empty one. */
export function signatureIn(frames: readonly Uint8Array[]): number | undefined {
  const at = find(frames);
  return at < 0 || frames[at + 1]?.length === 0 ? undefined : at + 1;
}

/** Jupyter's wire protocol 5: routing ids or a topic, `<IDS|MSG>`, signature, four parts in JSON, buffers. */
export const jupyter: Protocol = {
  sign({ frames }) {
    const at = find(frames);
    if (at < 0) return undefined;
    const header = jsonMembers(frames[at + 2] as Uint8Array, ['msg_id', 'msg_type']);
    const id = header?.[0];
    const parent = jsonMembers(frames[at + 3] as Uint8Array, ['msg_id'])?.[0];
    return {
      isRouteless: true,
      ...(parent ? { answers: keyed(parent) } : {}),
      // What a kernel asks for by stdin has the parent of the cell that runs; a comm message has no answer.
      ...(id && header[1]?.endsWith('_request"') ? { asks: keyed(id) } : {}),
    };
  },

  layout({ frames, body }) {
    const at = find(frames);
    if (at < 0) return undefined;
    const type = messageType(frames[at + 2] as Uint8Array);
    const isIdentity = Math.min(body, at);
    const content = at + parts.length;
    return {
      // Clients see the routing ids that a kernel's ROUTER was sent.
      from: isIdentity,
      roles: [...frames.slice(isIdentity, at).map(() => 'routing id' as const), 'jupyter delimiter', ...parts],
      rest: 'buffer',
      ...(type ? { meanings: { [at + 2]: type }, line: [type, ...frames.slice(content).map((_, index) => content + index)] } : {}),
    };
  },
};

function find(frames: readonly Uint8Array[]): number {
  const last = Math.min(maxBefore, frames.length - parts.length);
  for (let at = 0; at < last; at++) {
    const frame = frames[at] as Uint8Array;
    if (frame[0] === 0x3c && isText(frame, delimiter)) return at;
  }
  return -1;
}

function keyed(json: string): string {
  return `jupyter ${json.length <= 64 ? json : keyOf(Uint8Array.from(json, (character) => character.charCodeAt(0)))}`;
}

/** `execute_request`, where it is a plain name. */
function messageType(header: Uint8Array): string | undefined {
  const [type = ''] = jsonMembers(header, ['msg_type']) ?? [];
  return /^"([\w.-]{1,80})"$/.exec(type)?.[1];
}
