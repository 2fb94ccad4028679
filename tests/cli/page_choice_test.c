/* What a page of bounded size shows of a capture. */
#include "page.h"

#include "craft.h"

static struct craft craft;
static struct page_connection *connections;
static struct page page;

static void begin(void) { craft = (struct craft){.number = 0}; }
static void end(void) {
  for (size_t i = 0; i < page.count; i++)
    free(connections[i].shown);
  free(connections);
  connections = NULL;
  page = (struct page){.count = 0};
  flows_free(&craft.flows);
}

/* A page about COUNT connections, all of them the crafted one. */
static void page_about(size_t count) {
  connections = calloc(count, sizeof *connections);
  page = (struct page){.connections = connections, .count = count};
  for (size_t i = 0; i < count; i++)
    connections[i] =
        (struct page_connection){.connection = craft.flows.list[0], .number = i + 1, .at = -1};
}

/* A connection of the handshake and COUNT segments of text. */
static void long_connection(uint32_t count) {
  handshake(&craft);
  for (uint32_t i = 0; i < count; i++)
    sends(&craft, A, segment(ISS_A + 1 + 10 * i, ISS_B + 1, ACK, 10));
}

static size_t told_in(const bool *told, size_t from, size_t to) {
  size_t count = 0;
  for (size_t i = from; i < to; i++)
    count += told[i] ? 1 : 0;
  return count;
}

/* What is small is told whole. */
START_TEST(a_short_connection) {
  long_connection(5);
  page_about(1);
  page_share(&page);
  ck_assert(connections[0].is_listed);
  ck_assert_uint_eq(connections[0].rows, 8);
}
END_TEST

/* Of two long ones neither takes all of the page, of one it may. */
START_TEST(long_connections) {
  long_connection(3000);
  page_about(1);
  page_share(&page);
  ck_assert_uint_eq(connections[0].rows, PAGE_ROWS);
  free(connections);
  page_about(2);
  page_share(&page);
  ck_assert_uint_eq(connections[0].rows, PAGE_CONNECTION_ROWS);
  ck_assert_uint_eq(connections[1].rows, PAGE_CONNECTION_ROWS);
}
END_TEST

/* Who violates a MUST comes first, wherever it is in the file; then the file's order decides. */
START_TEST(many_connections) {
  static struct finding findings[1];
  long_connection(397);
  page_about(1000);
  connections[998].judgements[0] = (struct judgement){.verdict = DEVIATES};
  connections[999].judgements[1] = (struct judgement){.verdict = VIOLATES};
  connections[997].judgements[1] =
      (struct judgement){.verdict = INCONCLUSIVE, .findings = findings, .count = 1};
  page_share(&page);
  size_t listed = 0, rows = 0;
  for (size_t i = 0; i < page.count; i++) {
    listed += connections[i].is_listed ? 1 : 0;
    rows += connections[i].rows;
  }
  ck_assert_uint_eq(listed, PAGE_LISTED);
  ck_assert_uint_eq(rows, PAGE_ROWS);
  for (size_t i = 997; i < 1000; i++)
    ck_assert_uint_eq(connections[i].rows, 400);
  ck_assert_uint_eq(connections[0].rows, 400);
  ck_assert_uint_eq(connections[4].rows, 0);
  ck_assert(connections[4].is_listed);
  ck_assert(!connections[996].is_listed);
}
END_TEST

static struct finding accusation(uint64_t packet, const char *clause) {
  return (struct finding){.packet = packet, .clause = clause, .is_must = true};
}

/* Of each clause at each end the first findings are shown, with what they weigh. */
START_TEST(findings) {
  static struct finding of_a[PAGE_FINDINGS + 11], of_b[2];
  handshake(&craft);
  page_about(1);
  for (size_t i = 0; i < PAGE_FINDINGS + 10; i++)
    of_a[i] = accusation(i, "X-1");
  of_a[PAGE_FINDINGS + 10] = accusation(3, "X-2");
  of_a[PAGE_FINDINGS + 10].is_must = false;
  of_a[PAGE_FINDINGS + 10].treatment = TREATED_AS_DEVIATION;
  of_a[1].is_later = true;
  of_b[0] = of_b[1] = accusation(2, "X-1");
  connections[0].judgements[0] =
      (struct judgement){.verdict = VIOLATES, .findings = of_a, .count = PAGE_FINDINGS + 11};
  connections[0].judgements[1] =
      (struct judgement){.verdict = INCONCLUSIVE, .findings = of_b, .count = 2};
  page_pick(&connections[0]);
  const struct page_finding *shown = connections[0].shown;
  ck_assert_uint_eq(connections[0].shown_count, PAGE_FINDINGS + 3);
  ck_assert_str_eq(shown[0].weight, "must");
  ck_assert_str_eq(shown[1].weight, "later");
  ck_assert_str_eq(shown[PAGE_FINDINGS].weight, "should");
  ck_assert_uint_eq(shown[PAGE_FINDINGS + 1].end, 1);
  ck_assert_str_eq(shown[PAGE_FINDINGS + 1].weight, "open");
}
END_TEST

/* Of a long connection are told: how it begins, how it ends, what was found and what is about it.
 */
START_TEST(segments) {
  static struct finding found[1];
  long_connection(2997);
  page_about(1);
  found[0] = accusation(1501, "X-1"); /* record 1500 */
  connections[0].judgements[0] =
      (struct judgement){.verdict = VIOLATES, .findings = found, .count = 1};
  page_pick(&connections[0]);
  connections[0].rows = 100;
  struct point *points = calloc(3000, sizeof *points);
  points[2000].again = true;
  bool *told = page_choice(&connections[0], points);
  ck_assert_uint_eq(told_in(told, 0, 3000), 100);
  ck_assert_uint_eq(told_in(told, 0, 40), 40);
  ck_assert_uint_eq(told_in(told, 2980, 3000), 20);
  ck_assert_uint_eq(told_in(told, 1498, 1503), 5);
  ck_assert_uint_eq(told_in(told, 1998, 2003), 5);
  ck_assert_uint_eq(told_in(told, 40, 70), 30); /* the rest: from the beginning on */
  free(told);
  free(points);
}
END_TEST

/* What was sent again is told evenly, if there is too much of it. */
START_TEST(much_is_sent_again) {
  long_connection(2997);
  page_about(1);
  connections[0].rows = 300;
  struct point *points = calloc(3000, sizeof *points);
  for (size_t i = 0; i < 3000; i += 10)
    points[i].again = true;
  bool *told = page_choice(&connections[0], points);
  ck_assert_uint_eq(told_in(told, 0, 3000), 300);
  for (size_t from = 0; from < 3000; from += 500)
    ck_assert_msg(told_in(told, from, from + 500) >= 20, "from %zu", from);
  free(told);
  free(points);
}
END_TEST

int main(void) {
  const TTest *tests[] = {a_short_connection, long_connections, many_connections,
                          findings,           segments,         much_is_sent_again};
  return run_tests("cli/page_choice", begin, end, tests, sizeof tests / sizeof tests[0]);
}
