import { t } from '@vscode/l10n';
import type { Decoded, ValueEntry, ValueNode } from '../../../protocol/decoding';
import { pictureName } from '../pictures/pictureNames';
import { visibleText } from '../../base/preview';
import { decoders } from './decoderNames';
import { brackets, isContainer, scalarText } from './notation';

/** What was decoded, on one line of at most `maxLength` characters, `…` where it goes on. Values stand as in JSON. */
export function compactText(decoded: Decoded, maxLength: number): string {
  const line = new Line(maxLength);
  writeDecoded(line, decoded);
  return line.end();
}

function writeDecoded(line: Line, { decoder, text, value, picture, array, inner, problem, size }: Decoded): void {
  if (inner) {
    if (decoder === 'prefix') line.write(text ?? '');
    else if (decoder !== 'text' && decoder !== inner.decoder) line.write(`${decoders[decoder].label}: `);
    writeDecoded(line, inner);
  } else if (picture && !array) {
    line.write(`${pictureName(picture)} ${picture.width} × ${picture.height}`);
  } else if (array) {
    line.write(
      array.shape.length > 0
        ? t('{0} array {1}: {2}', array.dtype, array.shape.join(' × '), array.first.join(', '))
        : t('{0} array of one value: {1}', array.dtype, array.first.join(', ')),
    );
    if (array.first.length < array.shape.reduce((product, length) => product * length, 1)) line.write(', …');
  } else if (text !== undefined) {
    // Its lines were indented, which a row has no room for.
    line.write(decoder === 'xml' ? text.replace(/\s*\n\s*/g, '') : text);
  } else if (value) {
    writeValue(line, value);
    if (problem) line.write(' …');
  } else {
    line.write(problem ? `${decoders[decoder].label}: ${problem.message}` : size === 0 ? t('(empty)') : decoders[decoder].label);
  }
}

function writeValue(line: Line, node: ValueNode): void {
  if (line.isFull) return;
  if (node.inner) return writeDecoded(line, node.inner);
  if (!isContainer(node)) {
    // A long scalar need not be escaped as a whole.
    const { text } = node;
    line.write(
      scalarText(
        text !== undefined && text.length > line.maxLength && node.kind !== 'integer'
          ? { ...node, text: text.slice(0, line.maxLength) }
          : node,
      ),
    );
    return;
  }
  const [open, close] = brackets(node);
  const entries = node.entries ?? [];
  line.write(open);
  for (let i = 0; i < entries.length && !line.isFull; i++) {
    if (i > 0) line.write(',');
    writeEntry(line, entries[i] as ValueEntry, node);
  }
  if (node.whole !== undefined && node.whole > entries.length) line.write(entries.length > 0 ? ',…' : '…');
  line.write(close);
}

function writeEntry(line: Line, { key, value }: ValueEntry, container: ValueNode): void {
  if (typeof key === 'string') line.write(container.kind === 'object' ? `${key}=` : `${JSON.stringify(key)}:`);
  else if (key) {
    writeValue(line, key);
    line.write(':');
  }
  writeValue(line, value);
}

/** Takes parts until it is full. */
class Line {
  private text = '';
  isFull = false;

  constructor(readonly maxLength: number) {}

  write(part: string): void {
    if (this.isFull) return;
    this.text += visibleText(part.length > this.maxLength ? part.slice(0, this.maxLength + 1) : part);
    this.isFull = this.text.length > this.maxLength;
  }

  end(): string {
    if (!this.isFull) return this.text;
    const last = this.text.charCodeAt(this.maxLength - 2);
    return `${this.text.slice(0, last >= 0xd800 && last < 0xdc00 ? this.maxLength - 2 : Math.max(0, this.maxLength - 1))}…`;
  }
}
