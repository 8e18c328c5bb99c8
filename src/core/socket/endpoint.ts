import { t } from '@vscode/l10n';
import type { EndpointRole } from '../../protocol/sockets';
import { ZmqError } from '../base/errors';
import { isIPv4, isIPv6, isLinkLocal } from './ipAddress';
import { meantEndpoints, splitEndpoints } from './writtenEndpoint';

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
  try {
    return readEndpoint(given, role);
  } catch (error) {
    if (!(error instanceof ZmqError)) throw error;
    const isMeantElse = error.data.code === 'invalidEndpoint' || /^(?:wss?|udp):\/\/(?!2[23]\d\.)/.test(given.trim());
    throw isMeantElse ? withSuggestion(error, given, role) : error;
  }
}

/** With an endpoint that is meant, where there is one that would be taken. */
function withSuggestion(error: ZmqError, given: string, role: EndpointRole): ZmqError {
  const { suggestion: first, hint, ...data } = error.data;
  const candidates = [...(first === undefined ? [] : [first]), ...meantEndpoints(given, localHost(role))];
  for (const candidate of candidates) {
    const suggestion = acceptable(candidate, role);
    if (suggestion === undefined) continue;
    const meant = t('Did you mean {0}?', suggestion);
    if (data.code === 'unsupportedTransport')
      return new ZmqError(data.code, error.message, { ...data, suggestion, hint: `${hint ?? ''} ${meant}`.trim() });
    return new ZmqError(data.code, error.message, { ...data, suggestion, hint: first === undefined ? meant : (hint ?? meant) });
  }
  return new ZmqError(data.code, error.message, { ...data, hint });
}

/** The endpoint, or what its own refusal suggests. */
function acceptable(candidate: string, role: EndpointRole): string | undefined {
  for (let text: string | undefined = candidate, tries = 0; text !== undefined && tries < 3; tries++) {
    try {
      return readEndpoint(text, role).text;
    } catch (error) {
      if (!(error instanceof ZmqError)) throw error;
      text = error.data.suggestion;
    }
  }
  return undefined;
}

const localHost = (role: EndpointRole) => (role === 'bind' ? '127.0.0.1' : 'localhost');

function readEndpoint(given: string, role: EndpointRole): Endpoint {
  const text = given.trim();
  const looksRight = t('A right one looks like {0}, ipc:///tmp/name or inproc://name.', example[role]);
  const refuse = (message: string, hint = looksRight, suggestion?: string) =>
    new ZmqError('invalidEndpoint', message, { hint, endpoint: text, suggestion });

  if (text === '') throw refuse(t('The endpoint is empty.'));
  const several = splitEndpoints(text);
  if (several.length > 1) throw refuse(t('These are {0} endpoints, and one is expected here.', several.length));
  const match = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(text);
  if (!match) {
    if (/^[@>+]\s*[a-z]+:/i.test(text))
      throw refuse(t('"{0}" is no part of an endpoint: CZMQ marks by it what is bound or connected.', text.charAt(0)));
    throw refuse(t('"{0}" has no transport.', text));
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
  if (['tcp', 'ipc', 'inproc'].includes(scheme.toLowerCase())) throw refuse(t('"{0}://" is written in small letters.', scheme));
  throw refuse(t('"{0}://" is no transport of ZeroMQ.', scheme));
}

/** Of transports that people know from elsewhere. */
const webTransports = ['http', 'https'];

/** Whether the text names no transport of ZeroMQ, or one of the web. */
export function lacksTransport(text: string): boolean {
  const [, scheme] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text.trim()) ?? [];
  return scheme === undefined || webTransports.includes(scheme.toLowerCase());
}

type Refuse = (message: string, hint?: string, suggestion?: string) => ZmqError;

function tcpEndpoint(text: string, address: string, role: EndpointRole, refuse: Refuse): Endpoint {
  if (address === '') throw refuse(t('tcp:// lacks a host and a port.'));
  // `source;destination` chooses the local address of a connection (zmq_tcp(7)).
  const parts = address.split(';');
  if (parts.length > 2 || (parts.length === 2 && (role === 'bind' || parts[0] === ''))) {
    throw refuse(t('";" separates a local from a remote address, for connecting only.'));
  }
  const source = parts.length === 2 ? parts[0] : undefined;
  const target = parts.at(-1) ?? '';
  if (source !== undefined && /^\d{1,5}$/.test(target))
    throw refuse(t('"{0}" lacks a port.', text), t('A right one looks like {0}.', example[role]), `tcp://${source}:${target}`);
  if (source !== undefined) checkSource(source, target, refuse);
  const behindSource = source === undefined ? '' : `${source};`;
  const colon = target.lastIndexOf(':');
  const bracket = target.lastIndexOf(']');
  if (colon <= bracket || colon < 0) throw refuse(t('"{0}" lacks a port.', text), t('A right one looks like {0}.', example[role]));
  const hostText = target.slice(0, colon);
  const portText = target.slice(colon + 1);
  const host = hostText.startsWith('[') && hostText.endsWith(']') ? hostText.slice(1, -1) : hostText;
  if (host === '') throw refuse(t('"{0}" lacks a host.', text), looksLikeHost(role), `tcp://${behindSource}${localHost(role)}:${portText}`);
  if (hostText === host && host.includes(':')) {
    const address = host.replace(/^\[|\]$/g, '');
    if (!isIPv6(address.replace(/%.*$/s, ''))) throw refuse(t('"{0}" is not one host with one port.', target), looksLikeHost(role));
    throw refuse(
      t('"{0}" is no host name.', hostText),
      t('IPv6 addresses stand in brackets: tcp://[::1]:5555.'),
      `tcp://${behindSource}[${address}]:${portText}`,
    );
  }
  checkHost(hostText, host, role, refuse);
  const port = tcpPort(portText, role, refuse);
  if (role === 'connect' && host === '*') {
    throw refuse(
      t('"*" means every interface of this computer and can only be bound.'),
      t('To connect, name the host, such as localhost.'),
      `tcp://${behindSource}localhost:${portText}`,
    );
  }
  return { transport: 'tcp', text, host, port, ...(source === undefined ? {} : { source }) };
}

/** `host`: without the brackets of IPv6. */
function checkHost(hostText: string, host: string, role: EndpointRole, refuse: Refuse): void {
  if (hostText !== host) {
    if (host === '*') return;
    const [address = '', zone] = host.split('%');
    if (!isIPv6(address) || (zone !== undefined && !/^[\w.-]+$/.test(zone)))
      throw refuse(t('"{0}" is not an IPv6 address.', hostText), t('One looks like [::1] or [2001:db8::7].'));
    if (isLinkLocal(address) && zone === undefined)
      throw refuse(
        t('{0} is a link-local address and needs the interface that leads to it.', hostText),
        t('Write it behind a percent sign, such as tcp://[fe80::1%eth0]:5555.'),
      );
    return;
  }
  if (!/^(\*|[\p{L}\p{N}_.-]+)$/u.test(host)) throw refuse(t('"{0}" is no host name.', hostText), looksLikeHost(role));
  if (/^[\d.]+$/.test(host) && (host.split('.').length > 3 || host.startsWith('.') || host.endsWith('.')) && !isIPv4(host))
    throw refuse(t('"{0}" is not an IPv4 address.', host), t('One has four numbers from 0 to 255, such as 127.0.0.1.'));
}

/** The local side of a connection: libzmq takes addresses and interfaces, with a port; a name never connects. */
function checkSource(source: string, target: string, refuse: Refuse): void {
  const [, host = '', port] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/s.exec(source) ?? [];
  const looksRight = t('A right one looks like tcp://192.168.1.17:0;server:5555; port 0 means any.');
  if (/^\[.*\]$/.test(host)) checkHost(host, host.slice(1, -1), 'bind', refuse);
  else {
    if (!/^(\*|[\w.-]+)$/.test(host) || /^(?=.*\.).*[a-z]/i.test(host) || host.toLowerCase() === 'localhost')
      throw refuse(
        t('"{0}" cannot be the source of a connection.', source),
        t('It is an address of this computer or an interface, such as eth0; no name.'),
      );
    checkHost(host, host, 'bind', refuse);
  }
  if (port === undefined || port === '') throw refuse(t('The source "{0}" lacks a port.', source), looksRight, `tcp://${host}:0;${target}`);
  if (port !== '*' && (!/^\d+$/.test(port) || Number(port) > 65535))
    throw refuse(t('"{0}" is no port.', port), looksRight, `tcp://${host}:0;${target}`);
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

/** Whether an address of an endpoint, of its source included, is one of IPv6. A name may lead to either. */
export function isIPv6Endpoint(endpoint: string): boolean {
  return /^tcp:\/\/(?:[^;]*;)?\[/.test(endpoint);
}

/**
 * The endpoints of a field that takes several.
 * @throws ZmqError as `parseEndpoint` does, for the first one that is wrong; `data.suggestion` is for the whole field.
 */
export function parseEndpoints(given: string, role: EndpointRole): Endpoint[] {
  const texts = splitEndpoints(given);
  const read: Endpoint[] = [];
  let wrong: ZmqError | undefined;
  const better: string[] = [];
  for (const text of texts) {
    try {
      read.push(parseEndpoint(text, role));
      better.push(text);
    } catch (error) {
      if (!(error instanceof ZmqError)) throw error;
      wrong ??= error;
      if (error.data.suggestion !== undefined) better.push(error.data.suggestion);
    }
  }
  if (!wrong) return read;
  const { suggestion, ...data } = wrong.data;
  if (texts.length === 1 || suggestion === undefined) throw wrong;
  const whole = better.join(', ');
  const meant = better.length === texts.length ? { suggestion: whole, hint: t('Did you mean {0}?', whole) } : {};
  throw new ZmqError(data.code, wrong.message, { ...data, ...meant });
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
