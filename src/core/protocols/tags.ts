import { quickPath, quickValue } from '../codecs/formats/quickValues';
import { jsonMembers } from './jsonMembers';
import { keyOf } from './protocol';

/** Bytes of a content in which ids are looked for: this runs for each message. */
const maxTagged = 1024;
/** Members that hold an id of their own. */
const ids = [
  'id',
  ...['request_id', 'requestId', 'req_id', 'reqId', 'correlation_id', 'correlationId', 'msg_id', 'msgId', 'message_id', 'messageId'],
  ...['seq', 'uuid', 'uid', 'transaction_id', 'transactionId', 'call_id', 'callId'],
];
/** Members that name the message that is answered. */
const references = ['in_reply_to', 'inReplyTo', 'reply_to', 'replyTo', 'parent_id', 'parentId'];
/** Members that hold such members. */
const holders = ['header', 'headers', 'meta', 'metadata'];
const names = [...ids, ...references, ...holders];
const packedIds = ['id', 'request_id', 'msg_id', 'correlation_id'].map((name) => quickPath([name]));

/** What tags begin with that are ids: those of two requests are never the same by chance. */
export const idTag = 'id ';

/** What a message may be known by. */
export interface Tags {
  /** Its own. */
  own?: string;
  /** Of the message that it answers, if it answers one. */
  answered?: string;
}

/**
 * What a program may write into a request to know its reply by: an id in JSON or MessagePack, the second element of a list (OCPP, WAMP,
 * msgpack-rpc), or a frame before the content. `body`: the first frame behind the envelope.
 */
export function tagsOf(frames: readonly Uint8Array[], body: number): Tags {
  const first = frames[body];
  if (!first) return {};
  const last = (frames[frames.length - 1] as Uint8Array).subarray(0, maxTagged);
  const tags = contentTags(last);
  if (tags) return tags;
  if (body + 1 === frames.length) return {};
  const key = keyOf(first);
  return { own: key, answered: key };
}

function contentTags(content: Uint8Array): Tags | undefined {
  const head = content[0] as number;
  if (head === openBrace) return membersTags(content, true);
  if (head === openBracket) return both(second.exec(String.fromCharCode(...content.subarray(0, 128)))?.[1]);
  if (head > 0x80 && head < 0x90) return packedTags(content);
  // A list of four, as msgpack-rpc has it: kind, id, and two more.
  const id = head === 0x94 && (content[1] as number) <= 1 ? content[2] : undefined;
  return id === undefined || id >= 0x80 ? undefined : both(String(id));
}
const openBrace = 0x7b;
const openBracket = 0x5b;
const second = /^\[\s*\d{1,3}\s*,\s*("[^"\\]{1,100}"|\d{1,20})\s*[,\]]/;

function membersTags(content: Uint8Array, isOuter: boolean): Tags | undefined {
  const members = jsonMembers(content, names);
  if (!members) return undefined;
  const found = (from: number, count: number) =>
    members.slice(from, from + count).find((value) => value !== undefined && isPlain.test(value));
  const own = found(0, ids.length);
  const reference = found(ids.length, references.length);
  if (own !== undefined || reference !== undefined) {
    const answered = reference ?? own;
    return { ...(own === undefined ? {} : { own: tag(own) }), ...(answered === undefined ? {} : { answered: tag(answered) }) };
  }
  const holder = isOuter ? members.slice(ids.length + references.length).find((value) => value?.startsWith('{')) : undefined;
  return holder === undefined
    ? undefined
    : membersTags(
        Uint8Array.from(holder, (letter) => letter.charCodeAt(0)),
        false,
      );
}

/** A text or a number. */
const isPlain = /^(?:"|-?\d)/;

function packedTags(content: Uint8Array): Tags | undefined {
  for (const path of packedIds) {
    const picked = path && quickValue(content, path).picked;
    const value = picked?.kind === 'number' ? (picked.text ?? String(picked.number)) : picked?.kind === 'string' ? picked.text : undefined;
    if (value !== undefined) return both(value);
  }
  return undefined;
}

function both(value: string | undefined): Tags | undefined {
  return value === undefined ? undefined : { own: tag(value), answered: tag(value) };
}

/** Some give a number back as a text. */
const tag = (value: string) => `${idTag}${value.replace(/^"|"$/g, '')}`;
