/* Any octets, taken for a capture file: the annotated copy has the same packets. */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "annotate.h"
#include "guarantee.h"
#include "trace.h"

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size);

/* A file in memory, and a name for it. */
struct memory_file {
  int descriptor;
  char path[32];
};

static struct memory_file new_file(void) {
  struct memory_file file = {.descriptor = memfd_create("capture", MFD_CLOEXEC)};
  guarantee(file.descriptor >= 0);
  (void)snprintf(file.path, sizeof file.path, "/proc/self/fd/%d", file.descriptor);
  return file;
}

/* Comments on the first packet and on the last. */
static void note(struct annotation *annotation, const struct trace *trace) {
  struct finding finding = {.packet = trace->reading.packets,
                            .state = "ESTABLISHED",
                            .clause = "NONE",
                            .sentence = "It did so",
                            .is_must = true};
  const struct judged judged = {
      .number = 1,
      .first = 1,
      .shown = {true, true},
      .judgements = {{.verdict = VIOLATES, .findings = &finding, .count = 1}}};
  annotate_connection(annotation, &judged);
}

static void compare(const struct trace *original, const struct trace *copy) {
  guarantee(copy->reading.opened && !copy->reading.broken);
  guarantee(copy->reading.ended == original->reading.ended);
  guarantee(memcmp(copy->reading.kinds, original->reading.kinds, sizeof copy->reading.kinds) == 0);
  guarantee(copy->flows.count == original->flows.count);
}

static void annotate(const struct trace *original, const char *path) {
  char reason[128];
  struct memory_file output = new_file();
  struct annotation annotation = {.out = fopen(output.path, "wb")};
  guarantee(annotation.out != NULL);
  note(&annotation, original);
  guarantee(annotate_file(&annotation, path, reason, sizeof reason));
  guarantee(fclose(annotation.out) == 0);
  annotate_free(&annotation);
  struct trace copy = trace_read(output.path);
  compare(original, &copy);
  trace_free(&copy);
  (void)close(output.descriptor);
}

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size) {
  struct memory_file input = new_file();
  guarantee(write(input.descriptor, octets, size) == (ssize_t)size);
  struct trace trace = trace_read(input.path);
  /* Without packets the copy may lack all that made the original a capture: what stood behind a
     broken block. */
  if (trace.reading.opened && trace.reading.packets > 0) annotate(&trace, input.path);
  trace_free(&trace);
  (void)close(input.descriptor);
  return 0;
}
