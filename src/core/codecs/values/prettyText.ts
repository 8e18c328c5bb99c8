import { t } from '@vscode/l10n';
import { countText } from '../../base/quantities';
import type { Decoded, ValueEntry, ValueNode } from '../../../protocol/decoding';
import { parseHex } from '../../base/bytes';
import { pictureName } from '../pictures/pictureNames';
import { hexDump } from './hexDump';
import { innermost } from './inner';
import { decoders } from './decoderNames';
import { brackets, isContainer, scalarText } from './notation';

/** Characters at which a text ends: no document shows more. */
const maxText = 4 * 1024 * 1024 + 1;

/**
 * What was decoded as a text for people, values indented: JSON where JSON can say it, integers in all digits. The same content gives the
 * same text. Problem and notes are left to the caller, but for a content of which nothing could be read.
 */
export function prettyText(decoded: Decoded): string {
  const { decoder, text, value, picture, array, inner, problem } = decoded;
  if (inner) return decoder === 'prefix' && text ? `${text}\n${prettyText(inner)}` : prettyText(inner);
  if (decoder === 'hex' && value?.kind === 'bytes') {
    const dump = hexDump(parseHex(value.text ?? ''));
    return value.whole === undefined ? dump : t('{0}\n… {1} bytes in all', dump, countText(value.whole));
  }
  if (picture && !array) {
    return t('{0} picture, {1} × {2} pixels', pictureName(picture), picture.width, picture.height);
  }
  if (array) return arrayText(array);
  if (text !== undefined) return text;
  if (!value) return problem?.message ?? decoders[decoder].label;
  const document = new Document();
  document.value(value, 0);
  return document.text;
}

function arrayText({ dtype, shape, first, min, max, mean, counted }: NonNullable<Decoded['array']>): string {
  const size = shape.reduce((product, length) => product * length, 1);
  return [
    `dtype ${dtype}`,
    `shape ${shape.join(' × ') || t('(one value)')}`,
    ...(min === undefined
      ? []
      : [
          counted === undefined
            ? t('min {0}, max {1}, mean {2}', min, max ?? '', mean ?? '')
            : t('min {0}, max {1}, mean {2} (of {3} values)', min, max ?? '', mean ?? '', countText(counted)),
        ]),
    first.length < size ? t('first {0} values: {1}', countText(first.length), first.join(', ')) : t('values: {0}', first.join(', ')),
  ].join('\n');
}

class Document {
  private readonly parts: string[] = [];
  private length = 0;

  get text(): string {
    return this.parts.join('');
  }

  private write(part: string): void {
    this.parts.push(part);
    this.length += part.length;
  }

  value(node: ValueNode, depth: number): void {
    if (this.length > maxText) return;
    if (node.inner) return this.inner(node.inner, depth);
    if (!isContainer(node)) return this.write(scalarText(node));
    const [open, close] = brackets(node);
    const entries = node.entries ?? [];
    const left = (node.whole ?? 0) - entries.length;
    this.write(open);
    const line = `\n${'  '.repeat(depth + 1)}`;
    entries.forEach((entry, index) => {
      if (this.length > maxText) return;
      this.write(index > 0 ? `,${line}` : line);
      this.entry(entry, node, depth + 1);
    });
    if (left > 0) this.write(t('{0}… {1} more', line, countText(left)));
    this.write(entries.length > 0 || left > 0 ? `\n${'  '.repeat(depth)}${close}` : close);
  }

  private inner(decoded: Decoded, depth: number): void {
    const { value } = innermost(decoded);
    if (value) this.value(value, depth);
    else this.write(JSON.stringify(prettyText(decoded)));
  }

  private entry({ key, value }: ValueEntry, container: ValueNode, depth: number): void {
    if (typeof key === 'string') this.write(container.kind === 'object' ? `${key}=` : `${JSON.stringify(key)}: `);
    else if (key) {
      this.value(key, depth);
      this.write(': ');
    }
    this.value(value, depth);
  }
}
