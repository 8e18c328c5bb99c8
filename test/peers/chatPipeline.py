"""Sends on one socket and receives on another: chatPipeline.py [push bind|connect ENDPOINT] [pull bind|connect ENDPOINT]"""
import sys
import threading

import zmq

parts = dict(zip(sys.argv[1::3], zip(sys.argv[2::3], sys.argv[3::3])))
context = zmq.Context()


def listen(how, endpoint):
    pull = context.socket(zmq.PULL)
    getattr(pull, how)(endpoint)
    while True:
        print(pull.recv_string(), flush=True)


if "pull" in parts:
    threading.Thread(target=listen, args=parts["pull"], daemon=True).start()

if "push" in parts:
    how, endpoint = parts["push"]
    push = context.socket(zmq.PUSH)
    push.linger = 1000
    getattr(push, how)(endpoint)

for line in sys.stdin:
    push.send_string(line.rstrip("\n"))
