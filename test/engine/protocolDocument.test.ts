import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import * as chatMethods from '../../src/protocol/chat';
import * as engineMethods from '../../src/protocol/engine';
import { errorCodes } from '../../src/protocol/errors';
import * as logMethods from '../../src/protocol/log';
import * as socketMethods from '../../src/protocol/sockets';

const text = readFileSync('docs/engine-protocol.md', 'utf8');

describe('docs/engine-protocol.md', () => {
  test('its example runs and prints what it says', async () => {
    const program = /```python\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
    const expected = /```text\n([\s\S]*?)```/.exec(text)?.[1];
    const { stdout } = await promisify(execFile)('/usr/bin/python3', ['-c', program], { timeout: 60_000 });
    assert.equal(stdout, expected);
  });

  test('it lists every method of the contract', () => {
    const methods = [engineMethods, socketMethods, logMethods, chatMethods]
      .flatMap((module) => Object.values(module) as { method: string }[])
      .map(({ method }) => method);
    assert.ok(methods.length > 20);
    for (const method of methods) assert.ok(text.includes(`\`${method}\``), `${method} is missing`);
  });

  test('it lists every error with its number', () => {
    for (const [name, code] of Object.entries(errorCodes)) assert.ok(text.includes(`| ${code} | \`${name}\` |`), `${name} is missing`);
  });
});
