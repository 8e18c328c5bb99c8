import { execFileSync } from 'node:child_process';
import path from 'node:path';

/** What a program in Python made: bytes, and what it knows of them. */
export interface Produced {
  frames: Uint8Array[];
  says: Record<string, unknown>;
}

/** Runs a producer of test/peers, none of whose neighbours it can import, and reads its lines: `{"name": …, "frames": [Base64 …], "says": {…}}`. */
export function produced(script: string, ...args: string[]): Map<string, Produced> {
  const output = execFileSync('/usr/bin/python3', ['-I', path.resolve('test/peers', script), ...args], {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  return new Map(
    output
      .split('\n')
      .filter(Boolean)
      .map((line) => {
        const { name, frames, says = {} } = JSON.parse(line) as { name: string; frames: string[]; says?: Record<string, unknown> };
        return [name, { frames: frames.map((frame) => Uint8Array.from(Buffer.from(frame, 'base64'))), says }];
      }),
  );
}
