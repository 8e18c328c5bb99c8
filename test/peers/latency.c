/*
 * Tells how long messages of `flood pub … --stamp` were on their way to a C program.
 *
 *   latency ENDPOINT COUNT
 *
 * Connects a SUB to everything. Prints {"event":"ready","endpoints":[]} and, after COUNT messages or 3 s of silence,
 * {"event":"received","received":…,"p50":…,"p99":…}, in µs.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <zmq.h>

static int ascending(const void *one, const void *other)
{
    double a = *(const double *)one, b = *(const double *)other;
    return a < b ? -1 : a > b;
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fputs("latency ENDPOINT COUNT\n", stderr);
        return 2;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    int64_t count = atoll(argv[2]), received = 0;
    double *waits = calloc((size_t)count, sizeof *waits);
    void *context = zmq_ctx_new();
    void *socket = zmq_socket(context, ZMQ_SUB);
    int unlimited = 0, timeout = 10000;
    zmq_setsockopt(socket, ZMQ_RCVHWM, &unlimited, sizeof unlimited);
    zmq_setsockopt(socket, ZMQ_RCVTIMEO, &timeout, sizeof timeout);
    zmq_setsockopt(socket, ZMQ_SUBSCRIBE, "", 0);
    if (zmq_connect(socket, argv[1]) != 0) {
        printf("{\"event\":\"error\",\"message\":\"%s\"}\n", zmq_strerror(zmq_errno()));
        return 1;
    }
    printf("{\"event\":\"ready\",\"endpoints\":[]}\n");
    static uint8_t buffer[1 << 16];
    while (received < count) {
        if (zmq_recv(socket, buffer, sizeof buffer, 0) < 16) break;
        if (received == 0) {
            timeout = 3000;
            zmq_setsockopt(socket, ZMQ_RCVTIMEO, &timeout, sizeof timeout);
        }
        struct timespec t;
        clock_gettime(CLOCK_REALTIME, &t);
        uint64_t sent = 0, now = (uint64_t)t.tv_sec * 1000000000ULL + (uint64_t)t.tv_nsec;
        for (int i = 7; i >= 0; i--) sent = sent << 8 | buffer[8 + i];
        waits[received++] = (double)(now - sent) / 1000;
    }
    qsort(waits, (size_t)received, sizeof *waits, ascending);
    printf("{\"event\":\"received\",\"received\":%lld,\"p50\":%.1f,\"p99\":%.1f}\n", (long long)received,
           received ? waits[received / 2] : 0, received ? waits[received * 99 / 100] : 0);
    zmq_close(socket);
    zmq_ctx_term(context);
    free(waits);
    return 0;
}
