/* What of a capture a page of bounded size shows. */
#include "message.h"
#include "page.h"

#include <stdlib.h>
#include <string.h>

/* ---- Connections ----------------------------------------------------------------------------- */

enum { RANKS = 4 };

/* 0 is what a reader looks for first. */
static unsigned rank_of(const struct page_connection *c) {
  unsigned rank = RANKS - 1;
  for (int end = 0; end < 2; end++) {
    const struct judgement *judgement = &c->judgements[end];
    unsigned own = RANKS - 1;
    if (judgement->verdict == VIOLATES)
      own = 0;
    else if (judgement->verdict == DEVIATES)
      own = 1;
    else if (judgement->count > 0)
      own = 2;
    if (own < rank) rank = own;
  }
  return rank;
}

static size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

void page_share(struct page *page) {
  size_t listed = 0, rows = 0;
  const size_t limit = page->count == 1 ? PAGE_ROWS : PAGE_CONNECTION_ROWS;
  for (unsigned rank = 0; rank < RANKS; rank++) {
    for (size_t i = 0; i < page->count; i++) {
      struct page_connection *c = &page->connections[i];
      if (rank_of(c) != rank) continue;
      size_t wants = smaller(c->connection->count, limit);
      c->is_listed = listed++ < PAGE_LISTED;
      c->rows = c->is_listed && rows + wants <= PAGE_ROWS ? wants : 0;
      rows += c->rows;
    }
  }
}

/* ---- Findings -------------------------------------------------------------------------------- */

static const char *weight_of(const struct judgement *judgement, const struct finding *finding) {
  if (judgement->verdict == INCONCLUSIVE) return "open";
  if (finding->is_later) return "later";
  static const char *const weights[] = {[TREATED_AS_VIOLATION] = "must",
                                        [TREATED_AS_DEVIATION] = "should",
                                        [TREATED_AS_KNOWN] = "known"};
  return weights[finding->treatment];
}

/* Have enough findings of CLAUSE at END been picked? */
static bool is_enough(const struct page_connection *c, unsigned end, const char *clause) {
  size_t count = 0;
  for (size_t i = c->shown_count; i > 0 && count < PAGE_FINDINGS; i--)
    if (c->shown[i - 1].end == end && strcmp(c->shown[i - 1].finding->clause, clause) == 0) count++;
  return count == PAGE_FINDINGS;
}

void page_pick(struct page_connection *c) {
  for (unsigned end = 0; end < 2; end++) {
    const struct judgement *judgement = &c->judgements[end];
    for (size_t i = 0; i < judgement->count; i++) {
      const struct finding *finding = &judgement->findings[i];
      if (is_enough(c, end, finding->clause)) continue;
      c->shown = grow_for_one_more(c->shown, c->shown_count, &c->shown_capacity, sizeof *c->shown);
      c->shown[c->shown_count++] =
          (struct page_finding){end, finding, weight_of(judgement, finding)};
    }
  }
}

/* ---- Segments -------------------------------------------------------------------------------- */

/* Of those told, at most so many for the way the connection begins, and for the way it ends. */
enum { HEAD = 40, TAIL = 20, AROUND = 2 };

struct choice {
  bool *told;
  size_t count; /* of records */
  size_t left;  /* that may still be told */
};

/* The records FROM to TO, as far as they exist. */
static void choose(struct choice *choice, size_t from, size_t to) {
  for (size_t i = from; i < to && i < choice->count && choice->left > 0; i++) {
    if (choice->told[i]) continue;
    choice->told[i] = true;
    choice->left--;
  }
}

static void choose_around(struct choice *choice, size_t at) {
  choose(choice, at < AROUND ? 0 : at - AROUND, at + AROUND + 1);
}

/* What was sent again, or fills a gap: if it does not all fit, evenly from the whole connection. */
static void choose_repeated(struct choice *choice, const struct point *points) {
  size_t repeated = 0;
  for (size_t i = 0; i < choice->count; i++)
    if (points[i].again || points[i].late) repeated++;
  const size_t stride = repeated * (2 * AROUND + 1) / (choice->left + 1) + 1;
  for (size_t i = 0; i < choice->count; i++)
    if ((points[i].again || points[i].late) && repeated-- % stride == 0) choose_around(choice, i);
}

static bool is_found(const struct page_connection *c, uint64_t packet) {
  for (size_t i = 0; i < c->shown_count; i++)
    if (c->shown[i].finding->packet == packet) return true;
  return false;
}

bool *page_choice(const struct page_connection *c, const struct point *points) {
  const struct record *records = c->connection->records;
  const size_t count = c->connection->count;
  struct choice choice = {.told = grow(NULL, count, sizeof(bool)), .count = count, .left = c->rows};
  memset(choice.told, 0, count * sizeof(bool));
  choose(&choice, 0, HEAD);
  choose(&choice, count < TAIL ? 0 : count - TAIL, count);
  for (size_t i = 0; i < count; i++)
    if (is_found(c, records[i].number)) choose_around(&choice, i);
  for (size_t i = 0; i < count; i++) {
    const struct plumb_ctl *k = &records[i].seg.ctl;
    if (k->syn || k->fin || k->rst || records[i].damaged) choose(&choice, i, i + 1);
  }
  choose_repeated(&choice, points);
  choose(&choice, 0, count);
  return choice.told;
}
