#include "message.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void complain(const char *file, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  (void)fputs("plumb: ", stderr);
  if (file != NULL) (void)fprintf(stderr, "%s: ", file);
  (void)vfprintf(stderr, format, arguments);
  (void)fputc('\n', stderr);
  va_end(arguments);
}

_Noreturn void out_of_memory(void) {
  complain(NULL, "out of memory");
  exit(EXIT_TROUBLE);
}

void *grow(void *memory, size_t count, size_t size) {
  if (count > SIZE_MAX / size) out_of_memory();
  void *grown = realloc(memory, count * size);
  if (grown == NULL) out_of_memory();
  return grown;
}

void *grow_for_one_more(void *array, size_t count, size_t *capacity, size_t size) {
  if (count < *capacity) return array;
  *capacity = *capacity == 0 ? 16 : *capacity * 2;
  return grow(array, *capacity, size);
}

bool wants_colour(FILE *out) {
  const char *no_color = getenv("NO_COLOR");
  const char *term = getenv("TERM");
  if (no_color != NULL && no_color[0] != '\0') return false;
  if (term != NULL && strcmp(term, "dumb") == 0) return false;
  return isatty(fileno(out)) == 1;
}

const char *paint(bool colour, enum paint paint) {
  static const char *const escapes[] = {
      [PLAIN] = "\033[0m", [BOLD] = "\033[1m",    [GREEN] = "\033[32m",
      [RED] = "\033[31m",  [YELLOW] = "\033[33m", [DIM] = "\033[2m"};
  return colour ? escapes[paint] : "";
}

bool finish_output(FILE *out) {
  if (fflush(out) == 0 && ferror(out) == 0) return true;
  complain(NULL, "cannot write the output: %s", strerror(errno));
  return false;
}

bool parse_count(const char *text, size_t *count) {
  char *end = NULL;
  errno = 0;
  unsigned long value = strtoul(text, &end, 10);
  *count = value;
  return errno == 0 && end != text && *end == '\0' && text[0] != '-' && value > 0;
}
