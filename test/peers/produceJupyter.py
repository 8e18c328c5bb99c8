"""A message of Jupyter's wire protocol 5, signed as its documentation says; one JSON line."""
import base64
import hashlib
import hmac
import json

key = b'a0436f6c-1916-498b-8eb9-e81ab9368e84'
header = {'msg_id': 'd1', 'session': 's', 'username': 'ada', 'date': '2026-01-31T09:00:00.000000Z', 'msg_type': 'execute_request', 'version': '5.3'}
parts = [json.dumps(part).encode() for part in (header, {}, {}, {'code': '6 * 7', 'silent': False})]
signature = hmac.new(key, b''.join(parts), hashlib.sha256).hexdigest().encode()
frames = [b'<IDS|MSG>', signature, *parts, b'buffer 1', b'buffer 2']
print(json.dumps({'name': 'execute_request', 'frames': [base64.b64encode(frame).decode() for frame in frames]}))
