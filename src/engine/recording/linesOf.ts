import type { FileHandle } from 'node:fs/promises';

/** Bytes that are read at once. */
const chunk = 1024 * 1024;
const newline = 0x0a;
const byteOrderMark = '\ufeff';

/** A stretch of lines of a file. */
export interface Lines {
  /** Without what ends them. A line that is too long is undefined. */
  lines: (string | undefined)[];
  /** Bytes of the file up to here. */
  read: number;
}

/** Lines of a file in UTF-8, as many at a time as one read brings. Lines of more than `longest` bytes are passed over. */
export async function* linesOf(file: FileHandle, longest: number): AsyncGenerator<Lines> {
  const bytes = Buffer.allocUnsafe(chunk);
  let read = 0;
  let rest: Buffer[] = [];
  let restLength = 0;
  let isFirst = true;
  const whole = (end: Buffer): string | undefined => {
    const length = restLength + end.length;
    const text = length > longest ? undefined : restLength === 0 ? end.toString() : Buffer.concat([...rest, end]).toString();
    rest = [];
    restLength = 0;
    const line = isFirst && text?.startsWith(byteOrderMark) ? text.slice(1) : text;
    isFirst = false;
    return line;
  };
  for (;;) {
    const { bytesRead } = await file.read(bytes, 0, chunk, null);
    if (bytesRead === 0) break;
    read += bytesRead;
    const lines: (string | undefined)[] = [];
    let from = 0;
    for (let end = bytes.indexOf(newline); end >= 0 && end < bytesRead; end = bytes.indexOf(newline, from)) {
      lines.push(whole(bytes.subarray(from, end)));
      from = end + 1;
    }
    if (from < bytesRead) {
      // Of a line that is too long its length alone counts.
      if (restLength <= longest) rest.push(Buffer.from(bytes.subarray(from, bytesRead)));
      restLength += bytesRead - from;
    }
    yield { lines, read };
  }
  if (restLength > 0) yield { lines: [whole(Buffer.alloc(0))], read };
}
