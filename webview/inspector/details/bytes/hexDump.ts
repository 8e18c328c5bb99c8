/** Three columns of text with one line each `width` bytes. */
export interface HexDump {
  offsets: string;
  hex: string;
  ascii: string;
}

const hexOf = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

export function hexDump(bytes: Uint8Array, width: number): HexDump {
  const offsets: string[] = [];
  const hex: string[] = [];
  const ascii: string[] = [];
  for (let at = 0; at < bytes.length; at += width) {
    const line = bytes.subarray(at, at + width);
    offsets.push(at.toString(16).padStart(8, '0'));
    let digits = '';
    let letters = '';
    for (const [i, byte] of line.entries()) {
      digits += (i === 0 ? '' : i % 8 === 0 ? '  ' : ' ') + hexOf[byte];
      letters += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.';
    }
    hex.push(digits);
    ascii.push(letters);
  }
  return { offsets: offsets.join('\n'), hex: hex.join('\n'), ascii: ascii.join('\n') };
}

/** Column of a byte's digits in its line. */
export function columnOfByte(byte: number): number {
  return byte * 3 + Math.floor(byte / 8);
}

/** The byte whose digits, or the blank behind them, stand at this column. */
export function byteAtColumn(column: number): number {
  const group = Math.floor(column / 25);
  return group * 8 + Math.min(7, Math.floor((column - group * 25) / 3));
}
