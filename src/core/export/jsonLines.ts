import { toBase64 } from '../base/bytes';
import { isUtf8 } from '../base/utf8';
import { isCut, type ExportedRecord } from '../capture/exportedRecord';
import { isoTime } from './parts';
import type { TextForm } from './textForm';

/**
 * JSON Lines: an object a record, as docs/export-formats.md has it. A frame that is UTF-8 is a string, any other `{"$base64": …}`, as in
 * the engine's protocol.
 */
export const jsonLinesForm: TextForm = { head: '', record: jsonOf, between: '\n', tail: '\n' };

/** The same objects as one array. */
export const jsonForm: TextForm = { head: '[\n  ', record: jsonOf, between: ',\n  ', tail: '\n]\n' };

export function jsonOf(record: ExportedRecord): string {
  const { number, time, direction, source, topic, peer, event, frames, size } = record;
  let json = `{"number":${number},"time":"${isoTime(time)}","direction":"${direction}","socket":${JSON.stringify(source.name)}`;
  if (source.type) json += `,"type":"${source.type}"`;
  if (record.marked !== undefined) json += `,"marked":${JSON.stringify(record.marked)}`;
  if (peer) json += `,"peer":${JSON.stringify(peer)}`;
  if (topic) json += `,${event ? '"endpoint"' : '"topic"'}:${JSON.stringify(topic)}`;
  if (event) return `${json},"event":"${event.kind}","text":${frameJson(event.sentence)},"facts":${JSON.stringify(event.facts ?? null)}}`;
  json += ',"frames":[';
  for (let i = 0; i < frames.length; i++) json += (i > 0 ? ',' : '') + frameJson(frames[i] as Uint8Array);
  return isCut(record)
    ? `${json}],"size":${size},"cut":{"bytes":${record.kept},"frames":${frames.length},"of":${record.frameCount}}}`
    : `${json}],"size":${size}}`;
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

function frameJson(bytes: Uint8Array): string {
  return isUtf8(bytes) ? JSON.stringify(decoder.decode(bytes)) : `{"$base64":"${toBase64(bytes)}"}`;
}

/** The object of a record with what was decoded of its frames, each as JSON. */
export function withDecoded(json: string, decoded: readonly string[]): string {
  return `${json.slice(0, -1)},"decoded":[${decoded.join(',')}]}`;
}
