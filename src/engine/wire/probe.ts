import { t } from '@vscode/l10n';
import { patience } from '../../core/base/patience';
import type { NetConnectOpts } from 'node:net';
import { connect } from 'node:net';
import { parseEndpoint } from '../../core/socket/endpoint';
import { ZmqError } from '../../core/base/errors';
import { ascii } from '../../core/zmtp/ascii';
import { ZmtpDecoder } from '../../core/zmtp/decoder';
import { FrameTable } from '../../core/zmtp/frameTable';
import { encodeGreeting, signatureLength } from '../../core/zmtp/greeting';
import { valueOf, type Metadata } from '../../core/zmtp/metadata';
import { socketTypes } from '../../core/socket/socketTypes';
import type { Probe } from '../../protocol/chat';
import type { SocketInfo } from '../../protocol/sockets';
import { ownSocketAt } from '../process/ownAddresses';
import { codeOf } from '../process/errno';

/** More than a greeting and a READY command have. */
const maxBytes = 1024;

/**
 * Finds out what is at an endpoint. The one there sees a connection that ends in its handshake; `sockets`, the engine's own, are
 * spared that.
 * @throws ZmqError `invalidEndpoint`, or `unsupportedTransport` for what is neither tcp nor ipc.
 */
export async function probe(given: string, sockets: readonly SocketInfo[]): Promise<Probe> {
  const { transport, text, host = '', port = 0, path = '' } = parseEndpoint(given, 'connect');
  if (transport === 'inproc')
    throw new ZmqError('unsupportedTransport', t('Only tcp and ipc endpoints can be checked.'), {
      endpoint: text,
      hint: t('inproc endpoints are inside one process.'),
    });
  const target: NetConnectOpts = transport === 'ipc' ? { path: path.startsWith('@') ? `\0${path.slice(1)}` : path } : { host, port };
  const own = ownSocketAt(text, sockets);
  if (own) {
    const type = socketTypes[own.type].label;
    return {
      endpoint: text,
      found: 'zmtp',
      socketType: type,
      mechanism: 'NULL',
      text: t(
        'The {0} socket "{1}" of this window listens at {2}. Whether a firewall keeps others out, only they can tell.',
        type,
        own.name,
        text,
      ),
    };
  }
  const { found, peer, reason } = await talk(target);
  const { socketType, mechanism } = peer ?? {};
  return { endpoint: text, found, socketType, mechanism, text: sentence(text, found, peer, reason) };
}

interface Talk {
  found: Probe['found'];
  peer?: Peer;
  reason?: string;
}

/** What a peer told of itself. */
interface Peer {
  mechanism?: string;
  socketType?: string;
}

/**
 * Signature and version go first: CURVE and PLAIN servers of libzmq 4.3.4 hang up on a whole greeting with another mechanism before they show
 * theirs, and one that is not finished reaches applications as a message (libzmq 4932).
 */
function talk(target: NetConnectOpts): Promise<Talk> {
  return new Promise((resolve) => {
    const greeting = encodeGreeting({ minor: 0 });
    const received = new Uint8Array(maxBytes);
    let count = 0;
    let read = 0;
    let connected = false;
    /** Of a READY; older versions tell it in their greeting. */
    let type: string | undefined;
    const socket = connect(target);
    const end = (result: Talk) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(result);
    };
    const conclude = () => {
      const { major, greeting: told } = decoder;
      if (major !== undefined) end({ found: 'zmtp', peer: { mechanism: told?.mechanism, socketType: type ?? told?.socketType } });
      else end({ found: connected ? 'silent' : 'unreachable', reason: t('no answer in time') });
    };
    const decoder = new ZmtpDecoder(
      {
        greeting: ({ mechanism }) => {
          if (mechanism === 'NULL') socket.write(greeting.subarray(begun));
          else conclude();
        },
        command: (command) => {
          if ('metadata' in command) type = socketTypeIn(command.metadata);
          conclude();
        },
        fault: () => (decoder.greeting ? conclude() : end({ found: 'other protocol' })),
        cut: conclude,
      },
      () => 3,
    );
    const table = new FrameTable();
    const timer = setTimeout(conclude, patience.probe);
    socket.once('connect', () => {
      connected = true;
      socket.write(greeting.subarray(0, begun));
    });
    socket.on('data', (chunk) => {
      const taken = chunk.subarray(0, maxBytes - count);
      received.set(taken, count);
      count += taken.length;
      read = decoder.read(received, read, count, table);
      if (count === maxBytes) conclude();
    });
    socket.once('close', () => {
      if (connected) conclude();
    });
    socket.once('error', (error) => {
      if (connected) return conclude();
      const code = codeOf(error) ?? '';
      if (['ENOTFOUND', 'EAI_AGAIN'].includes(code)) end({ found: 'not resolved' });
      else if (['ECONNREFUSED', 'ENOENT', 'EACCES'].includes(code)) end({ found: 'nobody' });
      else end({ found: 'unreachable', reason: code || error.message });
    });
  });
}

/** Octets after which a peer shows its whole greeting. */
const begun = signatureLength + 1;

function socketTypeIn(metadata: Metadata): string | undefined {
  const value = valueOf(metadata, 'Socket-Type');
  const socketType = value && ascii(value);
  return socketType !== undefined && /^[A-Z]{1,10}$/.test(socketType) ? socketType : undefined;
}

function sentence(endpoint: string, found: Probe['found'], peer: Peer | undefined, reason: string | undefined): string {
  switch (found) {
    case 'zmtp':
      if (peer?.socketType) return t('A {0} socket listens at {1}.', peer.socketType, endpoint);
      if (peer?.mechanism && peer.mechanism !== 'NULL')
        return t('A ZeroMQ socket with {0} security listens at {1}; this chat uses none.', peer.mechanism, endpoint);
      return t('A ZeroMQ socket listens at {0}; it does not tell its type.', endpoint);
    case 'silent':
      return t('Something accepts connections at {0} and says nothing: it is not a ZeroMQ socket, or its program is stopped.', endpoint);
    case 'other protocol':
      return t('Something else than ZeroMQ answers at {0}.', endpoint);
    case 'nobody':
      return t('Nothing listens at {0}.', endpoint);
    case 'not resolved':
      return t('The name in {0} does not resolve.', endpoint);
    case 'unreachable':
      return reason === undefined
        ? t('{0} cannot be reached: check the address, the network, and the firewall of that computer.', endpoint)
        : t('{0} cannot be reached ({1}): check the address, the network, and the firewall of that computer.', endpoint, reason);
  }
}
