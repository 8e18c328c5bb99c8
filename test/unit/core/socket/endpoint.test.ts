import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  endpointProblem,
  isSamePlace,
  isWildcard,
  parseEndpoint,
  parseEndpoints,
  lacksTransport,
} from '../../../../src/core/socket/endpoint';
import { ZmqError } from '../../../../src/core/base/errors';
import type { EndpointRole } from '../../../../src/protocol/sockets';

// The same cases in every run; a failure tells how to see it again.
fc.configureGlobal({ seed: 20_240_601 });

function refused(given: string, role: EndpointRole): ZmqError {
  try {
    parseEndpoint(given, role);
  } catch (error) {
    assert.ok(error instanceof ZmqError, String(error));
    return error;
  }
  return assert.fail(`"${given}" was accepted for ${role}`);
}

describe('endpoint', () => {
  test('reads what can be bound or connected', () => {
    assert.deepEqual(parseEndpoint('tcp://127.0.0.1:5555', 'bind'), {
      transport: 'tcp',
      text: 'tcp://127.0.0.1:5555',
      host: '127.0.0.1',
      port: 5555,
    });
    assert.deepEqual(parseEndpoint('  tcp://localhost:1 ', 'connect'), {
      transport: 'tcp',
      text: 'tcp://localhost:1',
      host: 'localhost',
      port: 1,
    });
    assert.deepEqual(parseEndpoint('tcp://*:*', 'bind'), { transport: 'tcp', text: 'tcp://*:*', host: '*', port: undefined });
    assert.deepEqual(parseEndpoint('tcp://127.0.0.1:0', 'bind').port, undefined);
    assert.deepEqual(parseEndpoint('tcp://[::1]:65535', 'connect'), {
      transport: 'tcp',
      text: 'tcp://[::1]:65535',
      host: '::1',
      port: 65535,
    });
    assert.equal(parseEndpoint('tcp://127.0.0.1:0;10.0.0.1:5555', 'connect').transport, 'tcp');
    assert.deepEqual(parseEndpoint('ipc:///tmp/a b', 'bind'), { transport: 'ipc', text: 'ipc:///tmp/a b', path: '/tmp/a b' });
    assert.equal(parseEndpoint('ipc://@name', 'connect').path, '@name');
    assert.equal(parseEndpoint('ipc://*', 'bind').path, '*');
    assert.deepEqual(parseEndpoint('inproc://a', 'connect'), { transport: 'inproc', text: 'inproc://a', path: 'a' });
  });

  for (const given of [
    '',
    '   ',
    'tcp://',
    'tcp://host',
    'tcp://host:',
    'tcp://host:abc',
    'tcp://host:99999',
    'tcp://:5555',
    'tcp://a b:5555',
    'foo://x',
    'ipc://',
    'inproc://',
    'localhost:5555',
    '5555',
    'tcp:/x:1',
    'tcp://::1:5555',
    'tcp://h\u0000:1',
  ]) {
    for (const role of ['bind', 'connect'] as const) {
      test(`refuses ${JSON.stringify(given)} to ${role} and says what a right one looks like`, () => {
        const error = refused(given, role);
        assert.equal(error.data.code, 'invalidEndpoint');
        const advice = `${error.message} ${error.data.hint ?? ''}`;
        assert.match(advice, /(tcp|ipc|inproc):\/\/|number from 1 to 65535|control characters|Bind to 127\.0\.0\.1/);
        assert.equal(endpointProblem(given, role), [error.message, error.data.hint].filter(Boolean).join(' '));
      });
    }
  }

  test('refuses wildcards to connect and offers what can be connected', () => {
    assert.equal(refused('tcp://*:5555', 'connect').data.suggestion, 'tcp://localhost:5555');
    assert.equal(refused('tcp://localhost:0', 'connect').data.code, 'invalidEndpoint');
    assert.equal(refused('tcp://localhost:*', 'connect').data.code, 'invalidEndpoint');
    assert.equal(refused('ipc://*', 'connect').data.code, 'invalidEndpoint');
  });

  test('makes no port up', () => {
    assert.equal(refused('tcp://host', 'connect').data.suggestion, undefined);
    assert.equal(refused('tcp://local', 'bind').data.suggestion, undefined);
  });

  test('knows what lacks a transport of ZeroMQ, and so means tcp', () => {
    for (const given of ['5556', 'localhost:5556', ' http://localhost:5556', 'HTTPS://a']) assert.ok(lacksTransport(given), given);
    for (const given of ['tcp://localhost', 'ipc://a', 'udp://a:1', 'inproc://5556']) assert.ok(!lacksTransport(given), given);
    assert.equal(refused('5556', 'connect').data.suggestion, 'tcp://localhost:5556');
    assert.equal(refused('5556', 'bind').data.suggestion, 'tcp://127.0.0.1:5556');
    assert.equal(refused('http://host:8080/x', 'connect').data.suggestion, 'tcp://host:8080');
    assert.equal(refused('99999', 'connect').data.suggestion, undefined);
  });

  test('each suggestion is itself an endpoint that is accepted', () => {
    for (const [given, role] of [
      ['tcp://*:5555', 'connect'],
      ['localhost:5555', 'connect'],
      ['*:5555', 'bind'],
      ['tcp://:5555', 'bind'],
      ['tcp://:5555', 'connect'],
      ['tcp://::1:5555', 'connect'],
      ['5556', 'connect'],
      ['5556', 'bind'],
      ['http://localhost:5556/path', 'connect'],
      ['https://example.com', 'connect'],
      ['http://[::1]:5556', 'connect'],
      ['HTTP://localhost:5556', 'connect'],
    ] as const) {
      const { suggestion } = refused(given, role).data;
      assert.ok(suggestion, `none for ${given}`);
      assert.equal(endpointProblem(suggestion, role), undefined, suggestion);
    }
  });

  for (const scheme of ['pgm', 'epgm', 'norm', 'vmci', 'wss']) {
    test(`says that this libzmq build lacks ${scheme}`, () => {
      const error = refused(`${scheme}://a:1`, 'connect');
      assert.equal(error.data.code, 'unsupportedTransport');
      assert.match(error.message, new RegExp(`lacks the transport ${scheme}://`));
    });
  }

  test('refuses an ipc path that no Unix domain socket can have', () => {
    assert.equal(endpointProblem(`ipc:///${'x'.repeat(106)}`, 'bind'), undefined);
    assert.match(refused(`ipc:///${'x'.repeat(107)}`, 'bind').message, /108 bytes; at most 107/);
    assert.match(refused(`ipc:///${'é'.repeat(54)}`, 'bind').message, /109 bytes/);
  });

  test('any text is either accepted or refused with a sentence, never thrown at', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string().map((rest) => `tcp://${rest}`),
      fc.string({ unit: 'binary' }).map((rest) => `ipc://${rest}`),
      fc.tuple(fc.domain(), fc.integer()).map(([host, port]) => `tcp://${host}:${port}`),
    );
    fc.assert(
      fc.property(text, fc.constantFrom<EndpointRole>('bind', 'connect'), (given, role) => {
        const problem = endpointProblem(given, role);
        if (problem === undefined) assert.equal(parseEndpoint(given, role).text, given.trim());
        else assert.match(problem, /[.?]$/);
      }),
      { numRuns: 2_000 },
    );
  });

  test('knows wildcards, of which a socket may bind several', () => {
    for (const given of ['tcp://*:*', 'tcp://127.0.0.1:0', 'ipc://*']) assert.equal(isWildcard(parseEndpoint(given, 'bind')), true, given);
    for (const given of ['tcp://*:5555', 'ipc:///a', 'ipc://@*', 'inproc://*'])
      assert.equal(isWildcard(parseEndpoint(given, 'bind')), false, given);
  });

  test('knows that two are one place', () => {
    for (const [one, other] of [
      ['tcp://localhost:5555', 'tcp://127.0.0.1:5555'],
      ['tcp://LOCALHOST:5555', 'tcp://[::1]:05555'],
      ['tcp://127.0.0.1:0;Server:5555', 'tcp://server:5555'],
      ['ipc:///tmp/a', 'ipc:////tmp/./b/../a'],
      ['ipc://@a', 'ipc://@a'],
    ] as const)
      assert.equal(isSamePlace(one, other), true, `${one} ${other}`);
    for (const [one, other] of [
      ['tcp://localhost:5555', 'tcp://localhost:5556'],
      ['tcp://localhost:5555', 'tcp://10.0.0.1:5555'],
      ['ipc:///tmp/a', 'ipc://tmp/a'],
      ['ipc://@a', 'ipc://a'],
      ['inproc://a', 'ipc://a'],
    ] as const)
      assert.equal(isSamePlace(one, other), false, `${one} ${other}`);
  });

  test('E09: what is written in the manner of other programs, or pasted with signs around it, gets the endpoint that is meant', () => {
    const port = '5599';
    for (const [given, connect, bind = connect] of [
      ['@tcp://*:5599', 'tcp://localhost:5599', 'tcp://*:5599'],
      ['>tcp://127.0.0.1:5599', 'tcp://127.0.0.1:5599'],
      ['TCP://127.0.0.1:5599', 'tcp://127.0.0.1:5599'],
      ['Tcp://Server:5599', 'tcp://Server:5599'],
      ['tcp:127.0.0.1:5599', 'tcp://127.0.0.1:5599'],
      ['tcp:/127.0.0.1:5599', 'tcp://127.0.0.1:5599'],
      ['tcp//127.0.0.1:5599', 'tcp://127.0.0.1:5599'],
      ['tcp:\\\\127.0.0.1:5599', 'tcp://127.0.0.1:5599'],
      ['tcp;//127.0.0.1:5599', 'tcp://127.0.0.1:5599'],
      ['tcp:///127.0.0.1:5599', 'tcp://127.0.0.1:5599'],
      ['"tcp://127.0.0.1:5599"', 'tcp://127.0.0.1:5599'],
      ["'tcp://127.0.0.1:5599',", 'tcp://127.0.0.1:5599'],
      ['`tcp://127.0.0.1:5599`', 'tcp://127.0.0.1:5599'],
      ['„tcp://127.0.0.1:5599“', 'tcp://127.0.0.1:5599'],
      ['<tcp://127.0.0.1:5599>', 'tcp://127.0.0.1:5599'],
      ['tcp://127.0.0.1:5599/', 'tcp://127.0.0.1:5599'],
      ['tcp://127.0.0.1:5599,', 'tcp://127.0.0.1:5599'],
      ['tcp://127.0.0.1:5599;', 'tcp://127.0.0.1:5599'],
      ['tcp://127.0.0.1 : 5599', 'tcp://127.0.0.1:5599'],
      ['tcp:// 127.0.0.1:5599', 'tcp://127.0.0.1:5599'],
      ['localhost 5599', 'tcp://localhost:5599'],
      ['localhost : 5599', 'tcp://localhost:5599'],
      ['localhost:5599', 'tcp://localhost:5599'],
      ['localhost：5599', 'tcp://localhost:5599'],
      ['tcp：//127.0.0.1：5599', 'tcp://127.0.0.1:5599'],
      ['zmq+tcp://127.0.0.1:5599', 'tcp://127.0.0.1:5599'],
      ['zmq://127.0.0.1:5599', 'tcp://127.0.0.1:5599'],
      ['http://127.0.0.1:5599/', 'tcp://127.0.0.1:5599'],
      ['tcp://me@127.0.0.1:5599', 'tcp://127.0.0.1:5599'],
      ['tcp://127.0.0.1:5599\u200b', 'tcp://127.0.0.1:5599'],
      [port, 'tcp://localhost:5599', 'tcp://127.0.0.1:5599'],
      [':5599', 'tcp://localhost:5599', 'tcp://127.0.0.1:5599'],
      ['::1:5599', 'tcp://[::1]:5599'],
      ['[::1]:5599', 'tcp://[::1]:5599'],
      ['ipc:/tmp/x', 'ipc:///tmp/x'],
      ['IPC:///tmp/x', 'ipc:///tmp/x'],
      ['unix:///tmp/x', 'ipc:///tmp/x'],
      ['/tmp/x.sock', 'ipc:///tmp/x.sock'],
      ['inproc:name', 'inproc://name'],
      ['tcp:://127.0.0.1:5599', 'tcp://127.0.0.1:5599'],
      ['tcp//:127.0.0.1:5599', 'tcp://127.0.0.1:5599'],
      ['TCP://::1:5599', 'tcp://[::1]:5599'],
      ['TCP://:5599', 'tcp://localhost:5599', 'tcp://127.0.0.1:5599'],
      ['tpc://127.0.0.1:5599', 'tcp://127.0.0.1:5599'],
      ['tcpp://Server:5599', 'tcp://Server:5599'],
      ['tc:/127.0.0.1:5599', 'tcp://127.0.0.1:5599'],
      ['icp:///tmp/x', 'ipc:///tmp/x'],
      ['ip://tmp/x', 'ipc://tmp/x'],
      ['inprco://name', 'inproc://name'],
      ['ws://127.0.0.1:5599', 'tcp://127.0.0.1:5599'],
      ['wss://127.0.0.1:5599/path', 'tcp://127.0.0.1:5599'],
      ['udp://127.0.0.1:5599', 'tcp://127.0.0.1:5599'],
      ['tcp://[127.0.0.1]:5599', 'tcp://127.0.0.1:5599'],
      ['tcp://[localhost]:5599', 'tcp://localhost:5599'],
      ['tcp://[::1:5599', 'tcp://[::1]:5599'],
      ['tcp://::1]:5599', 'tcp://[::1]:5599'],
      ['connect=tcp://127.0.0.1:5599', 'tcp://127.0.0.1:5599'],
      ['bind: tcp://*:5599', 'tcp://localhost:5599', 'tcp://*:5599'],
      ['socket.bind("tcp://*:5599")', 'tcp://localhost:5599', 'tcp://*:5599'],
      ["zmq_connect(s, 'tcp://127.0.0.1:5599');", 'tcp://127.0.0.1:5599'],
      ['--connect tcp://127.0.0.1:5599', 'tcp://127.0.0.1:5599'],
      ['pub = ctx.bind("ipc:///tmp/x")', 'ipc:///tmp/x'],
      ['tcp://127.0.0.1:5599 (telemetry)', 'tcp://127.0.0.1:5599'],
      ['tcp://127.0.0.1::5599', 'tcp://127.0.0.1:5599'],
      ['tcp://127.0.0.1/5599', 'tcp://127.0.0.1:5599'],
      ['tcp://127.0.0.1,5599', 'tcp://127.0.0.1:5599'],
      ['127.0.0.1.5599', 'tcp://127.0.0.1:5599'],
      ['tcp://;127.0.0.1:5599', 'tcp://127.0.0.1:5599'],
    ] as const) {
      assert.equal(refused(given, 'connect').data.suggestion, connect, given);
      assert.equal(refused(given, 'bind').data.suggestion, bind, given);
    }
    assert.match(refused('@tcp://*:5599', 'bind').message, /CZMQ/);
    assert.match(refused('TCP://a:1', 'bind').message, /small letters/);
  });

  test('E04: the source of a connection is an address or an interface, with a port', () => {
    for (const given of [
      'tcp://127.0.0.1:0;server:5599',
      'tcp://eth0:0;10.0.0.1:5599',
      'tcp://eth0:5600;[::1]:5599',
      'tcp://[::1]:0;[::1]:5599',
      'tcp://*:0;a:1',
    ])
      assert.equal(endpointProblem(given, 'connect'), undefined, given);
    for (const [given, words, suggestion] of [
      ['tcp://127.0.0.1;127.0.0.1:5599', /source "127\.0\.0\.1" lacks a port/, 'tcp://127.0.0.1:0;127.0.0.1:5599'],
      ['tcp://eth0;server:5599', /source "eth0" lacks a port/, 'tcp://eth0:0;server:5599'],
      ['tcp://[::1];[::1]:5599', /lacks a port/, 'tcp://[::1]:0;[::1]:5599'],
      ['tcp://localhost:0;server:5599', /"localhost:0" cannot be the source/],
      ['tcp://host.example:0;server:5599', /cannot be the source/],
      ['tcp://127.0.0.1:70000;server:5599', /"70000" is no port/, 'tcp://127.0.0.1:0;server:5599'],
      ['tcp://256.1.1.1:0;server:5599', /not an IPv4 address/],
      ['tcp://a b:0;server:5599', /cannot be the source/],
      ['tcp://127.0.0.1;5599', /lacks a port/, 'tcp://127.0.0.1:5599'],
    ] as const) {
      const error = refused(given, 'connect');
      assert.match(error.message, words, given);
      if (suggestion) assert.equal(error.data.suggestion, suggestion);
    }
    assert.equal(refused('tcp://300.1.1.1:0;127.0.0.1:5599', 'connect').data.suggestion, undefined);
    assert.equal(refused('tcp://127.0.0.1:0;server:5599', 'bind').data.suggestion, undefined);
  });

  test('what belongs to something else gets no suggestion', () => {
    for (const given of ['ssh://host:5599', 'mqtt://host:1883', 'pipe://name', 'udp://239.0.0.1:5599', 'pgm://eth0;239.0.0.1:5599'])
      assert.equal(refused(given, 'connect').data.suggestion, undefined, given);
  });

  test('E15: what is no address says so', () => {
    for (const [given, role, words] of [
      ['tcp://256.1.1.1:5599', 'connect', /"256\.1\.1\.1" is not an IPv4 address/],
      ['tcp://1.2.3.4.5:5599', 'connect', /not an IPv4 address/],
      ['tcp://1.2.3.:5599', 'bind', /not an IPv4 address/],
      ['tcp://[fe80::1]:5599', 'connect', /link-local.*interface/],
      ['tcp://[fe80::1]:5599', 'bind', /link-local/],
      ['tcp://[::g]:5599', 'connect', /not an IPv6 address/],
      ['tcp://[1:2:3]:5599', 'connect', /not an IPv6 address/],
      ['tcp://[1::2::3]:5599', 'connect', /not an IPv6 address/],
      ['tcp://a:0', 'connect', /any free port/],
      ['tcp://a:65536', 'connect', /out of range/],
      ['tcp://a:-1', 'bind', /"-1" is no port/],
      ['tcp://*:5599', 'connect', /every interface/],
      ['tcp://localhost:5555:5556', 'connect', /"localhost:5555:5556" is not one host with one port/],
      ['tcp://*:*:5555', 'bind', /not one host with one port/],
    ] as const)
      assert.match(refused(given, role).message, words, given);
    for (const given of [
      'tcp://[fe80::1%eth0]:5599',
      'tcp://[::ffff:10.0.0.1]:1',
      'tcp://[2001:db8::7]:1',
      'tcp://[1:2:3:4:5:6:7:8]:1',
      'tcp://[::]:1',
      'tcp://1.2.3.4:1',
      'tcp://a.1:1',
    ])
      assert.equal(endpointProblem(given, 'bind'), undefined, given);
  });

  test('E06: several endpoints in one field are several', () => {
    const two = ['tcp://127.0.0.1:5601', 'tcp://127.0.0.1:5602'];
    for (const between of [',', ', ', ' ', ';', ' ; ', '\n', '\r\n', ',\n', '|', '\t', '']) {
      const text = two.join(between);
      assert.deepEqual(
        parseEndpoints(text, 'connect').map((endpoint) => endpoint.text),
        two,
        JSON.stringify(between),
      );
      assert.match(refused(text, 'connect').message, /2 endpoints/);
    }
    const texts = (given: string) => parseEndpoints(given, 'connect').map((endpoint) => endpoint.text);
    assert.deepEqual(texts('["tcp://127.0.0.1:5601", "tcp://127.0.0.1:5602"]'), two);
    assert.deepEqual(texts("'tcp://127.0.0.1:5601', 'tcp://127.0.0.1:5602'"), two);
    assert.deepEqual(texts('tcp://127.0.0.1:0;server:5601, ipc:///tmp/a b'), ['tcp://127.0.0.1:0;server:5601', 'ipc:///tmp/a b']);
    assert.deepEqual(texts('ipc:///tmp/a, b;c'), ['ipc:///tmp/a, b;c'], 'a path may have any of them');
    assert.deepEqual(texts('ipc:///tmp/a:1, b:2'), ['ipc:///tmp/a:1, b:2']);
    for (const given of ['tcp://127.0.0.1:5601,5602', 'tcp://127.0.0.1:5601, 5602', 'tcp://127.0.0.1:5601 5602'])
      assert.deepEqual(texts(given), two);
    for (const [given, suggestion] of [
      ['127.0.0.1:5601,127.0.0.1:5602', 'tcp://127.0.0.1:5601, tcp://127.0.0.1:5602'],
      ['localhost:5601 [::1]:5602', 'tcp://localhost:5601, tcp://[::1]:5602'],
      ['tcp://a:5601, b:5602', 'tcp://a:5601, tcp://b:5602'],
      ['a:5601,5602 | b:5603', 'tcp://a:5601, tcp://a:5602, tcp://b:5603'],
    ] as const)
      assert.throws(
        () => parseEndpoints(given, 'connect'),
        (error: ZmqError) => error.data.suggestion === suggestion,
        given,
      );
    assert.throws(
      () => parseEndpoints('tcp://a:1, TCP://b:2 @tcp://c:3', 'connect'),
      (error: ZmqError) =>
        error.data.suggestion === 'tcp://a:1, tcp://b:2, tcp://c:3' && parseEndpoints(error.data.suggestion, 'connect').length === 3,
    );
  });

  test('no suggestion is ever refused itself, whatever was typed', () => {
    const pieces = [
      'tcp',
      'TCP',
      'ipc',
      'inproc',
      'http',
      'zmq+tcp',
      '://',
      ':',
      '//',
      '/',
      ';',
      ',',
      ' ',
      '@',
      '>',
      '"',
      '“',
      '[',
      ']',
      '::1',
      'fe80::1',
      '%eth0',
      '*',
      '0',
      '5555',
      '65536',
      '-1',
      'localhost',
      '127.0.0.1',
      '256.1.1.1',
      'eth0',
      '：',
      'ä',
      '\u0000',
      '\n',
      '\\',
      '?',
      '#',
      'ws',
      'udp',
      'tpc',
      'icp',
      'inprco',
      'connect=',
      'socket.bind("',
      '")',
      'a:1',
      '.',
    ];
    const text = fc.oneof(
      fc.array(fc.constantFrom(...pieces), { maxLength: 9 }).map((parts) => parts.join('')),
      fc.string({ unit: 'binary' }),
      fc.webUrl(),
      fc.ipV6(),
      fc.domain(),
    );
    let suggested = 0;
    fc.assert(
      fc.property(text, fc.constantFrom<EndpointRole>('bind', 'connect'), (given, role) => {
        for (const parse of [parseEndpoint, parseEndpoints]) {
          try {
            parse(given, role);
          } catch (error) {
            assert.ok(error instanceof ZmqError, String(error));
            const { suggestion } = error.data;
            if (suggestion === undefined) continue;
            suggested++;
            for (const endpoint of parseEndpoints(suggestion, role))
              assert.equal(endpointProblem(endpoint.text, role), undefined, `${given} → ${suggestion}`);
            if (parse === parseEndpoint) assert.equal(endpointProblem(suggestion, role), undefined, `${given} → ${suggestion}`);
          }
        }
      }),
      { numRuns: 20_000 },
    );
    assert.ok(suggested > 2000, String(suggested));
  });
});
