import { t } from '@vscode/l10n';
import type { EndpointRole } from '../../protocol/sockets';
import { ZmqError } from '../base/errors';

export type Transport = 'tcp' | 'ipc' | 'inproc';

export interface Endpoint {
  transport: Transport;
  /** As given, without surrounding blanks. */
  text: string;
  /** tcp: host as written, without the brackets of IPv6; `*` is every interface. */
  host?: string;
  /** tcp: undefined for a wildcard. */
  port?: number;
  /** tcp: the local address that a connection is made from, with its port. */
  source?: string;
  /** ipc: path or abstract name (`@…`); inproc: name; `*` for a wildcard. */
  path?: string;
}

/** Transports libzmq knows but which the bundled build (zeromq.js 6.8.0) was made without. */
const lacking = ['pgm', 'epgm', 'norm', 'vmci', 'wss'];
/** Transports the bundled libzmq has and this product does not open. */
const unopened = ['ws', 'udp', 'tipc'];
/** Longest path of a Unix domain socket, sun_path less its end mark (unix(7)); 103 on macOS. */
const maxIpcPath = 107;

const example: Record<EndpointRole, string> = { bind: 'tcp://127.0.0.1:5555', connect: 'tcp://localhost:5555' };

/**
 * Reads an endpoint and checks that it can be bound or connected at all, before libzmq is asked: libzmq takes port 99999
 * for 34463 and resolves names only later.
 * @throws ZmqError `invalidEndpoint` or `unsupportedTransport`; `data.suggestion` holds an endpoint that would do.
 */
export function parseEndpoint(given: string, role: EndpointRole): Endpoint {
  const text = given.trim();
  const looksRight = t('A right one looks like {0}, ipc:///tmp/name or inproc://name.', example[role]);
  const refuse = (message: string, hint = looksRight, suggestion?: string) =>
    new ZmqError('invalidEndpoint', message, { hint, endpoint: text, suggestion });

  if (text === '') throw refuse(t('The endpoint is empty.'));
  const match = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(text);
  if (!match) {
    const suggestion = suggestionFor(/^\d{1,5}$/.test(text) ? `${role === 'bind' ? '127.0.0.1' : 'localhost'}:${text}` : text, role);
    throw refuse(t('"{0}" has no transport.', text), suggestion ? t('Did you mean {0}?', suggestion) : looksRight, suggestion);
  }
  const [, scheme = '', address = ''] = match;
  // A control character would be cut off or misread further down, and shown as nothing here.
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(address)) throw refuse(t('The endpoint contains control characters.'));
  switch (scheme) {
    case 'tcp':
      return tcpEndpoint(text, address, role, refuse);
    case 'ipc':
      return ipcEndpoint(text, address, role, refuse);
    case 'inproc':
      if (address === '') throw refuse(t('inproc:// lacks a name.'), t('A right one looks like inproc://name.'));
      return { transport: 'inproc', text, path: address };
  }
  if (lacking.includes(scheme)) {
    throw new ZmqError('unsupportedTransport', t('This libzmq build lacks the transport {0}://.', scheme), {
      hint: t('Use tcp://, ipc:// or inproc://.'),
      endpoint: text,
    });
  }
  if (unopened.includes(scheme)) {
    throw new ZmqError('unsupportedTransport', t('ZMQ Inspector does not open {0}:// endpoints.', scheme), {
      hint: t('Use tcp://, ipc:// or inproc://.'),
      endpoint: text,
    });
  }
  const web = webPorts[scheme.toLowerCase()];
  const [authority = ''] = address.split(/[/?#]/);
  const suggestion = web === undefined ? undefined : suggestionFor(/:\d+$/.test(authority) ? authority : `${authority}:${web}`, role);
  throw refuse(t('"{0}://" is no transport of ZeroMQ.', scheme), suggestion ? t('Did you mean {0}?', suggestion) : looksRight, suggestion);
}

/** Of transports that people know from elsewhere. */
const webPorts: Readonly<Record<string, number | undefined>> = { http: 80, https: 443 };

/** The address with tcp, where that is an endpoint. */
function suggestionFor(address: string, role: EndpointRole): string | undefined {
  const suggestion = `tcp://${address}`;
  return /^[^:\s]+:\d{1,5}$|^\[[^\s\]]+\]:\d{1,5}$/.test(address) && endpointProblem(suggestion, role) === undefined
    ? suggestion
    : undefined;
}

/** Whether the text names no transport of ZeroMQ, or one of the web. */
export function lacksTransport(text: string): boolean {
  const [, scheme] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text.trim()) ?? [];
  return scheme === undefined || webPorts[scheme.toLowerCase()] !== undefined;
}

type Refuse = (message: string, hint?: string, suggestion?: string) => ZmqError;

function tcpEndpoint(text: string, address: string, role: EndpointRole, refuse: Refuse): Endpoint {
  if (address === '') throw refuse(t('tcp:// lacks a host and a port.'));
  // `source;destination` chooses the local address of a connection (zmq_tcp(7)).
  const parts = address.split(';');
  if (parts.length > 2 || (parts.length === 2 && (role === 'bind' || parts[0] === ''))) {
    throw refuse(t('";" separates a local from a remote address, for connecting only.'));
  }
  const target = parts.at(-1) ?? '';
  const colon = target.lastIndexOf(':');
  const bracket = target.lastIndexOf(']');
  if (colon <= bracket || colon < 0) throw refuse(t('"{0}" lacks a port.', text), t('A right one looks like {0}.', example[role]));
  const hostText = target.slice(0, colon);
  const portText = target.slice(colon + 1);
  const host = hostText.startsWith('[') && hostText.endsWith(']') ? hostText.slice(1, -1) : hostText;
  if (host === '')
    throw refuse(t('"{0}" lacks a host.', text), looksLikeHost(role), `tcp://${role === 'bind' ? '127.0.0.1' : 'localhost'}:${portText}`);
  if (hostText === host && host.includes(':'))
    throw refuse(
      t('"{0}" is no host name.', hostText),
      t('IPv6 addresses stand in brackets: tcp://[::1]:5555.'),
      `tcp://[${host}]:${portText}`,
    );
  if (hostText !== host ? !/^[0-9a-fA-F:.]+(%[\w.-]+)?$|^\*$/.test(host) : !/^(\*|[\p{L}\p{N}_.-]+)$/u.test(host)) {
    throw refuse(t('"{0}" is no host name.', hostText), looksLikeHost(role));
  }
  const port = tcpPort(portText, role, refuse);
  if (role === 'connect' && host === '*') {
    throw refuse(
      t('"*" means every interface of this computer and can only be bound.'),
      t('To connect, name the host, such as localhost.'),
      `tcp://localhost:${portText}`,
    );
  }
  return { transport: 'tcp', text, host, port, ...(parts.length === 2 ? { source: parts[0] } : {}) };
}

function looksLikeHost(role: EndpointRole): string {
  return role === 'bind'
    ? t("Bind to 127.0.0.1 (this computer only), to * (every interface), or to an interface's address.")
    : t('A right one looks like {0}.', example.connect);
}

function tcpPort(text: string, role: EndpointRole, refuse: Refuse): number | undefined {
  const range = t('A port is a number from 1 to 65535.');
  if (text === '*' || text === '0') {
    if (role === 'bind') return undefined;
    throw refuse(t('Port {0} means any free port and can only be bound.', text), t('To connect, give the one the other side is bound to.'));
  }
  if (!/^\d+$/.test(text))
    throw refuse(t('"{0}" is no port.', text), role === 'bind' ? t('A port is a number from 1 to 65535, or * for any free one.') : range);
  const port = Number(text);
  if (port > 65535 || port < 1) throw refuse(t('Port {0} is out of range.', text), range);
  return port;
}

function ipcEndpoint(text: string, address: string, role: EndpointRole, refuse: Refuse): Endpoint {
  const hint = t('A right one looks like ipc:///tmp/name (three slashes for an absolute path).');
  if (address === '' || address === '@') throw refuse(t('ipc:// lacks a path.'), hint);
  if (address === '*' && role === 'connect') throw refuse(t('"*" means any free path and can only be bound.'), hint);
  const length = new TextEncoder().encode(address).length;
  if (length > maxIpcPath)
    throw refuse(t('The path has {0} bytes; at most {1} are possible.', length, maxIpcPath), t('Choose a shorter path.'));
  return { transport: 'ipc', text, path: address };
}

/** Whether a host to bind to, as written or as resolved, is every interface. */
export function isEveryInterface(host: string): boolean {
  return host === '*' || host === '0.0.0.0' || host === '::';
}

/** Whether a host is reached from this computer only. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** Whether two endpoints to connect to are one place as far as their texts tell: `tcp://localhost:5555` is `tcp://127.0.0.1:5555`. */
export function isSamePlace(one: string, other: string): boolean {
  const [a, b] = [parseEndpoint(one, 'connect'), parseEndpoint(other, 'connect')];
  if (a.transport !== b.transport || a.port !== b.port) return false;
  return a.transport === 'tcp' ? plainHost(a) === plainHost(b) : plainPath(a) === plainPath(b);
}

function plainHost({ host = '' }: Endpoint): string {
  const lower = host.toLowerCase();
  return isLoopback(lower) ? 'localhost' : lower;
}

/** An ipc path without detours; a name of inproc, or an abstract one, stands for nothing but itself. */
function plainPath({ transport, path = '' }: Endpoint): string {
  if (transport !== 'ipc' || path.startsWith('@')) return path;
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..' && parts.length > 0) parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `${path.startsWith('/') ? '/' : ''}${parts.join('/')}`;
}

/** True where each bind gets an address of its own. */
export function isWildcard(endpoint: Endpoint): boolean {
  return endpoint.transport === 'tcp' ? endpoint.port === undefined : endpoint.transport === 'ipc' && endpoint.path === '*';
}

/** Why the endpoint would be refused, as one text for a prompt; undefined where it is right. */
export function endpointProblem(given: string, role: EndpointRole): string | undefined {
  try {
    parseEndpoint(given, role);
    return undefined;
  } catch (error) {
    if (!(error instanceof ZmqError)) throw error;
    return [error.message, error.data.hint].filter(Boolean).join(' ');
  }
}
