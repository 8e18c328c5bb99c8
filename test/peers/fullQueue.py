"""A program that listens at the Unix path given and never accepts: it fills its own queue, says so, and waits for its stdin to end."""
import socket
import sys

server = socket.socket(socket.AF_UNIX)
server.bind(sys.argv[1])
server.listen(0)
clients = []
for _ in range(16):
    client = socket.socket(socket.AF_UNIX)
    client.setblocking(False)
    try:
        client.connect(sys.argv[1])
    except BlockingIOError:
        print("full", flush=True)
        break
    clients.append(client)
sys.stdin.read()
