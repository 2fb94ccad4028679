/* Reading of path descriptions: `delay=20,loss=1,drop.syn=1/2`. */
#include "fate.h"

#include <stdlib.h>
#include <string.h>

enum { MILLISECOND = 1000000, SECOND = 1000000000 };

/* A setting with one value or two. */
struct setting {
  const char *name;
  void (*store)(struct path *path, const double *values);
  unsigned values; /* numbers, separated by colons */
};

static nanoseconds milliseconds(double value) { return (nanoseconds)(value * MILLISECOND); }
static nanoseconds seconds(double value) { return (nanoseconds)(value * SECOND); }

static void store_delay(struct path *p, const double *v) { p->delay = milliseconds(v[0]); }
static void store_jitter(struct path *p, const double *v) { p->jitter = milliseconds(v[0]); }
static void store_hold(struct path *p, const double *v) { p->hold = milliseconds(v[0]); }
static void store_gap(struct path *p, const double *v) { p->duplicate_gap = milliseconds(v[0]); }
static void store_rate(struct path *p, const double *v) { p->octets_per_second = v[0] * 1000 / 8; }
static void store_queue(struct path *p, const double *v) { p->queue = v[0] * 1000; }
static void store_loss(struct path *p, const double *v) { p->loss = v[0] / 100; }
static void store_dup(struct path *p, const double *v) { p->dup = v[0] / 100; }
static void store_reorder(struct path *p, const double *v) { p->reorder = v[0] / 100; }
static void store_corrupt(struct path *p, const double *v) { p->corrupt = v[0] / 100; }
static void store_ce(struct path *p, const double *v) { p->ce = v[0] / 100; }

static void store_mtu(struct path *p, const double *v) { p->mtu = (unsigned)v[0]; }
static void store_code(struct path *p, const double *v) { p->code = (unsigned)v[0]; }

static void store_burst(struct path *p, const double *v) {
  p->burst_enter = v[0] / 100, p->burst_leave = v[1] / 100;
}

static void store_outage(struct path *p, const double *v) {
  p->outage_from = seconds(v[0]), p->outage_for = seconds(v[1]);
}

static void store_stall(struct path *p, const double *v) {
  p->stall_from = seconds(v[0]), p->stall_for = seconds(v[1]);
}

static const struct setting settings[] = {
    {"delay", store_delay, 1},     {"jitter", store_jitter, 1}, {"hold", store_hold, 1},
    {"gap", store_gap, 1},         {"rate", store_rate, 1},     {"queue", store_queue, 1},
    {"loss", store_loss, 1},       {"dup", store_dup, 1},       {"reorder", store_reorder, 1},
    {"corrupt", store_corrupt, 1}, {"ce", store_ce, 1},         {"mtu", store_mtu, 1},
    {"code", store_code, 1},       {"burst", store_burst, 2},   {"outage", store_outage, 2},
    {"stall", store_stall, 2},
};

static const char *const actions[FAULT_ACTIONS] = {
    [FAULT_DROP] = "drop", [FAULT_UNREACH] = "unreach", [FAULT_DUP] = "dup",
    [FAULT_HOLD] = "hold", [FAULT_CORRUPT] = "corrupt", [FAULT_CE] = "ce"};

static const char *const kinds[SEGMENT_KINDS] = {
    [KIND_ANY] = "any", [KIND_SYN] = "syn",   [KIND_FIN] = "fin",
    [KIND_RST] = "rst", [KIND_TEXT] = "text", [KIND_ACK] = "ack"};

/* Reads one number that is not negative and ends at AFTER or at the end of the part. */
static bool read_number(const char **at, char after, double *value) {
  char *end = NULL;
  *value = strtod(*at, &end);
  if (end == *at || !(*value >= 0 && *value <= 1e9)) return false;
  if (*end == after) {
    *at = end + 1;
    return true;
  }
  *at = end;
  return after == ',' && *end == '\0';
}

static bool read_setting(struct path *path, const char *name, size_t length, const char *value) {
  for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
    const struct setting *setting = &settings[i];
    if (strlen(setting->name) != length || strncmp(setting->name, name, length) != 0) continue;
    double values[2] = {0};
    for (unsigned n = 0; n < setting->values; n++)
      if (!read_number(&value, n + 1 < setting->values ? ':' : ',', &values[n])) return false;
    setting->store(path, values);
    return true;
  }
  return false;
}

/* The index in NAMES of the LENGTH octets at WORD; COUNT if it is none of them. */
static unsigned index_of(const char *const *names, unsigned count, const char *word,
                         size_t length) {
  unsigned i = 0;
  while (i < count && (strlen(names[i]) != length || strncmp(names[i], word, length) != 0))
    i++;
  return i;
}

/* ACTION.KIND=N/N/... */
static bool read_faults(struct path *path, const char *name, size_t length, const char *value) {
  const char *dot = memchr(name, '.', length);
  if (dot == NULL) return false;
  unsigned action = index_of(actions, FAULT_ACTIONS, name, (size_t)(dot - name));
  unsigned kind = index_of(kinds, SEGMENT_KINDS, dot + 1, (size_t)(name + length - dot - 1));
  if (action == FAULT_ACTIONS || kind == SEGMENT_KINDS) return false;
  while (path->fault_count < FAULTS_MAX) {
    char *end = NULL;
    unsigned long nth = strtoul(value, &end, 10);
    if (end == value || nth == 0 || nth > UINT32_MAX) return false;
    path->faults[path->fault_count++] =
        (struct fault){(enum fault_action)action, (enum segment_kind)kind, (uint32_t)nth};
    if (*end != '/') return *end == ',' || *end == '\0';
    value = end + 1;
  }
  return false;
}

const char *path_parse(struct path *path, const char *text) {
  *path = (struct path){.code = 1, .hold = 30L * MILLISECOND, .duplicate_gap = MILLISECOND / 10};
  while (*text != '\0') {
    size_t part = strcspn(text, ",");
    size_t name = strcspn(text, "=,");
    if (text[name] != '=') return text;
    const char *value = text + name + 1;
    if (!read_setting(path, text, name, value) && !read_faults(path, text, name, value))
      return text;
    text += part + (text[part] == ',');
  }
  return NULL;
}
