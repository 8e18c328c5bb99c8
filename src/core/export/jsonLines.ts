import type { ExportedRecord } from '../capture/exportedRecord';
import { isCut } from '../capture/exportedRecord';
import type { Source } from '../capture/sources';
import { JsonBytes } from './jsonBytes';
import { secondOf } from './parts';
import type { TextForm } from './textForm';

/** The objects of JSON Lines as one array. */
export const jsonForm: TextForm = { head: '[\n  ', record: jsonOf, between: ',\n  ', tail: '\n]\n' };

/**
 * Writes records as JSON Lines: an object a record, as docs/export-formats.md has it. A frame that is UTF-8 is a string, any other
 * `{"$base64": …}`, as in the engine's protocol.
 */
export class JsonLines {
  private source: Source | undefined;
  private name = '';
  private direction = '';
  /** What stands behind the time, of records that are alike in it. */
  private about = '';

  constructor(readonly out: JsonBytes) {}

  /** The object of a record, without a line break. */
  write(record: ExportedRecord): void {
    const { out } = this;
    const { number, time, topic, peer, event, frames, size } = record;
    out.raw(`{"number":${number},"time":"`);
    const { written, micros } = secondOf(time);
    out.raw(written);
    out.digits(micros, 6);
    out.raw(this.aboutOf(record));
    if (record.marked !== undefined) this.member('marked', record.marked);
    if (peer) this.member('peer', peer);
    if (topic) this.member(event ? 'endpoint' : 'topic', topic);
    if (event) {
      out.raw(`,"event":"${event.kind}","text":`);
      out.frame(event.sentence);
      out.raw(`,"facts":${JSON.stringify(event.facts ?? null)}}`);
      return;
    }
    out.raw(',"frames":[');
    for (let i = 0; i < frames.length; i++) {
      if (i > 0) out.raw(',');
      out.frame(frames[i] as Uint8Array);
    }
    out.raw(`],"size":${size}`);
    out.raw(isCut(record) ? `,"cut":{"bytes":${record.kept},"frames":${frames.length},"of":${record.frameCount}}}` : '}');
  }

  private member(name: string, text: string): void {
    this.out.raw(`,"${name}":`);
    this.out.string(text);
  }

  private aboutOf({ source, direction }: ExportedRecord): string {
    if (this.source !== source || this.direction !== direction || this.name !== source.name) {
      this.source = source;
      this.direction = direction;
      this.name = source.name;
      this.about = `Z","direction":"${direction}","socket":${JSON.stringify(source.name)}${source.type ? `,"type":"${source.type}"` : ''}`;
    }
    return this.about;
  }
}

/** The object of a record. */
export function jsonOf(record: ExportedRecord): string {
  const out = new JsonBytes(1024);
  new JsonLines(out).write(record);
  return out.text();
}

/** The object of a record with what was decoded of its frames, each as JSON. */
export function withDecoded(json: string, decoded: readonly string[]): string {
  return `${json.slice(0, -1)},"decoded":[${decoded.join(',')}]}`;
}
