import { t } from '@vscode/l10n';
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { codeOf } from '../process/errno';
import type { KeptEntry, NewEntry } from './transcript';
import { WriteQueue } from './writeQueue';

/** Read of a history at most, from its end, bytes. */
const maxRead = 32 * 1024 * 1024;
/** Lines of which a file is written anew with what is still kept. */
const maxLines = 10_000;

/** Characters of a text; more than a transcript takes of a message. */
const maxText = 4 * 1024 * 1024;
/** 9999-12-31: later times have no ISO 8601 form with four digits. */
const maxTime = 253_402_300_799_999;

const text = (length: number) => v.pipe(v.string(), v.maxLength(length));
const time = v.pipe(v.number(), v.minValue(0), v.maxValue(maxTime));
const stored = v.object({
  kind: v.picklist(['message', 'missed']),
  time,
  own: v.boolean(),
  text: text(maxText),
  nick: v.optional(text(100)),
  room: v.optional(text(100)),
  said: v.optional(time),
  size: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  cut: v.optional(v.boolean()),
  binary: v.optional(v.boolean()),
  state: v.optional(v.picklist(['sent', 'refused'])),
  reason: v.optional(text(10_000)),
  mention: v.optional(v.boolean()),
  count: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
});

/** What was said in one chat, in a file of JSON lines. Only what the transcript keeps is kept there. */
export class History {
  private readonly file: string;
  private lines = 0;
  private readonly queue: WriteQueue<KeptEntry>;

  /** `kept`: what a file written anew holds. */
  constructor(
    folder: string,
    chat: string,
    private readonly kept: () => readonly KeptEntry[],
    private readonly complain: (text: string) => void,
  ) {
    this.file = path.join(folder, `${chat}.jsonl`);
    this.queue = new WriteQueue(
      (entries) => this.write(entries),
      (reason) => this.fail(reason),
    );
  }

  /** What is there; `unreadable` counts lines that are none of ours. A `damaged` file is to be written anew. */
  async read(): Promise<{ entries: NewEntry[]; unreadable: number; damaged: boolean }> {
    let content: string;
    try {
      const file = await open(this.file, 'r');
      try {
        const { size } = await file.stat();
        const start = Math.max(0, size - maxRead);
        const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(size, maxRead)), 0, Math.min(size, maxRead), start);
        content = buffer.toString('utf8', 0, bytesRead);
        if (start > 0) content = content.slice(content.indexOf('\n') + 1);
      } finally {
        await file.close();
      }
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') this.fail(error instanceof Error ? error.message : String(error));
      return { entries: [], unreadable: 0, damaged: false };
    }
    const lines = content.split('\n').filter((line) => line !== '');
    this.lines = lines.length;
    const entries = lines.map(parse).filter((entry) => entry !== undefined);
    // An own message that was refused and went out later is there twice: the later line holds.
    const latest = new Map(entries.map((entry, at) => [entry.own ? `${entry.time} ${entry.text}` : at, entry]));
    const unreadable = lines.length - entries.length;
    // What is appended to a line that was cut off would be lost with it.
    const damaged = unreadable > 0 || (content !== '' && !content.endsWith('\n'));
    return { entries: [...latest.values()], unreadable, damaged };
  }

  /** Writes the entry as it will be in a moment; again, when it changes after that. */
  append(entry: KeptEntry): void {
    this.queue.add(entry);
  }

  /** Writes the file anew, with what is kept. */
  rewrite(): void {
    this.queue.instead(() => this.writeAnew());
  }

  delete(): void {
    this.queue.instead(() => rm(this.file, { force: true }));
  }

  /** Settles when all that was asked for is on the disk. */
  settled(): Promise<void> {
    return this.queue.settled();
  }

  private async write(entries: readonly KeptEntry[]): Promise<void> {
    this.lines += entries.length;
    if (this.lines > maxLines) return this.writeAnew();
    await mkdir(path.dirname(this.file), { recursive: true });
    await writeFile(this.file, entries.map(line).join(''), { flag: 'a', mode: 0o600 });
  }

  private async writeAnew(): Promise<void> {
    const entries = this.kept().filter(({ kind }) => kind !== 'system');
    const draft = `${this.file}.new`;
    await mkdir(path.dirname(this.file), { recursive: true });
    await writeFile(draft, entries.map(line).join(''), { mode: 0o600 });
    await rename(draft, this.file);
    this.lines = entries.length;
  }

  private fail(reason: string): void {
    this.complain(t('The history of this chat cannot be kept: {0}.', reason));
  }
}

function line({ kind, time, own, text, nick, room, said, size, cut, binary, state, reason, mention, count }: KeptEntry): string {
  // Nobody will send it when it is read again.
  const outcome =
    state === 'waiting' ? { state: 'refused', reason: t('Not sent: the chat ended before it could go out.') } : { state, reason };
  return `${JSON.stringify({ kind, time, own, text, nick, room, said, size, cut, binary, ...outcome, mention, count })}\n`;
}

function parse(line: string): NewEntry | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined; // counted by the caller
  }
  const result = v.safeParse(stored, value);
  return result.success ? result.output : undefined;
}
