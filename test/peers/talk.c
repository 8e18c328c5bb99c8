/*
 * A C program at the other end of a conversation.
 *
 *   talk rep|pair|router|dealer bind|connect ENDPOINT COUNT     answers each message with its own frames, COUNT times
 *   talk req|dealer|pair ... COUNT ask                          sends COUNT messages "question N", one after each answer
 *
 * Prints {"event":"ready","endpoints":[…]} and {"event":"received","frames":[hex, …]} for each message.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

enum { max_frames = 16, max_size = 4096 };
static char frames[max_frames][max_size];
static int sizes[max_frames];

static void fail(const char *what)
{
    printf("{\"event\":\"error\",\"message\":\"%s: %s\"}\n", what, zmq_strerror(zmq_errno()));
    exit(1);
}

static int type_of(const char *name)
{
    static const struct { const char *name; int type; } types[] = {
        {"pair", ZMQ_PAIR}, {"req", ZMQ_REQ}, {"rep", ZMQ_REP}, {"dealer", ZMQ_DEALER}, {"router", ZMQ_ROUTER}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(name, types[i].name) == 0) return types[i].type;
    fprintf(stderr, "no type %s\n", name);
    exit(2);
}

static int receive(void *socket)
{
    int count = 0, more = 1;
    size_t length = sizeof more;
    while (more) {
        if (count == max_frames) fail("too many frames");
        sizes[count] = zmq_recv(socket, frames[count], max_size, 0);
        if (sizes[count] < 0) fail("receive");
        if (sizes[count] > max_size) fail("frame too large");
        count++;
        zmq_getsockopt(socket, ZMQ_RCVMORE, &more, &length);
    }
    printf("{\"event\":\"received\",\"frames\":[");
    for (int i = 0; i < count; i++) {
        printf(i ? ",\"" : "\"");
        for (int j = 0; j < sizes[i]; j++) printf("%02x", (unsigned char)frames[i][j]);
        printf("\"");
    }
    printf("]}\n");
    return count;
}

int main(int argc, char **argv)
{
    if (argc < 5) {
        fputs("talk TYPE bind|connect ENDPOINT COUNT [ask]\n", stderr);
        return 2;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    void *context = zmq_ctx_new();
    void *socket = zmq_socket(context, type_of(argv[1]));
    int bound = 20000, linger = 1000;
    zmq_setsockopt(socket, ZMQ_RCVTIMEO, &bound, sizeof bound);
    zmq_setsockopt(socket, ZMQ_SNDTIMEO, &bound, sizeof bound);
    zmq_setsockopt(socket, ZMQ_LINGER, &linger, sizeof linger);
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
    int asks = argc > 5 && strcmp(argv[5], "ask") == 0;
    for (int i = 0; i < atoi(argv[4]); i++) {
        if (asks) {
            char question[32];
            int size = snprintf(question, sizeof question, "question %d", i);
            if (zmq_send(socket, question, size, 0) < 0) fail("send");
        }
        int count = receive(socket);
        for (int j = 0; !asks && j < count; j++)
            if (zmq_send(socket, frames[j], sizes[j], j + 1 < count ? ZMQ_SNDMORE : 0) < 0) fail("send");
    }
    zmq_close(socket);
    zmq_ctx_term(context);
    return 0;
}
