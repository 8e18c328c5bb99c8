/*
 * Asks and waits for the answer, again and again.
 *
 *   roundTrip ENDPOINT COUNT      connects a REQ; 100 bytes a question
 *   roundTrip answer ENDPOINT     binds a REP that answers with what it got
 *
 * Prints {"event":"ready","endpoints":[…]} and, after COUNT answers, {"event":"asked","asked":…,"seconds":…}.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zmq.h>

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static void fail(const char *what)
{
    printf("{\"event\":\"error\",\"message\":\"%s: %s\"}\n", what, zmq_strerror(zmq_errno()));
    exit(1);
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fputs("roundTrip ENDPOINT COUNT | answer ENDPOINT\n", stderr);
        return 2;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    int answers = strcmp(argv[1], "answer") == 0;
    void *context = zmq_ctx_new();
    void *socket = zmq_socket(context, answers ? ZMQ_REP : ZMQ_REQ);
    int timeout = 20000, linger = 0;
    zmq_setsockopt(socket, ZMQ_RCVTIMEO, &timeout, sizeof timeout);
    zmq_setsockopt(socket, ZMQ_LINGER, &linger, sizeof linger);
    static char buffer[1 << 16];
    if (answers) {
        char endpoint[256] = "";
        size_t length = sizeof endpoint;
        if (zmq_bind(socket, argv[2]) != 0) fail("bind");
        zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, endpoint, &length);
        printf("{\"event\":\"ready\",\"endpoints\":[\"%s\"]}\n", endpoint);
        for (;;) {
            int size = zmq_recv(socket, buffer, sizeof buffer, 0);
            if (size < 0) break;
            if (zmq_send(socket, buffer, size, 0) < 0) fail("send");
        }
        return 0;
    }
    if (zmq_connect(socket, argv[1]) != 0) fail("connect");
    printf("{\"event\":\"ready\",\"endpoints\":[]}\n");
    long count = atol(argv[2]), asked = 0;
    double start = 0;
    /* The first one waits for the handshake. */
    for (long i = 0; i <= count; i++) {
        if (i == 1) start = now();
        if (zmq_send(socket, buffer, 100, 0) < 0) fail("send");
        if (zmq_recv(socket, buffer, sizeof buffer, 0) != 100) fail("recv");
        if (i > 0) asked++;
    }
    printf("{\"event\":\"asked\",\"asked\":%ld,\"seconds\":%.6f}\n", asked, now() - start);
    zmq_close(socket);
    zmq_ctx_term(context);
    return 0;
}
