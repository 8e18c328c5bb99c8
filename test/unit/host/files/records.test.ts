import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ZmqError } from '../../../../src/core/base/errors';
import { wholeFrame } from '../../../../src/host/files/frameBytes';
import { fileNameOf, frameFileName } from '../../../../src/host/files/frameFile';
import { documentName, parseDocumentQuery, textOfDocument } from '../../../../src/host/files/documentNames';
import { FileGrants } from '../../../../src/host/inspector/fileGrants';
import type { RecordDetails } from '../../../../src/protocol/log';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('documents of records', () => {
  it('are named for record and frame, with an ending for the language, and say first what they leave out', () => {
    const json = { text: '{}', language: 'json' } as const;
    assert.equal(documentName({ number: 12, frame: 1 }, json), 'No. 12, frame 2.json');
    assert.equal(documentName({ number: 12 }, { text: 'x', language: 'plaintext', cut: 'More.' }), 'No. 12.txt');
    assert.equal(textOfDocument({ text: 'x', language: 'plaintext', cut: 'More.' }), 'More.\nx');
    const cut = { ...json, cut: 'More.' };
    assert.deepEqual([documentName({ number: 12 }, cut), textOfDocument(cut)], ['No. 12.jsonc', '// More.\n{}']);
    assert.equal(textOfDocument(json), '{}');
  });

  it('are shown only where their address was made here', () => {
    const query = { generation: 5, decoders: 2, number: 12, frame: 0, decoder: 'json' };
    assert.deepEqual(parseDocumentQuery(JSON.stringify(query)), query);
    for (const text of [
      '',
      '{',
      '[]',
      'null',
      JSON.stringify({ ...query, number: -1 }),
      JSON.stringify({ ...query, decoder: 'telepathy' }),
      JSON.stringify({ ...query, run: 1 }),
    ]) {
      assert.equal(parseDocumentQuery(text), undefined, text);
    }
  });
});

describe('a frame that is saved', () => {
  const details = (frames: { size: number; kept: number }[], fromFrame = 0) =>
    ({ fromFrame, frames: frames.map((frame) => ({ ...frame, bytes: bytes('x'), role: 'body' })) }) as unknown as RecordDetails;

  it('is refused where the log does not have all of it, with the reason', () => {
    assert.equal(wholeFrame(12, 3, details([{ size: 7, kept: 7 }], 3)).size, 7);
    assert.throws(
      () =>
        wholeFrame(
          12,
          1,
          details([
            { size: 1, kept: 1 },
            { size: 5000, kept: 1024 },
          ]),
        ),
      (error) => error instanceof ZmqError && /Frame 2 of No. 12.*1024 of its 5000 bytes/.test(error.message),
    );
    assert.throws(
      () => wholeFrame(12, 7, details([])),
      (error) => error instanceof ZmqError && error.data.code === 'noSuchRecord',
    );
  });

  it('has a name that fits it, and never one that leads elsewhere', () => {
    assert.deepEqual(
      [bytes('{"a": 1}'), bytes('hello'), Uint8Array.of(0, 255), new Uint8Array(0)].map((frame) => frameFileName(12, 1, frame)),
      ['json', 'txt', 'bin', 'bin'].map((ending) => `No. 12, frame 2.${ending}`),
    );
    assert.deepEqual(['chart.png', '../../etc/passwd', 'C:\\x', 'a\nb', '..', 'a'.repeat(500)].map(fileNameOf), [
      'chart.png',
      '-..-etc-passwd',
      'C-x',
      'a-nb',
      'file',
      'a'.repeat(120),
    ]);
  });
});

describe('files that a page may have sent', () => {
  it('are those that a person chose for it, and those of saved messages', () => {
    const grants = new FileGrants(() => [
      {
        name: 'saved',
        frames: [
          { format: 'file', text: '/saved.bin' },
          { format: 'text', text: '/text.bin' },
        ],
      },
    ]);
    grants.grant('/chosen.bin');
    const draft = (text: unknown) => [
      { format: 'text', text: 'x' },
      { format: 'file', text },
    ];
    for (const path of ['/chosen.bin', '/saved.bin']) grants.check(draft(path));
    for (const path of ['/etc/passwd', '/text.bin', '/chosen.bin/../other', 7, undefined]) {
      assert.throws(
        () => grants.check(draft(path)),
        (error) => error instanceof ZmqError && error.data.code === 'invalidFrame' && /^Frame 2 would send a file/.test(error.message),
      );
    }
    for (const nonsense of [undefined, null, 'x', [null, 7, 'file']]) grants.check(nonsense);
  });
});
