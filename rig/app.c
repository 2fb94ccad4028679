/* An application that does what a script says. What it writes is a function of the place in the
   stream, so that the reader can check every octet. */
#include "sockets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char help[] =
    "usage: app [--peer ADDRESS] [--ipv6] [--interface NAME --address ADDRESS/LENGTH] WORD...\n"
    "\n"
    "Words of the script, done one after the other:\n"
    "  set OPTION VALUE       of the sockets from here on: nodelay, cork, quickack, mss, rcvbuf,\n"
    "                         sndbuf, windowclamp, keepalive (s), usertimeout (ms), congestion,\n"
    "                         fastopen (connections that may wait)\n"
    "  bind PORT              the port to connect from\n"
    "  listen PORT, accept    the accepted connection is the one in use\n"
    "  connect PORT           of the peer; the new connection is the one in use\n"
    "  write N                octets, as fast as they are taken\n"
    "  trickle N CHUNK MS     octets, CHUNK at a time with a pause after each\n"
    "  urgent                 one octet of urgent text\n"
    "  read N                 octets, as fast as they come\n"
    "  sip N CHUNK MS         octets, at most CHUNK at a time with a pause after each; 0: to the "
    "end\n"
    "  drain                  read to the end of the stream\n"
    "  shut, close, abort     no more to send; the end; the end by a reset\n"
    "  sleep MS\n"
    "\n"
    "A word that fails is told, and the script goes on. Exit codes: 0 all is well, 1 an octet was "
    "not\n"
    "the one that was written, 2 usage, 3 some word failed.\n";

enum { CHUNK_MAX = 65536, OPTIONS_MAX = 16, WORD_OCTETS = 8 };

struct app {
  const char *peer, *interface, *address;
  bool ipv6;
  struct {
    const char *name, *value;
  } options[OPTIONS_MAX];
  size_t option_count;
  uint16_t bound; /* port to connect from; 0: any */
  int listener, connection;
  uint64_t written, read; /* octets of the connection in use */
  uint64_t wrong;
  bool failed;
};

/* The octet at OFFSET of any stream: lines of the line's own number in seven hexadecimal digits. */
static uint8_t octet_at(uint64_t offset) {
  unsigned place = offset % WORD_OCTETS;
  if (place == WORD_OCTETS - 1) return '\n';
  return (uint8_t) "0123456789abcdef"[offset / WORD_OCTETS >> (WORD_OCTETS - 2 - place) * 4 & 15];
}

static void pause_for(long milliseconds) {
  struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};
  while (nanosleep(&time, &time) != 0)
    continue;
}

static size_t at_most(size_t a, size_t b) { return a < b ? a : b; }

/* All of the octets N, or as many as the stack takes before it fails. */
static bool write_octets(struct app *app, size_t n, size_t chunk, long pause) {
  static uint8_t octets[CHUNK_MAX];
  while (n > 0) {
    size_t length = at_most(at_most(n, chunk), sizeof octets);
    for (size_t i = 0; i < length; i++)
      octets[i] = octet_at(app->written + i);
    int taken = net_send(app->connection, octets, length, false);
    if (taken < 0) return false;
    app->written += (size_t)taken, n -= (size_t)taken;
    if (pause > 0) pause_for(pause);
  }
  return true;
}

/* To the end of the stream if N is 0. Fails if the stream ends before. */
static bool read_octets(struct app *app, size_t n, size_t chunk, long pause) {
  static uint8_t octets[CHUNK_MAX];
  size_t left = n == 0 ? SIZE_MAX : n;
  while (left > 0) {
    int got = net_receive(app->connection, octets, at_most(at_most(left, chunk), sizeof octets));
    if (got < 0) return false;
    if (got == 0) break;
    for (int i = 0; i < got; i++)
      if (octets[i] != octet_at(app->read + (uint64_t)i)) app->wrong++;
    app->read += (uint64_t)got, left -= (size_t)got;
    if (pause > 0) pause_for(pause);
  }
  return n == 0 || left == 0;
}

static void set_options(const struct app *app, int handle) {
  for (size_t i = 0; i < app->option_count; i++)
    (void)net_set(handle, app->options[i].name, app->options[i].value);
}

static bool use(struct app *app, int handle) {
  app->connection = handle;
  app->written = app->read = 0;
  return handle >= 0;
}

/* Each word is given its arguments, as texts. */
static bool do_set(struct app *app, char **arguments) {
  if (app->option_count == OPTIONS_MAX) return false;
  app->options[app->option_count].name = arguments[0];
  app->options[app->option_count++].value = arguments[1];
  return app->connection < 0 || net_set(app->connection, arguments[0], arguments[1]) == 0;
}

static size_t number(const char *text) { return strtoul(text, NULL, 10); }

static bool do_bind(struct app *app, char **arguments) {
  app->bound = (uint16_t)number(arguments[0]);
  return true;
}

static bool do_listen(struct app *app, char **arguments) {
  app->listener = net_socket(app->ipv6);
  if (app->listener < 0) return false;
  set_options(app, app->listener);
  if (net_bind(app->listener, app->ipv6, (uint16_t)number(arguments[0])) < 0) return false;
  if (net_listen(app->listener) < 0) return false;
  (void)puts("listening");
  return fflush(stdout) == 0;
}

static bool do_accept(struct app *app, char **arguments) {
  (void)arguments;
  if (!use(app, net_accept(app->listener))) return false;
  set_options(app, app->connection);
  return true;
}

static bool do_connect(struct app *app, char **arguments) {
  int handle = net_socket(app->ipv6);
  if (!use(app, handle)) return false;
  set_options(app, handle);
  if (app->bound != 0 && net_bind(handle, app->ipv6, app->bound) < 0) return false;
  return net_connect(handle, app->peer, (uint16_t)number(arguments[0])) == 0;
}

static bool do_write(struct app *app, char **arguments) {
  return write_octets(app, number(arguments[0]), CHUNK_MAX, 0);
}

static bool do_trickle(struct app *app, char **arguments) {
  return write_octets(app, number(arguments[0]), number(arguments[1]), (long)number(arguments[2]));
}

/* The urgent octet has its place in the stream like any other (RFC 9293 section 3.8.5). */
static bool do_urgent(struct app *app, char **arguments) {
  (void)arguments;
  const uint8_t octet = octet_at(app->written);
  if (net_send(app->connection, &octet, 1, true) != 1) return false;
  app->written++;
  return true;
}

static bool do_read(struct app *app, char **arguments) {
  return read_octets(app, number(arguments[0]), CHUNK_MAX, 0);
}

static bool do_sip(struct app *app, char **arguments) {
  return read_octets(app, number(arguments[0]), number(arguments[1]), (long)number(arguments[2]));
}

static bool do_drain(struct app *app, char **arguments) {
  (void)arguments;
  return read_octets(app, 0, CHUNK_MAX, 0);
}

static bool do_shut(struct app *app, char **arguments) {
  (void)arguments;
  return net_shut(app->connection) == 0;
}

static bool do_close(struct app *app, char **arguments) {
  (void)arguments;
  int handle = app->connection;
  app->connection = -1;
  return net_close(handle) == 0;
}

static bool do_abort(struct app *app, char **arguments) {
  (void)arguments;
  int handle = app->connection;
  app->connection = -1;
  return net_abort(handle) == 0;
}

static bool do_sleep(struct app *app, char **arguments) {
  (void)app;
  pause_for((long)number(arguments[0]));
  return true;
}

static const struct word {
  const char *name;
  int arguments;
  bool (*run)(struct app *app, char **arguments);
} words[] = {
    {"set", 2, do_set},         {"bind", 1, do_bind},       {"listen", 1, do_listen},
    {"accept", 0, do_accept},   {"connect", 1, do_connect}, {"write", 1, do_write},
    {"trickle", 3, do_trickle}, {"urgent", 0, do_urgent},   {"read", 1, do_read},
    {"sip", 3, do_sip},         {"drain", 0, do_drain},     {"shut", 0, do_shut},
    {"close", 0, do_close},     {"abort", 0, do_abort},     {"sleep", 1, do_sleep},
};

static const struct word *find_word(const char *name) {
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
    if (strcmp(words[i].name, name) == 0) return &words[i];
  return NULL;
}

/* Says so of the first word that is unknown or lacks arguments. */
static bool script_is_right(int count, char **script) {
  for (int i = 0; i < count; i++) {
    const struct word *word = find_word(script[i]);
    if (word == NULL || count - i - 1 < word->arguments) {
      (void)fprintf(stderr, "app: '%s' is no word, or lacks arguments\n", script[i]);
      return false;
    }
    i += word->arguments;
  }
  return true;
}

static void run_script(struct app *app, int count, char **script) {
  for (int i = 0; i < count; i++) {
    const struct word *word = find_word(script[i]);
    if (!word->run(app, script + i + 1)) {
      app->failed = true;
      (void)fprintf(stderr, "app: word %d failed: %s\n", i + 1, script[i]);
    }
    i += word->arguments;
  }
}

/* The index of the first word of the script; 0 if the options are wrong. */
static int read_options(struct app *app, int argc, char **argv) {
  int i = 1;
  for (; i < argc && argv[i][0] == '-'; i++) {
    const char **value = strcmp(argv[i], "--peer") == 0        ? &app->peer
                         : strcmp(argv[i], "--interface") == 0 ? &app->interface
                         : strcmp(argv[i], "--address") == 0   ? &app->address
                                                               : NULL;
    if (strcmp(argv[i], "--ipv6") == 0)
      app->ipv6 = true;
    else if (value != NULL && i + 1 < argc)
      *value = argv[++i];
    else
      return 0;
  }
  return i;
}

int main(int argc, char **argv) {
  struct app app = {.peer = "", .listener = -1, .connection = -1};
  if (argc == 2 && strcmp(argv[1], "--help") == 0) return fputs(help, stdout) < 0;
  int first = read_options(&app, argc, argv);
  if (first == 0 || first == argc || !script_is_right(argc - first, argv + first)) {
    (void)fputs(help, stderr);
    return 2;
  }
  if (net_start(app.interface, app.address) != 0) return 3;
  (void)puts("started");
  (void)fflush(stdout);
  run_script(&app, argc - first, argv + first);
  net_finish();
  int code = app.wrong > 0 ? 1 : app.failed ? 3 : 0;
  if (app.wrong > 0)
    (void)fprintf(stderr, "app: %llu octets are not what was written\n",
                  (unsigned long long)app.wrong);
  (void)printf("finished %d\n", code);
  (void)fflush(stdout);
  while (net_lives_here())
    (void)pause();
  return code;
}
