"""Programs as the guide to ZeroMQ has them: chatZguide.py WHAT bind|connect ENDPOINT

`publish`: a PUB whose topic is part of the one frame; what is typed is sent as it is.
`echo`: a REP that answers `Echo: ` and what it was asked.
`tasks`: a PUSH that sends what is typed.
`worker`: a PULL that prints what it gets.
"""
import sys

import zmq

what, how, endpoint = sys.argv[1:]
types = {"publish": zmq.PUB, "echo": zmq.REP, "tasks": zmq.PUSH, "worker": zmq.PULL}
socket = zmq.Context().socket(types[what])
socket.linger = 1000
getattr(socket, how)(endpoint)

if what == "worker":
    print("ready", flush=True)
if what in ("publish", "tasks"):
    for line in sys.stdin:
        socket.send_string(line.rstrip("\n"))
else:
    while True:
        text = socket.recv_string()
        print(text, flush=True)
        if what == "echo":
            socket.send_string(f"Echo: {text}")
