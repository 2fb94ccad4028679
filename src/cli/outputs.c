#include "outputs.h"
#include "message.h"
#include "report_text.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

/* ---- Opening and closing --------------------------------------------------------------------- */

/* Would writing to PATH destroy what is to be read? */
static bool is_input(const char *path, char *const *inputs, size_t count) {
  struct stat output, input;
  if (stat(path, &output) != 0 || !S_ISREG(output.st_mode)) return false;
  for (size_t i = 0; i < count; i++)
    if (stat(inputs[i], &input) == 0 && input.st_dev == output.st_dev &&
        input.st_ino == output.st_ino)
      return true;
  return false;
}

FILE *open_output(const char *path, char *const *inputs, size_t count) {
  if (is_input(path, inputs, count)) {
    complain(path, "is to be judged: it is not overwritten");
    return NULL;
  }
  FILE *file = fopen(path, "wbe");
  if (file == NULL) complain(path, "cannot be written: %s", strerror(errno));
  return file;
}

/* Where a format goes that is printed or written to PATH, or neither; *FILE is then NULL. */
static bool open_report(FILE **file, bool is_printed, const char *path, char *const *inputs,
                        size_t count) {
  *file = is_printed ? stdout : NULL;
  if (path != NULL) *file = open_output(path, inputs, count);
  return path == NULL || *file != NULL;
}

/* Two formats in one file would be neither. */
static bool differ(FILE *one, FILE *other, const char *path) {
  struct stat left, right;
  if (one == NULL || other == NULL || fstat(fileno(one), &left) != 0 ||
      fstat(fileno(other), &right) != 0 || !S_ISREG(left.st_mode) || left.st_dev != right.st_dev ||
      left.st_ino != right.st_ino)
    return true;
  complain(path, "is to be written twice");
  return false;
}

/* The annotated copy reads each capture a second time. */
static bool can_read_again(char *const *inputs, size_t count) {
  for (size_t i = 0; i < count; i++) {
    struct stat about;
    if (strcmp(inputs[i], "-") != 0 && (stat(inputs[i], &about) != 0 || S_ISREG(about.st_mode)))
      continue;
    complain(inputs[i], "--annotate reads a capture twice: it must be a file");
    return false;
  }
  return true;
}

bool outputs_open(struct outputs *outputs, const struct output_options *options,
                  char *const *inputs, size_t count) {
  *outputs = (struct outputs){.options = *options, .colour = wants_colour(stdout)};
  if (options->annotated != NULL && !can_read_again(inputs, count)) return false;
  if (!open_report(&outputs->junit_file, options->printed == PRINTED_JUNIT, options->junit, inputs,
                   count) ||
      !open_report(&outputs->sarif_file, options->printed == PRINTED_SARIF, options->sarif, inputs,
                   count) ||
      !open_report(&outputs->annotation.out, false, options->annotated, inputs, count) ||
      !differ(outputs->junit_file, outputs->sarif_file, options->sarif) ||
      !differ(outputs->junit_file, outputs->annotation.out, options->annotated) ||
      !differ(outputs->sarif_file, outputs->annotation.out, options->annotated))
    return false;
  if (options->printed == PRINTED_JSON) outputs->json = json_begin(stdout);
  if (outputs->sarif_file != NULL) outputs->sarif = sarif_begin(outputs->sarif_file);
  if (outputs->junit_file != NULL && !junit_begin(&outputs->junit, outputs->junit_file)) {
    complain(NULL, "cannot make a temporary file: %s", strerror(errno));
    return false;
  }
  return true;
}

static bool close_output(FILE *file, const char *path) {
  if (file == NULL || file == stdout) return true;
  bool is_whole = ferror(file) == 0;
  if (fclose(file) == 0 && is_whole) return true;
  complain(path, "cannot be written: %s", strerror(errno));
  return false;
}

/* ---- The report ------------------------------------------------------------------------------ */

void outputs_begin_file(struct outputs *outputs, const struct file_facts *facts) {
  if (outputs->options.printed == PRINTED_TEXT) text_begin_file(stdout, facts, outputs->colour);
  if (outputs->options.printed == PRINTED_JSON) json_begin_file(&outputs->json, facts);
  if (outputs->junit_file != NULL) junit_begin_file(&outputs->junit, facts);
  if (outputs->sarif_file != NULL) sarif_begin_file(&outputs->sarif, facts);
}

void outputs_connection(struct outputs *outputs, const struct judged *judged) {
  if (outputs->options.printed == PRINTED_TEXT) text_connection(stdout, judged, outputs->colour);
  if (outputs->options.printed == PRINTED_JSON) json_connection(&outputs->json, judged);
  if (outputs->junit_file != NULL) junit_connection(&outputs->junit, judged);
  if (outputs->sarif_file != NULL) sarif_connection(&outputs->sarif, judged);
  if (outputs->annotation.out != NULL) annotate_connection(&outputs->annotation, judged);
}

bool outputs_end_file(struct outputs *outputs, const struct file_facts *facts) {
  char reason[128];
  if (outputs->options.printed == PRINTED_JSON) json_end_file(&outputs->json);
  if (outputs->junit_file != NULL) junit_end_file(&outputs->junit);
  if (outputs->annotation.out == NULL || !facts->is_opened ||
      annotate_file(&outputs->annotation, facts->path, reason, sizeof reason))
    return true;
  complain(facts->path, "%s", reason);
  return false;
}

static void print_summary(struct outputs *outputs, const struct summary *summary) {
  if (outputs->options.printed == PRINTED_JSON) json_finish(&outputs->json, summary);
  if (outputs->options.printed == PRINTED_TEXT) (void)fputc('\n', stdout);
  if (outputs->options.printed == PRINTED_TEXT || outputs->options.printed == PRINTED_SUMMARY)
    summary_print(summary, stdout, outputs->colour);
}

bool outputs_finish(struct outputs *outputs, struct summary *summary) {
  bool is_whole = true;
  summary_sort(summary);
  print_summary(outputs, summary);
  if (outputs->sarif_file != NULL) sarif_finish(&outputs->sarif);
  if (outputs->junit_file != NULL && !junit_finish(&outputs->junit)) {
    complain(NULL, "cannot use a temporary file: %s", strerror(errno));
    is_whole = false;
  }
  if (outputs->annotation.homeless > 0)
    complain(outputs->options.annotated,
             "left out %" PRIu64 " comments: simple packet blocks have none",
             outputs->annotation.homeless);
  is_whole = close_output(outputs->junit_file, outputs->options.junit) && is_whole;
  is_whole = close_output(outputs->sarif_file, outputs->options.sarif) && is_whole;
  is_whole = close_output(outputs->annotation.out, outputs->options.annotated) && is_whole;
  annotate_free(&outputs->annotation);
  return finish_output(stdout) && is_whole;
}
