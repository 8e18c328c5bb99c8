import { t } from '@vscode/l10n';

/** What each event says, by its code and, where it has one, its cause; `{name}` stands for that field. */
export const eventMessages = {
  get opened() {
    return t('{type} socket opened.');
  },
  get closed() {
    return t('{type} socket closed.');
  },
  get listening() {
    return t('Listening.');
  },
  get 'listening: resolved'() {
    return t('Listening at {endpoint}.');
  },
  get 'bind failed: in use'() {
    return t('The address {endpoint} is in use.');
  },
  get 'bind failed: in use, owner'() {
    return t('The address {endpoint} is in use by {owner}.');
  },
  get 'bind failed: no such address'() {
    return t('Cannot bind to {endpoint}: this computer has no such address.');
  },
  get 'bind failed: no such interface'() {
    return t('Cannot bind to {endpoint}: this computer has no such address or interface.');
  },
  get 'bind failed: interface without address'() {
    return t('Cannot bind to {endpoint}: the interface {host} has no address.');
  },
  get 'bind failed: other file'() {
    return t('Cannot bind to {endpoint}: a file or directory of this name exists, and binding would delete it.');
  },
  get 'bind failed: permission'() {
    return t('Cannot bind to {endpoint}: permission denied.');
  },
  get 'bind failed: no directory'() {
    return t('Cannot bind to {endpoint}: the directory does not exist.');
  },
  get 'bind failed: not taken'() {
    return t('Cannot bind to {endpoint}: libzmq does not take it.');
  },
  get 'bind failed: name unknown'() {
    return t('Cannot bind to {endpoint}: the name "{host}" does not resolve ({errno}), and is no interface of this computer.');
  },
  get 'bind failed: name unanswered'() {
    return t('Cannot bind to {endpoint}: the name "{host}" does not resolve in time, and is no interface of this computer.');
  },
  get 'bind failed: other'() {
    return t('Cannot bind to {endpoint}: {detail}.');
  },
  get unbound() {
    return t('No longer listening.');
  },
  get unconnected() {
    return t('Disconnected on request.');
  },
  get connecting() {
    return t('Connecting.');
  },
  get accepted() {
    return t('A peer connects.');
  },
  get 'accept failed'() {
    return t('A connection could not be accepted: {detail}.');
  },
  get connected() {
    return t('Connection made; the handshake follows.');
  },
  get 'stream connected'() {
    return t('Connection made.');
  },
  get 'handshake awaited'() {
    return t('The connection is made, but the other side has not answered the handshake yet. It may not speak ZMTP, or be stopped.');
  },
  get handshake() {
    return t('Handshake done: a peer is ready.');
  },
  get 'handshake: second of a pair'() {
    return t('Handshake done: a peer is ready. A PAIR socket talks to one peer only: this one will not be heard.');
  },
  get 'handshake failed: mechanism'() {
    return t('The handshake failed: the two sides use different security mechanisms (NULL, PLAIN or CURVE). This socket uses NULL.');
  },
  get 'handshake failed: key'() {
    return t('The handshake failed: a CURVE key is wrong.');
  },
  get 'handshake failed: types'() {
    return t('The handshake failed: the socket types do not fit each other.');
  },
  get 'handshake failed: other type'() {
    return t('The handshake failed: the other side is a {other} socket, to which {type} does not talk (it talks to {able}).');
  },
  get 'handshake failed: refused'() {
    return t('The handshake failed: the other side refused this socket and said "{detail}".');
  },
  get 'handshake failed: not ZMTP'() {
    return t('The handshake failed: what answers there does not speak ZMTP.');
  },
  get 'handshake failed: came in'() {
    return t('The handshake failed: what connected does not speak ZMTP.');
  },
  get 'handshake failed: came in, address'() {
    return t('The handshake failed: {peer} connected and does not speak ZMTP.');
  },
  get 'handshake failed: hung up'() {
    return t(
      "The handshake failed: the other side hung up, and why was not said. It may not speak ZMTP, refuse this socket's security mechanism, or have a type that {type} does not talk to (it talks to {able}).",
    );
  },
  get 'handshake failed: unanswered'() {
    return t(
      'The handshake failed: the other side took the connection, but did not answer in time as ZMTP wants. It may not speak ZMTP, or be stopped.',
    );
  },
  get 'handshake failed: authentication'() {
    return t('Authentication was refused with status {status} (RFC 27).');
  },
  get 'handshake failed: other'() {
    return t('The handshake failed: {detail}.');
  },
  get 'retry: nobody listens'() {
    return t('Nothing listens at {endpoint}; trying again.');
  },
  get 'retry: no ipc path'() {
    return t('No program listens at {endpoint}; trying again. Check the path and its permissions.');
  },
  get 'retry: not resolved'() {
    return t('The name "{host}" does not resolve, or its network cannot be reached; trying again.');
  },
  get 'retry: unreachable'() {
    return t('The network of {host} cannot be reached; trying again.');
  },
  get 'retry: source or target'() {
    return t('This computer has no local address {source}, or {host} cannot be reached from it; trying again.');
  },
  get 'retry: connection lost'() {
    return t('The connection was lost; trying again.');
  },
  get 'retry: handshake failed'() {
    return t('The handshake failed; trying again.');
  },
  get 'retry: left in handshake'() {
    return t('The connection ended before the handshake was done; trying again.');
  },
  get 'disconnected: peer'() {
    return t('A peer disconnected.');
  },
  get 'disconnected: peer or size'() {
    return t(
      'A peer disconnected. It ended or the network failed; a message above maxMessageSize ({maxMessageSize} B) has the same effect.',
    );
  },
  get 'peer cut off: not ZMTP'() {
    return t('{peer} sent what is no ZMTP (byte {at}): its connection was closed.');
  },
  get 'peer cut off: too large'() {
    return t('{peer} sent a frame above maxMessageSize ({maxMessageSize} B): its connection was closed.');
  },
  get 'peer cut off: no heartbeat'() {
    return t('{peer} gave no sign of life in time: its connection was closed.');
  },
  get 'peer cut off: refused'() {
    return t('{peer} said "{detail}": its connection was closed.');
  },
  get 'disconnected: in handshake'() {
    return t(
      'The connection ended before the handshake was done, and why was not said: the other side may have given up, or have a type that {type} does not talk to (it talks to {able}).',
    );
  },
  get 'disconnected: after failure'() {
    return t('The connection ended.');
  },
  get 'disconnected: unknown'() {
    return t('A connection ended: that of a peer, or one whose handshake was not done. Which one was not said.');
  },
  get subscribe() {
    return t('subscribe {topic}');
  },
  get 'subscribe: everything'() {
    return t('subscribe (everything)');
  },
  get unsubscribe() {
    return t('unsubscribe {topic}');
  },
  get 'unsubscribe: everything'() {
    return t('unsubscribe (everything)');
  },
  get 'send refused: waiting queue full'() {
    return t('The queue for peers that are not there yet is full (send high-water mark).');
  },
  get 'send refused: peer queue full'() {
    return t("A peer's queue is full (send high-water mark).");
  },
  get 'send refused: queue full or unheard'() {
    return t('PAIR talks to one peer: it has gone, or its queue is full. The others that are connected are not heard.');
  },
  get 'send refused: no peer'() {
    return t('{type} has no peer to send to.');
  },
  get 'send refused: unroutable'() {
    return t('No peer has this routing id.');
  },
  get 'send refused: awaiting reply'() {
    return t('REQ awaits the reply to its last request.');
  },
  get 'send refused: no request'() {
    return t('REP has no request to answer.');
  },
  get 'send refused: not its turn'() {
    return t("It is not this {type} socket's turn to send.");
  },
  get 'send refused: busy'() {
    return t('Another operation is under way on this socket.');
  },
  get 'send refused: receives only'() {
    return t('{type} sockets only receive.');
  },
  get 'send refused: routing id missing'() {
    return t('{type} sends to one peer: name its routing id.');
  },
  get 'send refused: routing id unknown to type'() {
    return t('{type} sockets do not take a routing id.');
  },
  get 'send refused: several frames of a stream'() {
    return t('STREAM sends one frame of bytes at a time.');
  },
  get 'send refused: several frames with conflate'() {
    return t('CONFLATE corrupts messages of several frames (libzmq issue 4399).');
  },
  get 'send refused: other'() {
    return t('The send failed: {detail}.');
  },
  get repeated() {
    return t('{of}: {count} more times in the last seconds, counted only.');
  },
  get 'repeated: with reason'() {
    return t('{of}: {count} more times (counted only): {last}');
  },
  get 'repeated: once'() {
    return t('{of}: once more in the last seconds, counted only.');
  },
  get 'repeated: once with reason'() {
    return t('{of}: once more (counted only): {last}');
  },
  get 'records lost'() {
    return t('The engine was started again. At least {count} records were lost.');
  },
  get 'records lost: none'() {
    return t('The engine was started again. The log was empty.');
  },
  get 'receiving stopped'() {
    return t('Receiving stopped: {detail}. Close and reopen the socket.');
  },
  get 'events unwatched'() {
    return t('Events can no longer be watched: {detail}.');
  },
  get 'release failed'() {
    return t('Releasing the endpoint: {detail}.');
  },
  get 'senders slowed'() {
    return t('Messages come faster than they can be recorded: the queue was not empty for {seconds} s. Their senders are slowed down.');
  },
  get 'messages may be missing'() {
    return t(
      'Messages come faster than they can be recorded: the queue was not empty for {seconds} s. A publisher drops what its subscribers do not take in time, and tells nobody: some may be missing.',
    );
  },
  get 'peers unheard'() {
    return t(
      'Of {peers} peers, {heard} sent messages. The others may be silent, or have a routing id that is taken: a ROUTER never hears such a peer, unless its option handover is on.',
    );
  },
  get conflated() {
    return t(
      'The option conflate is set: of messages of several frames only the last frame arrives, and stands in the log as if it were the whole message.',
    );
  },
  get 'tap opened'() {
    return t('Programs that connect to {endpoint} reach {target}.');
  },
  get 'tap closed'() {
    return t('Programs that connect to {endpoint} no longer reach {target}.');
  },
  get tapped() {
    return t('A program connected, and was connected on to {endpoint}.');
  },
  get 'target down: nobody listens'() {
    return t('Nothing listens at {endpoint}: the program that connected was turned away.');
  },
  get 'target down: no ipc path'() {
    return t('No program listens at {endpoint}: the one that connected was turned away.');
  },
  get 'target down: not resolved'() {
    return t('The name in {endpoint} does not resolve: the program that connected was turned away.');
  },
  get 'target down: unreachable'() {
    return t('{endpoint} cannot be reached ({errno}): the program that connected was turned away.');
  },
  get 'target down: no descriptors'() {
    return t(
      '{endpoint} was not tried: this engine has too many files and connections open ({errno}). The program that connected was turned away.',
    );
  },
  get 'side ready'() {
    return t('{side} speaks {speaks}.');
  },
  get 'side ready: type'() {
    return t('{side} is a {socketType} socket ({speaks}).');
  },
  get 'side ready: identity'() {
    return t('{side} is a {socketType} socket with the identity {identity} ({speaks}).');
  },
  get 'handshake step'() {
    return t('{side} sent {name}, a step of the handshake.');
  },
  get 'handshake step: user'() {
    return t('{side} sent {name} with the name {username}. The password is not read.');
  },
  get 'side refused'() {
    return t('{side} refused the handshake: {detail}.');
  },
  get ping() {
    return t('{side} sent a PING.');
  },
  get 'ping: time to live'() {
    return t('{side} sent a PING: it counts as gone after {timeToLive} s without a sign of it.');
  },
  get pong() {
    return t('{side} sent a PONG.');
  },
  get join() {
    return t('{side} joined the group {group}.');
  },
  get leave() {
    return t('{side} left the group {group}.');
  },
  get command() {
    return t('{side} sent the command {name} ({size} bytes).');
  },
  get 'not decoded: not ZMTP'() {
    return t('{side} does not speak ZMTP. Its bytes are passed on, and not decoded.');
  },
  get 'not decoded: no mechanism'() {
    return t('{side} greets without a security mechanism (byte {at}). Not decoded from here; its bytes are passed on.');
  },
  get 'not decoded: reserved flags'() {
    return t('{side} sent a frame with reserved flags (byte {at}). Not decoded from here; its bytes are passed on.');
  },
  get 'not decoded: impossible length'() {
    return t('{side} sent a frame with an impossible length (byte {at}). Not decoded from here; its bytes are passed on.');
  },
  get 'not decoded: no command'() {
    return t('{side} sent a command that cannot be read (byte {at}). Not decoded from here; its bytes are passed on.');
  },
  get 'not decoded: message in handshake'() {
    return t('{side} sent a message before its handshake was over (byte {at}). Not decoded from here; its bytes are passed on.');
  },
  get 'fault: delayed'() {
    return t('Message No. {record} is delayed by {ms} ms.');
  },
  get 'fault: dropped'() {
    return t('Message No. {record} is dropped.');
  },
  get 'fault: duplicated'() {
    return t('Message No. {record} goes on twice.');
  },
  get 'fault: corrupted'() {
    return t('Message No. {record}: byte {at} of frame {frame} is changed.');
  },
  get 'fault: slowed'() {
    return t('Message No. {record} waits {ms} ms for its turn: the limit is reached.');
  },
  get 'fault: moved later'() {
    return t('Message No. {record} goes on later, behind {places} that came after it.');
  },
  get 'fault: moved earlier'() {
    return t('Message No. {record} goes on earlier, ahead of {places} that came before it.');
  },
  get 'fault: held'() {
    return t('Message No. {record} is held until somebody lets it go.');
  },
  get 'fault: let go'() {
    return t('Message No. {record} is let go.');
  },
  get 'fault: edited'() {
    return t('Message No. {record} goes on with other content.');
  },
  get 'fault: reset'() {
    return t('The connection is broken off at message No. {record}.');
  },
  get 'fault: restarted'() {
    return t('At message No. {record} both sockets of the proxy are closed and opened again: all connections are cut.');
  },
  get 'fault: untouched'() {
    return t('Message No. {record} is too large to be held until it is whole, and meets no fault.');
  },
  get 'fault: black hole'() {
    return t('{side} is no longer heard: nothing of what it sends goes on.');
  },
  get faults() {
    return t('Faults are on: {kinds}. What programs see is no longer what was sent.');
  },
  get 'faults: none'() {
    return t('No fault is on any more.');
  },
  get 'message cut'() {
    return t('{side} sent {size} bytes of a message, and not its rest.');
  },
  get 'tap ended: ended by connector'() {
    return t('The program that connected ended the connection.');
  },
  get 'tap ended: ended by binder'() {
    return t('The program that it reached ended the connection.');
  },
  get 'tap ended: reset by connector'() {
    return t('The program that connected broke the connection off.');
  },
  get 'tap ended: reset by binder'() {
    return t('The program that it reached broke the connection off.');
  },
  get 'tap ended: tap closed'() {
    return t('The tap was closed, and the connection with it.');
  },
  get 'proxy started'() {
    return t('The proxy passes messages between a {frontend} socket (frontend) and a {backend} socket (backend).');
  },
  get 'proxy stopped'() {
    return t('The proxy was stopped.');
  },
  get 'proxy paused'() {
    return t('The proxy is paused: nothing passes, and what comes waits in its sockets.');
  },
  get 'proxy goes on'() {
    return t('The proxy passes messages again.');
  },
  get 'not passed on: no such peer'() {
    return t('Message No. {record} is not passed on: no peer has its routing id.');
  },
  get 'not passed on: peer full'() {
    return t('Message No. {record} is not passed on: the queue of its peer is full.');
  },
  get 'not passed on: other'() {
    return t('Message No. {record} is not passed on: {detail}.');
  },
  get 'probed: type'() {
    return t('A {socketType} socket listens at {endpoint} (ZMTP {version}).');
  },
  get 'probed: type, identity'() {
    return t('A {socketType} socket with the routing id {identity} listens at {endpoint} (ZMTP {version}).');
  },
  get 'probed: own'() {
    return t(
      'The {socketType} socket "{own}" of this window listens at {endpoint}. Whether a firewall keeps others out, only they can tell.',
    );
  },
  get 'probed: secured'() {
    return t(
      'A ZeroMQ socket with {mechanism} security listens at {endpoint} (ZMTP {version}). Its type is told to those only who pass it; sockets of this window use NULL.',
    );
  },
  get 'probed: no type'() {
    return t('A ZeroMQ socket listens at {endpoint} (ZMTP {version}); it does not tell its type.');
  },
  get 'probed: version 1'() {
    return t('What listens at {endpoint} looks like a ZeroMQ socket of ZMTP {version}, which tells no type.');
  },
  get 'probed: protocol'() {
    return t('No ZeroMQ socket listens at {endpoint}, but something that speaks {protocol}.');
  },
  get 'probed: other protocol'() {
    return t('Something else than ZeroMQ answers at {endpoint}.');
  },
  get 'probed: silent'() {
    return t('Something accepts connections at {endpoint} and says nothing: it is not a ZeroMQ socket, or its program is stopped.');
  },
  get 'probed: hangs up'() {
    return t(
      'Something accepts connections at {endpoint} and ends them without a word: it is not a ZeroMQ socket, or refuses this computer.',
    );
  },
  get 'probed: nobody'() {
    return t('Nothing listens at {endpoint}.');
  },
  get 'probed: forbidden'() {
    return t('Permission to connect to {endpoint} is denied.');
  },
  get 'probed: not resolved'() {
    return t('The name in {endpoint} does not resolve.');
  },
  get 'probed: unreachable'() {
    return t('{endpoint} cannot be reached ({detail}): check the address, the network, and the firewall of that computer.');
  },
} as const satisfies Record<string, string>;

/** What became of a message that was sent, likewise. */
export const sendMessages = {
  get sent() {
    return t('Sent.');
  },
  get queued() {
    return t('Queued with 0 peers: it goes out when one connects.');
  },
  get 'sent: subscriber'() {
    return t('Sent to 1 matching subscriber.');
  },
  get 'sent: exact subscribers'() {
    return t('Sent to {atMost} matching subscribers.');
  },
  get 'sent: subscribers'() {
    return t('Sent to {atLeast} to {atMost} matching subscribers.');
  },
  get 'sent: no subscription'() {
    return t('Sent, but no subscription matches: nobody receives it.');
  },
  get 'sent: unobservable'() {
    return t('Sent. Who receives it cannot be observed.');
  },
  get 'sent: unroutable'() {
    return t('Sent, or dropped if no peer has this routing id: the option mandatory is off.');
  },
  get 'sent: requester gone'() {
    return t('The requester is gone: libzmq drops the reply.');
  },
  get 'sent: requester may be gone'() {
    return t('Sent, or dropped: a connection ended since the request came, and if it was the requester’s, libzmq drops the reply.');
  },
  get 'sent: another pair'() {
    return t('Sent to a PAIR that has not answered yet. A PAIR talks to one peer: if it already had one, nobody hears this.');
  },
} as const satisfies Record<string, string>;

export type EventMessage = keyof typeof eventMessages;
