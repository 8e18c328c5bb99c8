"""Takes jobs from the ventilator, works on them and sends each result on."""
import sys
import time

import zmq

jobs_endpoint = sys.argv[1] if len(sys.argv) > 1 else "tcp://127.0.0.1:5558"
results_endpoint = sys.argv[2] if len(sys.argv) > 2 else "tcp://127.0.0.1:5559"

with zmq.Context() as context, context.socket(zmq.PULL) as jobs, context.socket(zmq.PUSH) as results:
    jobs.linger = results.linger = 0
    jobs.connect(jobs_endpoint)
    results.connect(results_endpoint)
    print(f"jobs from {jobs_endpoint}, results to {results_endpoint}")
    try:
        while True:
            job = jobs.recv_json()
            time.sleep(job["milliseconds"] / 1000)
            try:
                results.send_json({"job": job["job"], "done": True}, zmq.NOBLOCK)
            except zmq.Again:
                print("nobody takes the result of job", job["job"])
    except KeyboardInterrupt:
        print("bye")
