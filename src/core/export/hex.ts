import { visibleText } from '../base/preview';
import { isCut, type ExportedRecord } from '../capture/exportedRecord';
import { isoTime } from './parts';
import type { TextForm } from './textForm';

const bytesPerLine = 16;

/** Offset, 16 bytes and their ASCII a line, as `hexdump -C` has them, below a line about the record and one about each frame. */
export const hexForm: TextForm = {
  head: '',
  record(record) {
    const { number, time, direction, source, event } = record;
    const title = `# No. ${number}  ${isoTime(time)}  ${direction}  ${visibleText(source.name)}`;
    return [title, ...(event ? [`# ${event.kind}`, ...dump(event.sentence)] : frameLines(record))].join('\n');
  },
  between: '\n\n',
  tail: '\n',
};

function frameLines(record: ExportedRecord): string[] {
  const { frames, frameCount, kept, size } = record;
  const lines = frames.flatMap((bytes, index) => [`# frame ${index + 1} of ${frameCount}: ${bytes.length} B`, ...dump(bytes)]);
  return isCut(record) ? [...lines, `# ${kept} of ${size} B kept`] : lines;
}

const pairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const characters = Array.from({ length: 256 }, (_, byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.'));
/** Two columns of eight bytes. */
const width = 48;

function dump(bytes: Uint8Array): string[] {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += bytesPerLine) {
    const end = Math.min(at + bytesPerLine, bytes.length);
    let hex = '';
    let ascii = '';
    for (let i = at; i < end; i++) {
      const byte = bytes[i] as number;
      hex += i === at + bytesPerLine / 2 ? `  ${pairs[byte]}` : i === at ? pairs[byte] : ` ${pairs[byte]}`;
      ascii += characters[byte];
    }
    lines.push(`${at.toString(16).padStart(8, '0')}  ${hex.padEnd(width)}  |${ascii}|`);
  }
  return lines;
}
