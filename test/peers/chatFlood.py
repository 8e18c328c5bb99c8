"""Sends many messages at a steady rate: chatFlood.py PUB|PUSH bind|connect ENDPOINT COUNT PER_SECOND

Sends each line on its stdin; at the line "go" it sends the many, and prints how many these were.
"""
import sys
import time

import zmq

type_name, how, endpoint, count, per_second = sys.argv[1:]
socket = zmq.Context().socket(getattr(zmq, type_name))
# A publisher drops what exceeds its mark; this one is to lose nothing.
socket.sndhwm = 0
getattr(socket, how)(endpoint)

for line in sys.stdin:
    if line != "go\n":
        socket.send_string(line.rstrip("\n"))
        continue
    begin = time.monotonic()
    for number in range(int(count)):
        socket.send_string(f"message {number}")
        if number % 100 == 99:
            time.sleep(max(0, begin + (number + 1) / int(per_second) - time.monotonic()))
    print(f"sent {count}", flush=True)
