"""The web server of Python's standard library: httpServer.py PORT"""

import http.server
import json
import sys

server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), http.server.SimpleHTTPRequestHandler)
print(json.dumps({"event": "ready"}), flush=True)
server.serve_forever()
