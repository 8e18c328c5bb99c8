import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { decodeRecord, decoderStatus } from '../../src/protocol/decoding';
import { configure, ping } from '../../src/protocol/engine';
import { bytesOf, EngineClient } from '../support/engineClient';
import { decoded } from '../support/formats';
import { pair } from '../support/pairing';
import { suiteScope } from '../support/suiteScope';
import { shown } from '../support/values';

describe('a rule that names a module', () => {
  const scope = suiteScope();
  const engine = EngineClient.start(scope);
  const { connection } = engine;
  let folder: string;
  let number: number;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'zmq-inspector-modules-'));
    scope.after(() => rm(folder, { recursive: true }));
    const { socket, peer } = await pair(scope, engine, { type: 'sub', name: 'imu', subscribe: [bytesOf('')] }, 'xpub', 'engine');
    await peer.received();
    peer.send(['imu/left', Uint8Array.of(0x2a, 0, 0, 0, 0, 0, 0xc0, 0x3f), 'third']);
    await engine.waitForMessages(socket.id, 1);
    number = (await engine.messages(socket.id))[0]?.number ?? assert.fail();
  });

  const write = async (name: string, text: string) => {
    const file = path.join(folder, name);
    await writeFile(file, text);
    return file;
  };

  /** Rules as they stand: what is wrong with the first one. */
  async function use(rules: unknown[], runModules = true) {
    const revision = engine.lastChange?.decodersRevision ?? 0;
    await connection.sendRequest(configure, { decoders: rules, runModules });
    await engine.waitFor('the rules', () => (engine.lastChange?.decodersRevision ?? 0) > revision);
    return (await connection.sendRequest(decoderStatus, {})).rules[0]?.problem;
  }
  const rule = (module: string) => ({ topic: 'imu', frame: 2, decoder: 'module', module });
  const second = async () => (await decoded(engine, number))[1] ?? assert.fail();
  /** Also where it takes too long. */
  const secondAtOnce = async () =>
    (await connection.sendRequest(decodeRecord, { number, fromFrame: 1, count: 1 })).frames[0] ?? assert.fail();

  const imu = `
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return { seq: view.getUint32(0, true), accel: view.getFloat32(4, true), ...context };`;
  const value = '{seq: 42, accel: 1.5, socket: "imu", socketType: "sub", direction: "in", topic: "imu/left", frame: 1, frames: 3}';

  for (const [name, text] of [
    ['common.js', `exports.decode = (bytes, context) => {${imu}};`],
    ['function.cjs', `module.exports = function (bytes, context) {${imu}};`],
    ['modern.mjs', `export function decode(bytes, context) {${imu}}`],
    ['default.mjs', `import { Buffer } from 'node:buffer';\nexport default { decode(bytes, context) {${imu}} };`],
  ] as const)
    test(`${name} reads a frame, in details, rows, filters`, async () => {
      assert.equal(await use([rule(await write(name, text))]), undefined);
      const frame = await second();
      assert.deepEqual([frame.decoder, frame.chosenBy, shown(frame.value)], ['module', 'rule', value]);
      const [row] = await engine.rows({ filter: 'json:.seq=42 json:.accel>1 decoder:module' });
      assert.match(row?.preview ?? '', /"seq":42,"accel":1\.5/);
      assert.equal(row?.decoder, 'module');
    });

  test('is told when the module may not run, is missing, or cannot be loaded, with its line', async () => {
    const good = await write('good.js', 'exports.decode = () => 1;');
    const untrusted = await use([rule(good)], false);
    assert.match(untrusted?.message ?? '', /trusted workspaces only.*Manage Workspace Trust/);
    assert.match((await second()).ruleProblem ?? '', /trusted workspaces only/);
    const cases: [string, string, RegExp, number?][] = [
      ['syntax.js', 'exports.decode = (\n) => { return }}', /syntax\.js, line 2: SyntaxError/, 2],
      ['throws.js', '\n\nthrow new Error("not today");', /throws\.js, line 3: Error: not today/, 3],
      ['nothing.js', 'exports.other = 1;', /exports no function "decode"/],
      ['needs.js', 'require("no-such-package");', /Cannot find module 'no-such-package'/, 1],
      ['endless.js', 'for (;;);', /could not be loaded: .*longer than/],
      ['exit.js', 'process.exit(3);', /process\.exit/, 1],
    ];
    for (const [name, text, says, line] of cases) {
      const file = await write(name, text);
      const problem = await use([rule(file)]);
      assert.match(problem?.message ?? '', says, name);
      assert.deepEqual([problem?.file, problem?.line], [file, line], name);
      const frame = await second();
      assert.match(frame.ruleProblem ?? '', says, name);
      assert.notEqual(frame.decoder, 'module');
    }
    assert.match((await use([rule(path.join(folder, 'missing.js'))]))?.message ?? '', /missing\.js does not exist/);
    assert.match((await use([{ ...rule(good), decoder: 'json' }]))?.message ?? '', /goes with the decoder "module" only/);
    assert.match((await use([{ decoder: 'module' }]))?.message ?? '', /needs a "module"/);
    assert.match((await use([rule('relative.js')]))?.message ?? '', /absolute path/);
  });

  test('costs a sentence where decode misbehaves, and nothing else', async () => {
    const cases: [string, RegExp][] = [
      ['throw new RangeError("row " + bytes.length)', /hostile\.js, line 1: RangeError: row 8/],
      ['throw null', /hostile\.js: null/],
      ['throw { toString() { throw 1 } }', /has no text/],
      ['return Promise.resolve(1)', /returned a Promise/],
      ['return (async () => 1)()', /returned a Promise/],
      ['process.exit(1)', /process\.exit/],
      ['return (function f() { return f() + 1 })()', /Maximum call stack/],
      ['for (;;);', /hostile\.js took longer than 200 ms/],
      ['const all = []; for (;;) all.push(new Array(1e6).fill(all.length))', /hostile\.js took longer than 200 ms/],
      ['return /(a+)+$/.test("a".repeat(40) + "b")', /hostile\.js took longer than 200 ms/],
    ];
    for (const [body, says] of cases) {
      assert.equal(await use([rule(await write('hostile.js', `exports.decode = (bytes) => { ${body} };`))]), undefined);
      const { problem, value } = await secondAtOnce();
      assert.match(problem?.message ?? '', says, body);
      assert.equal(value, undefined);
      await connection.sendRequest(ping, {});
    }
    // What it is given is its own, and what it prints is no part of the protocol.
    const file = await write('hostile.js', 'exports.decode = (bytes) => { console.log("x".repeat(1e5)); bytes.fill(7); return bytes; };');
    assert.equal(await use([rule(file)]), undefined);
    assert.equal(shown((await second()).value), '<0707070707070707>');
    assert.equal(shown((await second()).value), '<0707070707070707>');
    assert.deepEqual([...((await engine.frames(number))[1] ?? [])], [0x2a, 0, 0, 0, 0, 0, 0xc0, 0x3f]);
    // Behind a part that is left out it has the rest.
    assert.equal(await use([{ ...rule(await write('rest.js', 'exports.decode = (bytes) => bytes.length;')), skip: 3 }]), undefined);
    const { inner } = await second();
    assert.equal(shown(inner?.value), '5');
  });

  test('is loaded anew when the rules are told again', async () => {
    const file = await write('changing.js', 'exports.decode = () => "first";');
    await use([rule(file)]);
    assert.equal(shown((await second()).value), '"first"');
    await write('changing.js', 'exports.decode = () => "second";');
    await use([rule(file)]);
    assert.equal(shown((await second()).value), '"second"');
    assert.equal((await engine.rows({ filter: 'json:.="second"' })).length, 1);
  });
});
