#include "exercise_report.h"
#include "json.h"
#include "message.h"
#include "story.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- Groups ---------------------------------------------------------------------------------- */

/* The folder of PATH: all before the last slash. */
static char *folder_of(const char *path) {
  const char *slash = strrchr(path, '/');
  const char *name = slash == NULL || slash == path ? (slash == NULL ? "." : "/") : path;
  size_t length = name == path ? (size_t)(slash - path) : strlen(name);
  char *folder = grow(NULL, length + 1, 1);
  memcpy(folder, name, length);
  folder[length] = '\0';
  return folder;
}

struct exercise_group *exercise_group_of(struct exercise_groups *groups, const char *path) {
  char *folder = folder_of(path);
  for (size_t i = 0; i < groups->count; i++) {
    if (strcmp(groups->list[i].folder, folder) != 0) continue;
    free(folder);
    return &groups->list[i];
  }
  groups->list =
      grow_for_one_more(groups->list, groups->count, &groups->capacity, sizeof *groups->list);
  struct exercise_group *group = &groups->list[groups->count++];
  *group = (struct exercise_group){.folder = folder, .exercise = exercise_start()};
  return group;
}

void exercise_groups_free(struct exercise_groups *groups) {
  for (size_t i = 0; i < groups->count; i++) {
    free(groups->list[i].folder);
    exercise_free(&groups->list[i].exercise);
  }
  free(groups->list);
  *groups = (struct exercise_groups){.list = NULL};
}

static struct exercise total_of(const struct exercise_groups *groups) {
  struct exercise total = exercise_start();
  for (size_t i = 0; i < groups->count; i++)
    exercise_add(&total, &groups->list[i].exercise);
  return total;
}

/* ---- Findings in the order of their clauses -------------------------------------------------- */

struct finding_row {
  unsigned kind;
  const struct plumb_clause *clause;
};

static int compare_rows(const void *left, const void *right) {
  const struct finding_row *a = left, *b = right;
  if (a->clause->must != b->clause->must) return a->clause->must ? -1 : 1;
  int order = strcmp(a->clause->id, b->clause->id);
  return order != 0 ? order : (a->kind > b->kind) - (a->kind < b->kind);
}

/* Every kind of finding that there is; returns how many. */
static size_t finding_rows(struct finding_row rows[KINDS]) {
  size_t count = 0;
  for (unsigned kind = 0; kind < KINDS; kind++) {
    const struct plumb_clause *clause = clause_of_kind(kind);
    if (clause != NULL) rows[count++] = (struct finding_row){kind, clause};
  }
  qsort(rows, count, sizeof *rows, compare_rows);
  return count;
}

static uint64_t arrived_in_all(const struct exercised_row *row) {
  uint64_t sum = 0;
  for (unsigned state = 0; state < STATES; state++)
    sum += row->arrived[state];
  return sum;
}

/* ---- Tables ---------------------------------------------------------------------------------- */

enum { CLAUSE_WIDTH = 19, TOTAL_WIDTH = 9, CELL_WIDTH = 6, STATE_WIDTH = 9 };

/* Four digits at most: 9999, 10k, 12M. */
static void print_cell(FILE *out, uint64_t number) {
  if (number == 0)
    (void)fprintf(out, "%*s", CELL_WIDTH, ".");
  else if (number < 10000)
    (void)fprintf(out, "%*" PRIu64, CELL_WIDTH, number);
  else if (number < 10000000)
    (void)fprintf(out, "%*" PRIu64 "k", CELL_WIDTH - 1, number / 1000);
  else
    (void)fprintf(out, "%*" PRIu64 "M", CELL_WIDTH - 1, number / 1000000);
}

static void print_columns(FILE *out, const struct exercise_groups *groups) {
  for (size_t i = 0; i < groups->count && groups->count > 1; i++)
    (void)fprintf(out, "%*zu", CELL_WIDTH, i + 1);
}

static void print_heading(FILE *out, bool colour, const char *title) {
  (void)fprintf(out, "\n%s%s%s\n", paint(colour, BOLD), title, paint(colour, PLAIN));
}

static void print_groups(const struct exercise_groups *groups, FILE *out, bool colour) {
  (void)fprintf(out, "%s      captures  connections  ends  folder%s\n", paint(colour, BOLD),
                paint(colour, PLAIN));
  for (size_t i = 0; i < groups->count; i++) {
    const struct exercise *e = &groups->list[i].exercise;
    (void)fprintf(out, "%4zu  %8" PRIu64 "  %11" PRIu64 "  %4" PRIu64 "  %s\n", i + 1, e->captures,
                  e->connections, e->ends, groups->list[i].folder);
  }
}

static void print_findings(const struct exercise_groups *groups, const struct exercise *total,
                           FILE *out, bool colour) {
  struct finding_row rows[KINDS];
  size_t count = finding_rows(rows), missing = 0;
  print_heading(out, colour, "Occasions to break a clause, in segments");
  (void)fprintf(out, "%-*s %-6s %*s", CLAUSE_WIDTH, "clause", "level", TOTAL_WIDTH, "all");
  print_columns(out, groups);
  (void)fputs("  a finding would say\n", out);
  for (size_t i = 0; i < count; i++) {
    const struct plumb_clause *clause = rows[i].clause;
    uint64_t all = total->occasions[rows[i].kind];
    const char *shade = all == 0 ? paint(colour, YELLOW) : "";
    missing += all == 0;
    (void)fprintf(out, "%s%-*s %-6s %*" PRIu64, shade, CLAUSE_WIDTH, clause->id,
                  clause->must ? "MUST" : "SHOULD", TOTAL_WIDTH, all);
    for (size_t g = 0; g < groups->count && groups->count > 1; g++)
      print_cell(out, groups->list[g].exercise.occasions[rows[i].kind]);
    (void)fprintf(out, "  %s%s\n", clause->sentence, all == 0 ? paint(colour, PLAIN) : "");
  }
  (void)fprintf(out, "%zu of %zu findings had an occasion\n", count - missing, count);
}

static void print_states(const struct exercise_groups *groups, const struct exercise *total,
                         FILE *out, bool colour) {
  print_heading(out, colour, "States, in ends that stood in them");
  (void)fprintf(out, "%-*s %*s", CLAUSE_WIDTH + 7, "state", TOTAL_WIDTH, "all");
  print_columns(out, groups);
  (void)fputc('\n', out);
  for (unsigned state = 0; state < STATES; state++) {
    (void)fprintf(out, "%-*s %*" PRIu64, CLAUSE_WIDTH + 7, state_name((enum plumb_tcp_state)state),
                  TOTAL_WIDTH, total->states[state]);
    for (size_t g = 0; g < groups->count && groups->count > 1; g++)
      print_cell(out, groups->list[g].exercise.states[state]);
    (void)fputc('\n', out);
  }
}

/* Eight letters of a state are enough to tell it. */
static void print_state_columns(FILE *out) {
  static const char *const names[STATES] = {"CLOSED",  "LISTEN",   "SYN-SENT", "SYN-RCVD",
                                            "ESTAB",   "FIN-W-1",  "FIN-W-2",  "CLOSE-W",
                                            "CLOSING", "LAST-ACK", "TIME-W"};
  for (unsigned state = 0; state < STATES; state++)
    (void)fprintf(out, "%*s", STATE_WIDTH, names[state]);
}

static void print_row(const struct exercised_row *row, FILE *out) {
  (void)fprintf(out, "%-*.*s", CLAUSE_WIDTH, (int)row->length, row->id);
  for (unsigned state = 0; state < STATES; state++) {
    (void)fprintf(out, "%*s", STATE_WIDTH - CELL_WIDTH, "");
    print_cell(out, row->arrived[state]);
  }
  (void)fputc('\n', out);
}

static void print_rows(const struct exercise *total, FILE *out, bool colour) {
  size_t missing = 0;
  print_heading(out, colour,
                "Rows of SEGMENT ARRIVES, in segments that went through them, by the state before");
  (void)fprintf(out, "%-*s", CLAUSE_WIDTH, "row");
  print_state_columns(out);
  (void)fputc('\n', out);
  for (size_t i = 0; i < total->row_count; i++)
    if (arrived_in_all(&total->rows[i]) > 0) print_row(&total->rows[i], out);
  (void)fputs("no segment went through", out);
  for (size_t i = 0; i < total->row_count; i++) {
    const struct exercised_row *row = &total->rows[i];
    if (arrived_in_all(row) > 0) continue;
    (void)fprintf(out, "%s%.*s", missing % 5 == 0 ? "\n  " : ", ", (int)row->length, row->id);
    missing++;
  }
  (void)fprintf(out, "%s\n%zu of %zu rows were gone through\n", missing == 0 ? " none of them" : "",
                total->row_count - missing, total->row_count);
}

void exercise_print(const struct exercise_groups *groups, FILE *out, bool colour) {
  struct exercise total = total_of(groups);
  print_groups(groups, out, colour);
  print_findings(groups, &total, out, colour);
  print_states(groups, &total, out, colour);
  print_rows(&total, out, colour);
  exercise_free(&total);
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static json_t *occasions_array(const struct exercise *e) {
  struct finding_row rows[KINDS];
  size_t count = finding_rows(rows);
  json_t *array = json_array();
  for (size_t i = 0; i < count; i++) {
    json_t *object = json_object();
    json_set(object, "clause", json_string(rows[i].clause->id));
    json_set(object, "level", json_string(rows[i].clause->must ? "MUST" : "SHOULD"));
    json_set(object, "sentence", json_string(rows[i].clause->sentence));
    json_set(object, "segments", json_number(e->occasions[rows[i].kind]));
    json_add(array, object);
  }
  return array;
}

/* The states of which a number is not 0; of all states, if WITH_ZEROS. */
static json_t *states_object(const uint64_t numbers[STATES], bool with_zeros) {
  json_t *object = json_object();
  for (unsigned state = 0; state < STATES; state++)
    if (with_zeros || numbers[state] > 0)
      json_set(object, state_name((enum plumb_tcp_state)state), json_number(numbers[state]));
  return object;
}

static json_t *rows_object(const struct exercise *e) {
  json_t *object = json_object();
  for (size_t i = 0; i < e->row_count; i++) {
    char id[32];
    (void)snprintf(id, sizeof id, "%.*s", (int)e->rows[i].length, e->rows[i].id);
    json_set(object, id, states_object(e->rows[i].arrived, false));
  }
  return object;
}

static json_t *exercise_object(const struct exercise *e) {
  json_t *object = json_object();
  json_set(object, "captures", json_number(e->captures));
  json_set(object, "connections", json_number(e->connections));
  json_set(object, "ends", json_number(e->ends));
  json_set(object, "occasions", occasions_array(e));
  json_set(object, "states", states_object(e->states, true));
  json_set(object, "rows", rows_object(e));
  return object;
}

void exercise_print_json(const struct exercise_groups *groups, FILE *out) {
  struct exercise total = total_of(groups);
  json_t *all = json_object(), *folders = json_array();
  for (size_t i = 0; i < groups->count; i++) {
    json_t *object = exercise_object(&groups->list[i].exercise);
    json_set(object, "folder", json_text(groups->list[i].folder));
    json_add(folders, object);
  }
  json_set(all, "plumb", json_string(PLUMB_VERSION));
  json_set(all, "schema", json_number(COVERAGE_SCHEMA));
  json_set(all, "all", exercise_object(&total));
  json_set(all, "folders", folders);
  json_write(all, out);
  (void)fputc('\n', out);
  exercise_free(&total);
}
