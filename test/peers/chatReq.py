"""Asks, then waits for the answer: chatReq.py bind|connect ENDPOINT"""
import sys

import zmq

how, endpoint = sys.argv[1:]
socket = zmq.Context().socket(zmq.REQ)
socket.linger = 1000
getattr(socket, how)(endpoint)

while True:
    try:
        question = input()
    except EOFError:
        break
    socket.send_string(question)
    print(socket.recv_string(), flush=True)
