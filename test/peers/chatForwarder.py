"""Hosts a room: chatForwarder.py PUBLISHERS SUBSCRIBERS

What publishers send to the one endpoint goes to all who subscribe at the other.
"""
import sys
import threading

import zmq

publishers, subscribers = sys.argv[1:]
context = zmq.Context()

frontend = context.socket(zmq.XSUB)
frontend.bind(publishers)

backend = context.socket(zmq.XPUB)
backend.bind(subscribers)

threading.Thread(target=zmq.proxy, args=(frontend, backend), daemon=True).start()
sys.stdin.read()
