import { t } from '@vscode/l10n';
import type { ChatInvitation, ChatInvitations, ChatPattern, ChatSocket, ChatSpec } from '../../protocol/chat';
import type { EndpointRole } from '../../protocol/sockets';
import { isEveryInterface, isLoopback, parseEndpoint } from '../socket/endpoint';
import { chatPatterns, endpointsOf, roleOf } from './patterns';
import type { EndpointField } from './patterns';
import { pythonScript } from './python';
import { queryOf } from './query';

/** An address of this computer. */
export interface OwnAddress {
  address: string;
  family: 'IPv4' | 'IPv6';
  /** Name of the network interface. */
  network: string;
  /** Loopback. */
  internal: boolean;
}

interface InvitationsParams {
  spec: ChatSpec;
  /** The chat's sockets, for what its endpoints were resolved to. */
  resolved: readonly Pick<ChatSocket, 'type' | 'endpoints'>[];
  /** The likeliest to be reached first. */
  addresses: readonly OwnAddress[];
}

/** What the other side has in place of what this side has. */
const facing: Readonly<Record<ChatPattern, ChatPattern>> = {
  req: 'rep',
  rep: 'req',
  pub: 'sub',
  sub: 'pub',
  group: 'group',
  pipeline: 'pipeline',
  pair: 'pair',
  room: 'room',
};

/** Where each part of a spec is met by the other side's. */
const facingFields: Readonly<Record<EndpointField, EndpointField>> = {
  bind: 'connect',
  connect: 'bind',
  pushConnect: 'pullBind',
  pullBind: 'pushConnect',
  publishers: 'publishers',
  subscribers: 'subscribers',
};

/**
 * What the other side of a chat needs, for each address of this computer at which it can be reached: link-local ones
 * differ on each computer and are left out.
 */
export function invitationsFor({ spec, resolved, addresses }: InvitationsParams): ChatInvitations {
  const own = withResolved(spec, resolved);
  const places = usedFields(own).map((field) => ({
    field,
    endpoints: endpointsOf(own, field).map((text) => placeOf(text, field, own.host)),
  }));
  const awaiting = places.filter(({ field }) => roleOf(field, own.host) === 'bind');
  const reachable = addresses.filter(({ address }) => !/^fe[89ab]/i.test(address));
  const known: OwnAddress[] = [...reachable];
  for (const { endpoints } of awaiting) {
    for (const { host } of endpoints) {
      if (host === undefined || isEveryInterface(host) || known.some(({ address }) => address === host)) continue;
      known.push({ address: host, family: host.includes(':') ? 'IPv6' : 'IPv4', network: '', internal: isLoopback(host) });
    }
  }
  const chosen = known.filter(
    (address) =>
      awaiting.some(({ endpoints }) => endpoints.some(({ host }) => host !== undefined)) &&
      awaiting.every(({ endpoints }) => endpoints.some((place) => isAt(place, address))),
  );
  const invitations = chosen.length > 0 ? chosen.map((address) => invitationAt(own, address)) : [invitationAt(own)];
  return {
    invitations,
    notes: notesOn(
      own,
      awaiting.flatMap(({ endpoints }) => endpoints),
      addresses,
    ),
  };
}

/** The spec with what was bound in place of what was asked for. */
function withResolved(spec: ChatSpec, resolved: InvitationsParams['resolved']): ChatSpec {
  const bound = (type: string) =>
    resolved
      .filter((socket) => socket.type === type)
      .flatMap(({ endpoints }) => endpoints.filter(({ role }) => role === 'bind').map((endpoint) => endpoint.resolved));
  const own = { ...spec };
  for (const { field, socket } of chatPatterns[spec.pattern].endpoints) {
    if (roleOf(field, spec.host) !== 'bind') continue;
    if (field === 'publishers') own.publishers = bound('xsub')[0] ?? spec.publishers;
    else if (field === 'subscribers') own.subscribers = bound('xpub')[0] ?? spec.subscribers;
    else if (field === 'bind' || field === 'pullBind') {
      const found = bound(socket);
      if (found.length > 0) own[field] = found;
    }
  }
  return own;
}

/** The fields that the other side answers. One socket that both binds and connects is reached where it is bound. */
function usedFields(spec: ChatSpec): EndpointField[] {
  const given = chatPatterns[spec.pattern].endpoints.map(({ field }) => field).filter((field) => endpointsOf(spec, field).length > 0);
  const has = (field: EndpointField) => given.includes(field);
  return given.filter((field) => {
    if (spec.pattern === 'pipeline') return field === 'pushConnect' ? !has('bind') : field === 'connect' ? !has('pullBind') : true;
    return field !== 'connect' || !has('bind');
  });
}

/** Where an endpoint is; `host` only for tcp. */
interface Place {
  text: string;
  host?: string;
  port?: number;
  transport: string;
}

function placeOf(text: string, field: EndpointField, host?: boolean): Place {
  const endpoint = parseEndpoint(text, roleOf(field, host));
  return { text, transport: endpoint.transport, host: endpoint.host, port: endpoint.port };
}

/** Whether somebody who uses this address gets there; other transports need none. */
function isAt({ host }: Place, { address, family }: OwnAddress): boolean {
  if (host === undefined || host === address) return true;
  return host === '::' || (isEveryInterface(host) && family === 'IPv4');
}

function endpointAt(host: string, port: number | undefined): string {
  return `tcp://${host.includes(':') ? `[${host}]` : host}:${port ?? '*'}`;
}

function invitationAt(own: ChatSpec, address?: OwnAddress): ChatInvitation {
  const other = otherSide(own, address);
  const endpoints = chatPatterns[other.pattern].endpoints.flatMap(({ field, socket }) =>
    endpointsOf(other, field).map((endpoint): { role: EndpointRole; endpoint: string; type: typeof socket } => ({
      role: roleOf(field),
      endpoint,
      type: socket,
    })),
  );
  return {
    address: address?.address ?? '',
    family: address?.family ?? 'none',
    network: address?.network ?? '',
    endpoints,
    query: queryOf(other),
    script: pythonScript(other),
  };
}

/** The spec with which somebody else meets this chat. */
function otherSide(own: ChatSpec, address?: OwnAddress): ChatSpec {
  const other: ChatSpec = { pattern: facing[own.pattern], nick: 'guest', format: own.format, rooms: own.rooms, history: false };
  for (const field of usedFields(own)) {
    const role = roleOf(field, own.host);
    const places = endpointsOf(own, field).map((text) => placeOf(text, field, own.host));
    // One of several is enough: through each more one, everything would come again.
    const place = places.find((candidate) => address && candidate.host !== undefined && isAt(candidate, address)) ?? places[0];
    if (place === undefined) continue;
    const answer =
      role === 'bind' ? toReach(place, address) : field === 'publishers' || field === 'subscribers' ? place.text : toBeFoundAt(place);
    const answers = facingFields[field];
    if (answers === 'publishers' || answers === 'subscribers') other[answers] = answer;
    else other[answers] = [answer];
  }
  if (own.pattern === 'group') other.bind = [ownPlaceInGroup(own, address)];
  return other;
}

function toReach({ text, host, port }: Place, address?: OwnAddress): string {
  if (host === undefined) return text;
  return endpointAt(isEveryInterface(host) ? (address?.address ?? '127.0.0.1') : host, port);
}

/** This side connects, so the other one binds: on every interface, unless it is sought on its own computer only. */
function toBeFoundAt({ text, host, port }: Place): string {
  if (host === undefined) return text;
  return isLoopback(host) ? endpointAt(host === 'localhost' ? '127.0.0.1' : host, port) : endpointAt('*', port);
}

/** Where the other one's PUB is bound: where it is awaited, or else on the same port, on the same computer the next one. */
function ownPlaceInGroup(own: ChatSpec, address?: OwnAddress): string {
  const awaited = own.connect?.[0];
  if (awaited !== undefined) return toBeFoundAt(placeOf(awaited, 'connect'));
  const [bound = 'tcp://*:*'] = endpointsOf(own, 'bind');
  const { host, port, text } = placeOf(bound, 'bind');
  if (host === undefined) return `${text}-2`;
  if (address && !address.internal && !isLoopback(host)) return endpointAt('*', port);
  return endpointAt('127.0.0.1', port === undefined ? undefined : port < 65_535 ? port + 1 : port - 1);
}

function notesOn(own: ChatSpec, awaiting: readonly Place[], addresses: readonly OwnAddress[]): string[] {
  const notes: string[] = [];
  const all = chatPatterns[own.pattern].endpoints.flatMap(({ field }) =>
    endpointsOf(own, field).map((text) => placeOf(text, field, own.host)),
  );
  for (const { text, host } of awaiting) {
    if (host !== undefined && isLoopback(host))
      notes.push(
        t(
          "{0} is bound to loopback: other computers cannot reach it. Join anew with tcp://*:port, or with one of this computer's addresses, to let them in.",
          text,
        ),
      );
  }
  if (all.some(({ transport }) => transport === 'ipc')) notes.push(t('ipc endpoints are reached from this computer only.'));
  if (all.some(({ transport }) => transport === 'inproc'))
    notes.push(t('inproc endpoints are reached from this window only: no other program, and no script, can join there.'));
  if (awaiting.length === 0 && own.pattern !== 'room')
    notes.push(t('This side only connects: the other side binds {0}.', all.map(({ text }) => text).join(', ')));
  if (
    awaiting.some(({ host }) => host === '0.0.0.0' || host === '*') &&
    addresses.some(({ family, internal }) => family === 'IPv6' && !internal)
  ) {
    notes.push(t('It is bound for IPv4 only, so the IPv6 addresses of this computer are left out.'));
  }
  if (own.pattern === 'room' && !own.host) {
    notes.push(t('This room is hosted elsewhere: its host says who can reach it.'));
    if (all.some(({ host }) => host !== undefined && isLoopback(host)))
      notes.push(t('Its endpoints are given as loopback: as they stand, they work on this computer only.'));
  }
  if (own.pattern === 'group') {
    notes.push(
      t(
        'In a group each side binds its PUB and connects to the PUB of every other one: when somebody has joined, add tcp://their-address:port to your peers.',
      ),
    );
  }
  return notes;
}
