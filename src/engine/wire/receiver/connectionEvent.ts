/** What happens to the connections of a socket, as libzmq's monitor tells it (zmq_socket_monitor(3)); `address`: the endpoint. */
export type ConnectionEvent =
  | { type: 'accept' | 'connect' | 'connect:delay' | 'handshake' | 'disconnect'; address: string }
  | { type: 'connect:retry'; address: string; interval: number }
  | { type: 'accept:error'; address: string; error: Error };
