import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, test } from 'node:test';
import { Sources } from '../../../../src/core/capture/sources';
import { csvCell } from '../../../../src/core/export/cells';
import { csvForm } from '../../../../src/core/export/csv';
import type { ExportedRecord } from '../../../../src/core/capture/exportedRecord';
import { JsonBytes } from '../../../../src/core/export/jsonBytes';
import { JsonLines, jsonOf } from '../../../../src/core/export/jsonLines';
import { markdownForm } from '../../../../src/core/export/markdown';
import { isoTime } from '../../../../src/core/export/parts';
import { toBase64 } from '../../../../src/core/base/bytes';
import { isUtf8 } from '../../../../src/core/base/utf8';

const source = new Sources().open({ id: 's1', name: 'feed', kind: 'socket', types: ['sub'] });
const record = (frames: readonly Uint8Array[], more: Partial<ExportedRecord> = {}): ExportedRecord => {
  const size = frames.reduce((sum, { length }) => sum + length, 0);
  return {
    number: 1,
    time: 0,
    direction: 'in',
    source,
    topic: '',
    peer: '',
    frames,
    subjectFrames: 0,
    frameCount: frames.length,
    size,
    kept: size,
    marked: undefined,
    event: undefined,
    ...more,
  };
};

describe('forms of export', () => {
  test('times are those of Date, to the microsecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 0, max: 999 }), (ms, micros) => {
        const written = isoTime(ms + micros / 1000);
        assert.match(written, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
        assert.ok(Math.abs(Date.parse(`${written.slice(0, 23)}Z`) + Number(written.slice(23, 26)) / 1000 - (ms + micros / 1000)) < 0.002);
      }),
    );
    assert.equal(isoTime(999.9999), '1970-01-01T00:00:01.000000Z');
  });

  test('no cell of a CSV is a formula, and each is read back', () => {
    /** RFC 4180, in a few lines. */
    const read = (line: string) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');
    const isNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('=', '+', '-', '@', '＝', '－', '\ufeff', ';', '\t', '\r', '\n', '"', ',', '1', '.', 'e', 'a', ' '),
        }),
        (text) => {
          const [value = ''] = read(csvCell(text));
          // Nothing but apostrophes is added, and no cell begins with what would run, whatever separates cells.
          assert.equal(value.replaceAll("'", ''), text);
          for (const cell of value.split(/[;\t\n\r]/)) if (!isNumber.test(cell)) assert.doesNotMatch(cell, /^[\s\p{Cf}]*[=+\-@＝＋－＠]/u);
          if (isNumber.test(text)) assert.equal(value, text);
        },
      ),
    );
    assert.match(csvForm.record(record([new TextEncoder().encode('=1+1')])), /,'=1\+1$/);
    assert.match(csvForm.record(record([new TextEncoder().encode('-12.5e3')])), /,-12\.5e3$/);
  });

  test('JSON has each byte, as text or Base64', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.uint8Array({ maxLength: 40 }),
            fc.string({ unit: 'binary' }).map((text) => new TextEncoder().encode(text)),
          ),
        ),
        (frames) => {
          const { frames: written } = JSON.parse(jsonOf(record(frames))) as { frames: (string | { $base64: string })[] };
          assert.deepEqual(
            written.map((frame) => (typeof frame === 'string' ? Buffer.from(frame) : Buffer.from(frame.$base64, 'base64')).toString('hex')),
            frames.map((frame) => Buffer.from(frame).toString('hex')),
          );
        },
      ),
    );
  });

  test('many records in one buffer are what each is by itself, however it grows', () => {
    const name = fc.string({ unit: fc.constantFrom('a', '"', '\\', '\n', 'ü', '😀', '\u2028') });
    fc.assert(
      fc.property(
        fc.array(fc.record({ frames: fc.array(fc.uint8Array({ maxLength: 300 })), topic: name, peer: name, marked: name })),
        (all) => {
          const out = new JsonBytes(16);
          const lines = new JsonLines(out);
          let text = '';
          for (const { frames, ...texts } of all) {
            const one = record(frames, texts);
            lines.write(one);
            out.raw('\n');
            if (out.length > 200) text += Buffer.from(out.take()).toString();
            const { topic, peer, marked } = JSON.parse(jsonOf(one)) as typeof texts;
            assert.deepEqual({ topic: topic ?? '', peer: peer ?? '', marked }, texts);
          }
          text += out.text();
          assert.equal(text, all.map(({ frames, ...texts }) => `${jsonOf(record(frames, texts))}\n`).join(''));
        },
      ),
    );
  });

  test('what was kept in part says so', () => {
    const cut = JSON.parse(jsonOf(record([new Uint8Array(3)], { size: 10, frameCount: 2 }))) as { cut: unknown };
    assert.deepEqual(cut.cut, { bytes: 3, frames: 1, of: 2 });
  });

  test('Markdown has one row of eight cells, whatever the message', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('|', '\\', '\n', '<', '`', '*', '_', '@', '#', 'a', '[', ']') }), (text) => {
        const row = markdownForm.record(record([new TextEncoder().encode(text)]));
        assert.equal(row.replaceAll(/\\[^]/g, '').split('|').length, 10);
        assert.ok(!/[\n<]/.test(row));
      }),
    );
  });

  test('Base64 and UTF-8 are what Node says', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 30 }), (bytes) => {
        assert.equal(toBase64(bytes), Buffer.from(bytes).toString('base64'));
        assert.equal(isUtf8(bytes), Buffer.from(Buffer.from(bytes).toString('utf8')).equals(Buffer.from(bytes)));
      }),
      { numRuns: 2000 },
    );
  });
});
