import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { omqScript } from '../../../../src/core/export/code/omq';
import type { Sender } from '../../../../src/core/export/code/senders';

const everyByte = Uint8Array.from({ length: 256 }, (_, i) => i);
const bytes = (text: string) => new TextEncoder().encode(text);

function senderOf(frames: readonly Uint8Array[][], more: Partial<Sender> = {}): Sender {
  return {
    type: 'push',
    role: 'connect',
    endpoint: `ipc:///tmp/it's "here" $HOME`,
    isExample: false,
    routingId: undefined,
    messages: frames.map((each, i) => ({ number: i + 1, frames: each, isCut: false })),
    ...more,
  };
}

/** What `omq` gets on its command line and from its input, where the script runs in this shell. */
function run(shell: string, script: string): { args: string[]; input: Buffer } {
  const folder = mkdtempSync(path.join(tmpdir(), 'zmq-omq-'));
  try {
    const stub = path.join(folder, 'omq');
    writeFileSync(stub, `#!/bin/sh\nprintf '%s\\0' "$@" > '${folder}/args'\ncat > '${folder}/input'\n`, { mode: 0o755 });
    writeFileSync(path.join(folder, 'script'), script);
    execFileSync(shell, [path.join(folder, 'script')], { env: { ...process.env, PATH: `${folder}:${process.env['PATH']}` } });
    return {
      args: readFileSync(path.join(folder, 'args'), 'utf8').split('\0').slice(0, -1),
      input: readFileSync(path.join(folder, 'input')),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Arrays of bin of MessagePack (its specification, msgpack.org), as far as they are needed here. */
function unpacked(input: Buffer): string[][] {
  const messages: string[][] = [];
  let at = 0;
  const number = (length: number) => {
    const value = input.readUIntBE(at, length);
    at += length;
    return value;
  };
  while (at < input.length) {
    const head = number(1);
    const count = head >> 4 === 9 ? head & 15 : number(head === 0xdc ? 2 : 4);
    messages.push(
      Array.from({ length: count }, () => {
        const length = number({ 0xc4: 1, 0xc5: 2, 0xc6: 4 }[number(1)] ?? assert.fail('no bin'));
        at += length;
        return input.toString('latin1', at - length, at);
      }),
    );
  }
  return messages;
}

describe('lines for omq', () => {
  for (const shell of ['sh', 'bash'])
    test(`every byte and every empty frame goes through ${shell}`, () => {
      const binary = [
        [everyByte, bytes("it's %s %% \\n"), new Uint8Array(), new Uint8Array()],
        [new Uint8Array()],
        Array.from({ length: 20 }, () => new Uint8Array(300).fill(0x5c)),
        [new Uint8Array(70_000).fill(0xff), bytes('0123')],
      ];
      const sent = run(shell, omqScript([senderOf(binary)]));
      assert.deepEqual(sent.args, ['push', '--connect', `ipc:///tmp/it's "here" $HOME`, '--msgpack']);
      assert.deepEqual(
        unpacked(sent.input),
        binary.map((frames) => frames.map((frame) => Buffer.from(frame).toString('latin1'))),
      );

      const texts = [['a\tb', '', 'ü"\\\0\n', ''], [''], ["it's"]];
      const lines = run(shell, omqScript([senderOf(texts.map((frames) => frames.map(bytes)))])).input.toString();
      assert.deepEqual(
        lines
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line) as string[]),
        texts,
      );
    });

  test('types and routing ids that omq does not take are said', () => {
    const message = [[bytes('x')]];
    assert.match(omqScript([senderOf(message, { type: 'stream' })]), /^# omq has no STREAM: messages of records 1 are left out\n$/);
    assert.match(omqScript([senderOf(message, { type: 'xpub' })]), / omq pub --connect/);
    const id = { type: 'dealer' as const, routingId: bytes("w'1") };
    assert.deepEqual(run('sh', omqScript([senderOf(message, id)])).args.slice(3), ['--identity', "w'1", '--jsonl']);
    const binary = omqScript([senderOf(message, { ...id, routingId: everyByte.subarray(1, 4) })]);
    assert.match(binary, /^# omq takes no routing id that is no text: it was 0x010203$/m);
    assert.doesNotMatch(binary, /--identity/);
  });
});
