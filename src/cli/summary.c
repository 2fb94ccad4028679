#include "summary.h"
#include "message.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct file_row *summary_begin_file(struct summary *summary, const char *path) {
  summary->files = grow_for_one_more(summary->files, summary->file_count, &summary->file_capacity,
                                     sizeof *summary->files);
  struct file_row *row = &summary->files[summary->file_count++];
  *row = (struct file_row){.path = path, .whole = true};
  return row;
}

static struct clause_row *clause_row(struct summary *summary, const struct finding *finding) {
  for (size_t i = 0; i < summary->clause_count; i++)
    if (strcmp(summary->clauses[i].clause, finding->clause) == 0) return &summary->clauses[i];
  summary->clauses = grow_for_one_more(summary->clauses, summary->clause_count,
                                       &summary->clause_capacity, sizeof *summary->clauses);
  struct clause_row *row = &summary->clauses[summary->clause_count++];
  *row = (struct clause_row){.clause = finding->clause,
                             .sentence = finding->sentence,
                             .is_must = finding->is_must,
                             .treatment = finding->treatment};
  return row;
}

static void count_end(struct summary *summary, const struct judgement *judgement) {
  summary->files[summary->file_count - 1].ends[judgement->verdict]++;
  if (judgement->verdict == INCONCLUSIVE) return;
  summary->judged++;
  for (size_t i = 0; i < judgement->count; i++) {
    if (judgement->findings[i].is_later) continue;
    struct clause_row *row = clause_row(summary, &judgement->findings[i]);
    row->findings++;
    if (row->latest != summary->judged) row->ends++;
    row->latest = summary->judged;
  }
}

void summary_count(struct summary *summary, const struct judged *judged) {
  summary->files[summary->file_count - 1].connections++;
  for (int end = 0; end < 2; end++)
    if (judged->shown[end]) count_end(summary, &judged->judgements[end]);
}

static int compare_clauses(const void *left, const void *right) {
  const struct clause_row *a = left, *b = right;
  if (a->is_must != b->is_must) return a->is_must ? -1 : 1;
  return strcmp(a->clause, b->clause);
}

void summary_sort(struct summary *summary) {
  if (summary->clause_count > 0)
    qsort(summary->clauses, summary->clause_count, sizeof *summary->clauses, compare_clauses);
}

struct file_row summary_total(const struct summary *summary) {
  struct file_row total = {.whole = true};
  for (size_t i = 0; i < summary->file_count; i++) {
    const struct file_row *row = &summary->files[i];
    total.whole = total.whole && row->whole;
    total.connections += row->connections;
    for (int verdict = 0; verdict < VERDICTS; verdict++)
      total.ends[verdict] += row->ends[verdict];
  }
  return total;
}

int summary_exit_code(const struct summary *summary) {
  struct file_row total = summary_total(summary);
  if (!total.whole) return EXIT_TROUBLE;
  return total.ends[VIOLATES] > 0 ? EXIT_VIOLATES : EXIT_CONFORMS;
}

static int path_width(const struct summary *summary) {
  size_t width = sizeof "all 1000 files";
  for (size_t i = 0; i < summary->file_count; i++)
    if (strlen(summary->files[i].path) > width) width = strlen(summary->files[i].path);
  return width < 72 ? (int)width : 72;
}

static void print_cell(FILE *out, uint64_t value, int width, const char *colour,
                       const char *plain) {
  if (value == 0)
    (void)fprintf(out, "  %*s", width, ".");
  else
    (void)fprintf(out, "  %s%*" PRIu64 "%s", colour, width, value, plain);
}

static void print_row(FILE *out, const struct file_row *row, const char *name, int width,
                      bool colour) {
  const char *plain = paint(colour, PLAIN);
  (void)fprintf(out, "%-*s", width, name);
  print_cell(out, row->connections, 11, "", "");
  print_cell(out, row->ends[CONFORMS], 8, paint(colour, GREEN), plain);
  print_cell(out, row->ends[DEVIATES], 8, paint(colour, YELLOW), plain);
  print_cell(out, row->ends[VIOLATES], 8, paint(colour, RED), plain);
  print_cell(out, row->ends[INCONCLUSIVE], 12, "", "");
  (void)fprintf(out, "%s\n", row->whole ? "" : row->path != NULL ? "  not read whole" : "");
}

static void print_clauses(const struct summary *summary, FILE *out, bool colour) {
  if (summary->clause_count == 0) return;
  (void)fprintf(out, "\n%sclause               level   counts as  findings  ends  for example%s\n",
                paint(colour, BOLD), paint(colour, PLAIN));
  for (size_t i = 0; i < summary->clause_count; i++) {
    const struct clause_row *row = &summary->clauses[i];
    (void)fprintf(out, "%-19s  %-6s  %-9s  %8" PRIu64 "  %4" PRIu64 "  %s\n", row->clause,
                  row->is_must ? "MUST" : "SHOULD", treatment_name(row->treatment), row->findings,
                  row->ends, row->sentence);
  }
}

void summary_print(const struct summary *summary, FILE *out, bool colour) {
  int width = path_width(summary);
  char name[48];
  struct file_row total = summary_total(summary);
  uint64_t ends = 0;
  for (int verdict = 0; verdict < VERDICTS; verdict++)
    ends += total.ends[verdict];
  (void)fprintf(out, "%s%-*s  connections  conforms  deviates  violates  inconclusive%s\n",
                paint(colour, BOLD), width, "file", paint(colour, PLAIN));
  for (size_t i = 0; i < summary->file_count; i++)
    print_row(out, &summary->files[i], summary->files[i].path, width, colour);
  (void)snprintf(name, sizeof name, "all %zu files", summary->file_count);
  if (summary->file_count > 1) print_row(out, &total, name, width, colour);
  if (ends > 0)
    (void)fprintf(out, "%.1f %% of the %" PRIu64 " ends are inconclusive\n",
                  100.0 * (double)total.ends[INCONCLUSIVE] / (double)ends, ends);
  print_clauses(summary, out, colour);
}

void summary_free(struct summary *summary) {
  free(summary->files);
  free(summary->clauses);
  *summary = (struct summary){0};
}
