"""A ZeroMQ socket of any type, steered by a test.

    peer.py TYPE [--bind ENDPOINT]... [--connect ENDPOINT]... [--subscribe TEXT]... [--option NAME=VALUE]... [--curve] [--user NAME=PASSWORD]

Prints one JSON object a line: `ready` with the endpoints it is bound to, `received` with the frames in hex, `done` after a
command, `error`. Obeys JSON objects on stdin: {"do": "send", "frames": [hex]}, subscribe and unsubscribe {"topic": hex}, bind,
unbind, connect and disconnect {"endpoint"}, pause and resume (reading), close. The end of stdin ends it.
TYPE tcp is a plain TCP program: what it reads is one frame, what it sends are the frames one after the other.
"""

import argparse
import json
import os
import select
import socket
import sys

import zmq
from zmq.auth.thread import ThreadAuthenticator


def say(event, **more):
    print(json.dumps({"event": event, **more}), flush=True)


class ZmqPeer:
    def __init__(self, options):
        self.context = zmq.Context()
        if options.user:
            self.door = ThreadAuthenticator(self.context)
            self.door.start()
            self.door.configure_plain(domain="*", passwords=dict(user.split("=", 1) for user in options.user))
        self.socket = self.context.socket(getattr(zmq, options.type.upper()))
        self.socket.linger = 1000
        for option in options.option:
            name, value = option.split("=", 1)
            number = value.lstrip("-").isdigit()
            self.socket.set(getattr(zmq, name.upper()), int(value) if number else value.encode())
        if options.curve:
            self.socket.curve_publickey, self.socket.curve_secretkey = zmq.curve_keypair()
            self.socket.curve_serverkey, _ = zmq.curve_keypair()
        for topic in options.subscribe:
            self.subscribe(topic.encode())
        self.endpoints = [self.bind(endpoint) for endpoint in options.bind]
        for endpoint in options.connect:
            self.socket.connect(endpoint)

    def bind(self, endpoint):
        self.socket.bind(endpoint)
        return self.socket.last_endpoint.rstrip(b"\0").decode()

    def subscribe(self, topic):
        if self.socket.type == zmq.XSUB:
            self.socket.send(b"\1" + topic)
        else:
            self.socket.subscribe(topic)

    def readable(self):
        return self.socket.get(zmq.EVENTS) & zmq.POLLIN

    def handles(self):
        return [self.socket.get(zmq.FD)]

    def read(self):
        return self.socket.recv_multipart(zmq.NOBLOCK)

    def write(self, frames):
        # A send that cannot be done within this time is an error of the test, not a reason to hang.
        if not self.socket.poll(5000, zmq.POLLOUT):
            raise zmq.Again("no peer takes the message")
        self.socket.send_multipart(frames, zmq.NOBLOCK)

    def obey(self, command):
        if command["do"] == "subscribe":
            self.subscribe(bytes.fromhex(command["topic"]))
        elif command["do"] == "unsubscribe":
            self.socket.unsubscribe(bytes.fromhex(command["topic"]))
        elif command["do"] == "bind":
            return {"endpoint": self.bind(command["endpoint"])}
        else:
            getattr(self.socket, command["do"])(command["endpoint"])
        return {}

    def close(self):
        self.socket.close()
        self.context.term()


class TcpPeer:
    """Bound or connected, with one connection."""

    def __init__(self, options):
        self.listener = self.connection = None
        self.endpoints = []
        for endpoint in options.bind:
            self.listener = socket.create_server(self.address(endpoint))
            self.endpoints.append("tcp://%s:%d" % self.listener.getsockname())
        for endpoint in options.connect:
            self.connection = socket.create_connection(self.address(endpoint), timeout=5)

    @staticmethod
    def address(endpoint):
        host, port = endpoint.removeprefix("tcp://").rsplit(":", 1)
        return host, 0 if port == "*" else int(port)

    def readable(self):
        return self.handles() and select.select(self.handles(), [], [], 0)[0]

    def handles(self):
        handle = self.connection or self.listener
        return [handle] if handle else []

    def read(self):
        if self.connection is None:
            self.connection, _ = self.listener.accept()
            return None
        try:
            data = self.connection.recv(65536)
        except ConnectionResetError:
            data = b""
        if not data:
            self.connection.close()
            self.connection = self.listener = None
        return [data]

    def write(self, frames):
        self.connection.sendall(b"".join(frames))

    def close(self):
        for handle in (self.connection, self.listener):
            if handle:
                handle.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("type")
    for name in ("bind", "connect", "subscribe", "option", "user"):
        parser.add_argument("--" + name, action="append", default=[])
    parser.add_argument("--curve", action="store_true")
    options = parser.parse_args()
    peer = TcpPeer(options) if options.type == "tcp" else ZmqPeer(options)
    say("ready", endpoints=peer.endpoints)

    reading = True
    pending = b""
    while True:
        while reading and peer.readable():
            frames = peer.read()
            if frames is not None:
                say("received", frames=[frame.hex() for frame in frames])
        # ZMQ_FD tells of new messages only until the next look at EVENTS, hence the short bound.
        ready = select.select([0, *(peer.handles() if reading else [])], [], [], 0.05)[0]
        if 0 not in ready:
            continue
        data = os.read(0, 65536)
        if not data:
            break
        *lines, pending = (pending + data).split(b"\n")
        for line in lines:
            command = json.loads(line)
            try:
                if command["do"] == "send":
                    peer.write([bytes.fromhex(frame) for frame in command["frames"]])
                elif command["do"] in ("pause", "resume"):
                    reading = command["do"] == "resume"
                    say("done")
                elif command["do"] == "close":
                    peer.close()
                    say("done")
                    return
                else:
                    say("done", **peer.obey(command))
            except (zmq.ZMQError, OSError) as error:
                say("error", message=str(error), command=command["do"])
    peer.close()


if __name__ == "__main__":
    sys.exit(main())
