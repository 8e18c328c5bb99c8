/*
 * Receives numbered messages of flood.c with zmq_recv and keeps nothing: what a C program at its best takes in.
 *
 *   sink ENDPOINT COUNT [PEERS [FRAMES]]
 *
 * Binds a PULL, for COUNT messages of FRAMES frames each. From several peers the numbers come mixed, and only their count is told. Prints {"event":"ready","endpoints":[…]} and, after COUNT messages or 10 s of silence,
 * {"event":"received","received":…,"lost":…,"seconds":…,"processor":…}: seconds from the first message to the last.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <zmq.h>

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fputs("sink ENDPOINT COUNT [PEERS [FRAMES]]\n", stderr);
        return 2;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    int64_t count = atoll(argv[2]);
    int64_t peers = argc > 3 ? atoll(argv[3]) : 1, frames = argc > 4 ? atoll(argv[4]) : 1;
    void *context = zmq_ctx_new();
    void *socket = zmq_socket(context, ZMQ_PULL);
    int unlimited = 0, timeout = 10000;
    zmq_setsockopt(socket, ZMQ_RCVHWM, &unlimited, sizeof unlimited);
    zmq_setsockopt(socket, ZMQ_RCVTIMEO, &timeout, sizeof timeout);
    char endpoint[256] = "";
    size_t length = sizeof endpoint;
    if (zmq_bind(socket, argv[1]) != 0) {
        printf("{\"event\":\"error\",\"message\":\"%s\"}\n", zmq_strerror(zmq_errno()));
        return 1;
    }
    zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, endpoint, &length);
    printf("{\"event\":\"ready\",\"endpoints\":[\"%s\"]}\n", endpoint);

    static uint8_t buffer[1 << 20];
    int64_t received = 0, lost = 0, expected = 0;
    double first = 0, last = 0;
    while (received < count) {
        int size = zmq_recv(socket, buffer, sizeof buffer, 0);
        for (int64_t i = 1; i < frames && size >= 0; i++) size = zmq_recv(socket, buffer, sizeof buffer, 0);
        if (size < 0) break;
        if (received == 0) first = now();
        int64_t number = 0;
        for (int i = 7; i >= 0; i--) number = number << 8 | buffer[i];
        if (number > expected) lost += number - expected;
        expected = number + 1;
        received++;
    }
    last = now();
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    printf("{\"event\":\"received\",\"received\":%lld,\"lost\":%lld,\"seconds\":%.6f,\"processor\":%.3f}\n", (long long)received,
           (long long)(peers > 1 ? count - received : lost + count - expected), last - first,
           used.ru_utime.tv_sec + used.ru_stime.tv_sec + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6);
    zmq_close(socket);
    zmq_ctx_term(context);
    return 0;
}
