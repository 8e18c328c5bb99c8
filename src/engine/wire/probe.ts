import { t } from '@vscode/l10n';
import { patience } from '../../core/base/patience';
import type { NetConnectOpts } from 'node:net';
import { connect } from 'node:net';
import { parseEndpoint } from '../../core/socket/endpoint';
import { ZmqError } from '../../core/base/errors';
import type { PeerGreeting } from '../../core/zmtp/greeting';
import { greeting, parseGreeting } from '../../core/zmtp/greeting';
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
  peer?: PeerGreeting;
  reason?: string;
}

function talk(target: NetConnectOpts): Promise<Talk> {
  return new Promise((resolve) => {
    let received = Buffer.alloc(0);
    let connected = false;
    const socket = connect(target);
    const end = (result: Talk) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(result);
    };
    const conclude = () => {
      const peer = parseGreeting(received);
      if (!peer) return end({ found: 'other protocol' });
      end(
        peer.version === undefined
          ? { found: connected ? 'silent' : 'unreachable', reason: t('no answer in time') }
          : { found: 'zmtp', peer },
      );
    };
    const timer = setTimeout(conclude, patience.probe);
    socket.once('connect', () => {
      connected = true;
      socket.write(greeting());
    });
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      const peer = parseGreeting(received);
      const told = peer && (peer.socketType !== undefined || (peer.mechanism !== undefined && peer.mechanism !== 'NULL'));
      if (!peer || told || received.length > maxBytes) conclude();
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

function sentence(endpoint: string, found: Probe['found'], peer: PeerGreeting | undefined, reason: string | undefined): string {
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
