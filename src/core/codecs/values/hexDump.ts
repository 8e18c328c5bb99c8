import { toHex } from '../../base/bytes';
import { Budget } from './budget';
import type { Reading } from './reading';

const width = 16;

/** Bytes as they are. */
export function readHex(bytes: Uint8Array): Reading {
  const budget = new Budget();
  const value = budget.bytes(bytes, { range: [0, bytes.length] });
  return { value, ...(budget.notes ? { notes: budget.notes } : {}) };
}

/** Lines of offset, sixteen bytes and their ASCII characters. */
export function hexDump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += width) {
    const row = bytes.subarray(at, at + width);
    const ascii = Array.from(row, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    lines.push(
      `${at.toString(16).padStart(8, '0')}  ${toHex(row.subarray(0, 8), ' ').padEnd(23)}  ${toHex(row.subarray(8), ' ').padEnd(23)}  ${ascii}`,
    );
  }
  return lines.join('\n');
}
