import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { protoFilesOf, rulesForEngine, withoutRule, withRule } from '../../../../src/host/decoders/decoderSetting';
import { absolutePath, portablePath } from '../../../../src/host/settings/settingPath';
import { separatorsOf } from '../../../../src/host/settings/topicSeparators';

const places = { home: '/home/ada', folder: '/projects/demo' };

describe('a path of the settings', () => {
  it('is absolute, below the home directory, or relative to the folder of the workspace', () => {
    const found = ['/etc/a.proto', '~/a.proto', 'proto/a.proto', './a.proto', '../a.proto', '${workspaceFolder}/proto/a.proto'].map(
      (text) => absolutePath(text, places),
    );
    assert.deepEqual(found, [
      '/etc/a.proto',
      '/home/ada/a.proto',
      '/projects/demo/proto/a.proto',
      '/projects/demo/a.proto',
      '/projects/a.proto',
      '/projects/demo/proto/a.proto',
    ]);
    const without = { ...places, folder: undefined };
    assert.deepEqual(
      ['/a', '~/a', 'a', '${workspaceFolder}/a'].map((text) => absolutePath(text, without)),
      ['/a', '/home/ada/a', undefined, undefined],
    );
  });

  it('is written relative to the folder where it lies below, so that it holds elsewhere too', () => {
    assert.equal(portablePath('/projects/demo/proto/a.proto', places.folder), 'proto/a.proto');
    for (const file of ['/projects/other/a.proto', '/projects/demo2/a.proto', '/projects/demo'])
      assert.equal(portablePath(file, places.folder), file);
    assert.equal(portablePath('/projects/demo/a.proto', undefined), '/projects/demo/a.proto');
    assert.equal(portablePath('/projects/demo/..a/b.proto', places.folder), '..a/b.proto');
  });
});

describe('rules for decoders', () => {
  const rule = { topic: 'weather.', decoder: 'protobuf', protoFile: 'proto/a.proto', messageType: 'a.Report' };

  it('go to the engine with absolute paths, each in its place, also those that make no sense', () => {
    const setting = [
      rule,
      'nonsense',
      null,
      { decoder: 'telepathy' },
      { decoder: 'protobuf', protoFile: 7 },
      { decoder: 'protobuf', protoFile: '~/b.proto' },
    ];
    const sent = rulesForEngine(setting, places);
    assert.deepEqual(sent, [
      { ...rule, protoFile: '/projects/demo/proto/a.proto' },
      ...setting.slice(1, 5),
      { decoder: 'protobuf', protoFile: '/home/ada/b.proto' },
    ]);
    assert.deepEqual(protoFilesOf(sent), ['/projects/demo/proto/a.proto', '/home/ada/b.proto']);
    assert.deepEqual(
      rulesForEngine(rule, { ...places, folder: undefined }),
      [rule],
      'what is no list is one rule, and a path that leads nowhere stays as it is',
    );
    for (const none of [undefined, null, []]) assert.deepEqual(rulesForEngine(none, places), []);
    assert.equal(rulesForEngine(Array(5000).fill(rule), places).length, 1000);
  });

  it('are values that another process takes, whatever proxies the settings are', () => {
    const guarded = new Proxy([new Proxy({ topic: 'a', decoder: 'json' }, {})], {});
    assert.throws(() => structuredClone(guarded));
    assert.deepEqual(structuredClone(rulesForEngine(guarded, places)), [{ topic: 'a', decoder: 'json' }]);
  });

  it('are written before all others, in the place of one for the same frames', () => {
    const others = [
      { topic: 'news', decoder: 'text' },
      'nonsense',
      { topic: 'weather.', frame: 2, decoder: 'hex' },
      { socket: 'feed', topic: 'weather.', decoder: 'hex' },
    ];
    const setting = [others[0], rule, ...others.slice(1)];
    const written = { topic: 'weather.', decoder: 'json' } as const;
    assert.deepEqual(withRule(setting, { ...written, socket: undefined, protoFile: undefined }), [written, ...others]);
    assert.deepEqual(withoutRule([written, ...others], { ...written, socket: undefined }), others);
    assert.deepEqual(withoutRule(others, { socket: 'no such socket' }), others);
    assert.deepEqual(Object.keys(withRule(undefined, { decoder: 'json', frame: 2, socket: 'feed' })[0] as object), [
      'socket',
      'frame',
      'decoder',
    ]);
    assert.equal(setting.length, 5, 'the setting itself is left alone');
  });
});

describe('separators of topics', () => {
  it('are single ASCII characters, each once, eight at most', () => {
    assert.deepEqual(separatorsOf(['.', '.', '', 'ab', 7, null, 'é', '\n', ' ', '/']), ['.', ' ', '/']);
    assert.deepEqual(separatorsOf([]), []);
    assert.equal(separatorsOf([...'!#$%&()*+,-']).length, 8);
    for (const nonsense of [undefined, 'x', { 0: '.' }]) assert.deepEqual(separatorsOf(nonsense), ['.', '/', ':']);
  });
});
