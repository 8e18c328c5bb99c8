"""Waits for a question, then answers it: chatRep.py bind|connect ENDPOINT"""
import sys

import zmq

how, endpoint = sys.argv[1:]
socket = zmq.Context().socket(zmq.REP)
socket.linger = 1000
getattr(socket, how)(endpoint)

while True:
    print(socket.recv_string(), flush=True)
    try:
        answer = input()
    except EOFError:
        break
    socket.send_string(answer)
