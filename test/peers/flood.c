/*
 * Sends numbered messages, flat out or at a smooth rate.
 *
 *   flood push|pub bind|connect ENDPOINT [--size N] [--count N] [--seconds S] [--rate N] [--topic TEXT] [--frames F] [--stamp] [--wait]
 *
 * Each message has N bytes that begin with its number, from 0, as 8 bytes, lowest first; with --topic the text is a first
 * frame of its own; with --frames they are sent F times, as so many frames of one message. --stamp: bytes 8 to 15 tell when it was sent, ns since 1970, lowest first. --wait: starts when a line comes on stdin. Prints {"event":"ready"} and, when all has left,
 * {"event":"sent","sent":…,"seconds":…,"processor":…}, its own processor time. A message that a PUSH cannot get rid of within 10 s ends the flood.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void fail(const char *what)
{
    printf("{\"event\":\"error\",\"message\":\"%s: %s\"}\n", what, zmq_strerror(zmq_errno()));
    exit(1);
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fputs("flood push|pub bind|connect ENDPOINT [options]\n", stderr);
        return 2;
    }
    int64_t size = 100, count = INT64_MAX, rate = 0, frames = 1;
    double seconds = 3600;
    const char *topic = NULL;
    int wait = 0, stamp = 0;
    for (int i = 4; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";
        if (strcmp(argv[i], "--wait") == 0) {
            wait = 1;
            continue;
        }
        if (strcmp(argv[i], "--stamp") == 0) {
            stamp = 1;
            continue;
        }
        if (strcmp(argv[i], "--size") == 0) size = atoll(value);
        else if (strcmp(argv[i], "--count") == 0) count = atoll(value);
        else if (strcmp(argv[i], "--seconds") == 0) seconds = atof(value);
        else if (strcmp(argv[i], "--rate") == 0) rate = atoll(value);
        else if (strcmp(argv[i], "--topic") == 0) topic = value;
        else if (strcmp(argv[i], "--frames") == 0) frames = atoll(value);
        else {
            fprintf(stderr, "unknown option %s\n", argv[i]);
            return 2;
        }
        i++;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);

    void *context = zmq_ctx_new();
    void *socket = zmq_socket(context, strcmp(argv[1], "pub") == 0 ? ZMQ_PUB : ZMQ_PUSH);
    int linger = 30000, timeout = 10000, reconnect = 5;
    zmq_setsockopt(socket, ZMQ_LINGER, &linger, sizeof linger);
    zmq_setsockopt(socket, ZMQ_SNDTIMEO, &timeout, sizeof timeout);
    zmq_setsockopt(socket, ZMQ_RECONNECT_IVL, &reconnect, sizeof reconnect);
    char endpoint[256] = "";
    size_t length = sizeof endpoint;
    if (strcmp(argv[2], "bind") == 0) {
        if (zmq_bind(socket, argv[3]) != 0) fail("bind");
        zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, endpoint, &length);
        printf("{\"event\":\"ready\",\"endpoints\":[\"%s\"]}\n", endpoint);
    } else {
        if (zmq_connect(socket, argv[3]) != 0) fail("connect");
        printf("{\"event\":\"ready\",\"endpoints\":[]}\n");
    }
    char line[64];
    if (wait && !fgets(line, sizeof line, stdin)) return 0;

    uint8_t *body = calloc(1, size > 8 ? size : 8);
    for (int64_t i = 8; i < size; i++) body[i] = 'a' + i % 26;
    int64_t start = now_ns(), end = start + (int64_t)(seconds * 1e9), sent = 0;
    while (sent < count) {
        int64_t now = 0;
        if (rate > 0) {
            /* The n-th message is due n / rate after the start: no bursts beyond one scheduler tick. */
            int64_t due = start + (int64_t)(sent * 1e9 / rate);
            now = now_ns();
            if (due > now + 50000) {
                struct timespec pause = {0, due - now > 1000000 ? 1000000 : due - now};
                nanosleep(&pause, NULL);
                continue;
            }
        } else if (sent % 256 == 0) {
            now = now_ns();
        }
        if (now > end) break;
        for (int i = 0; i < 8; i++) body[i] = (uint8_t)(sent >> (8 * i));
        if (stamp && size >= 16) {
            struct timespec t;
            clock_gettime(CLOCK_REALTIME, &t);
            uint64_t at = (uint64_t)t.tv_sec * 1000000000ULL + (uint64_t)t.tv_nsec;
            for (int i = 0; i < 8; i++) body[8 + i] = (uint8_t)(at >> (8 * i));
        }
        if (topic && zmq_send(socket, topic, strlen(topic), ZMQ_SNDMORE) < 0) fail("send");
        for (int64_t i = 1; i < frames; i++)
            if (zmq_send(socket, body, size, ZMQ_SNDMORE) < 0) fail("send");
        if (zmq_send(socket, body, size, 0) < 0) fail("send");
        sent++;
    }
    double took = (now_ns() - start) / 1e9;
    zmq_close(socket);
    zmq_ctx_term(context);
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    printf("{\"event\":\"sent\",\"sent\":%lld,\"seconds\":%.6f,\"processor\":%.3f}\n", (long long)sent, took,
           used.ru_utime.tv_sec + used.ru_stime.tv_sec + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6);
    free(body);
    return 0;
}
