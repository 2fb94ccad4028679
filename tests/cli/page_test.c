/* The page of plumb report, as it is written. */
#include "page.h"

#include "craft.h"
#include "vantage.h"

static struct craft craft;
static struct trace trace;
static struct summary summary;
static struct page page;
static char *written;
static size_t size;
static int at; /* where the capture was taken */

static void begin(void) {
  at = A;
  craft = (struct craft){.number = 0};
  summary = (struct summary){.file_count = 0};
}
static void end(void) {
  for (size_t i = 0; i < page.count; i++)
    free(page.connections[i].shown);
  free(page.connections);
  free(page.cited.ids);
  free(written);
  page = (struct page){.count = 0};
  written = NULL;
  summary_free(&summary);
  flows_free(&craft.flows);
}

static struct finding finding = {.packet = 3,
                                 .time = 2000,
                                 .state = "ESTABLISHED",
                                 .treatment = TREATED_AS_DEVIATION,
                                 .clause = "SHLD-14",
                                 .sentence = "It moved the right edge of its window to the left",
                                 .allowed = "a right edge of at least 5",
                                 .seen = "a right edge of <4>"};

/* Writes the page about the crafted connections; A of the first deviates. */
static const char *page_of(const char *path) {
  (void)summary_begin_file(&summary, path);
  trace =
      (struct trace){.flows = craft.flows, .reading = {.packets = craft.number, .opened = true}};
  static const struct profile profile = {.name = "<b>strict"};
  page = (struct page){.path = path, .trace = &trace, .profile = &profile, .summary = &summary};
  page.connections = calloc(craft.flows.count, sizeof *page.connections);
  for (page.count = 0; page.count < craft.flows.count; page.count++) {
    struct page_connection *c = &page.connections[page.count];
    *c = (struct page_connection){
        .connection = craft.flows.list[page.count], .number = page.count + 1, .at = at};
    if (page.count == 0)
      c->judgements[A] = (struct judgement){.verdict = DEVIATES, .findings = &finding, .count = 1};
    c->judgements[B] = (struct judgement){.verdict = INCONCLUSIVE, .reason = "it is <not> shown"};
    const struct judged judged = {.shown = {true, true},
                                  .judgements = {c->judgements[A], c->judgements[B]}};
    summary_count(&summary, &judged);
    page_pick(c);
  }
  page_share(&page);
  FILE *out = open_memstream(&written, &size);
  page_print(out, &page);
  ck_assert_int_eq(fclose(out), 0);
  return written;
}

static size_t times(const char *text, const char *what) {
  size_t count = 0;
  for (; (text = strstr(text, what)) != NULL; text += strlen(what))
    count++;
  return count;
}

static void has(const char *text, const char *what) {
  ck_assert_msg(strstr(text, what) != NULL, "not on the page: %s", what);
}

/* Whatever a file is called and whatever is found in it: none of it becomes markup. */
START_TEST(nothing_becomes_markup) {
  handshake(&craft);
  const char *text = page_of("\"><script>alert(1)</script>\x1b.pcap");
  has(text, "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#xfffd;.pcap");
  has(text, "a right edge of &lt;4&gt;");
  has(text, "it is &lt;not&gt; shown");
  has(text, "the profile &lt;b&gt;strict.");
  ck_assert_uint_eq(times(text, "<script"), 2); /* the points, the page's own */
  ck_assert_uint_eq(times(text, "</script>"), 2);
  ck_assert_ptr_null(strchr(text, '\x1b'));
}
END_TEST

/* The page runs its own script and nothing else, and asks nobody for anything. */
START_TEST(it_needs_nothing_else) {
  handshake(&craft);
  const char *text = page_of("x.pcap");
  has(text, "default-src 'none'; style-src 'sha256-");
  has(text, "; script-src 'sha256-");
  ck_assert_uint_eq(times(text, " src="), 0);
  ck_assert_uint_eq(times(text, "<link"), 0);
  ck_assert_uint_eq(times(text, " style="), 0);
  ck_assert_uint_eq(times(text, "url(h"), 0);
  ck_assert_uint_eq(times(text, "@import"), 0);
}
END_TEST

/* What is in flight depends on who looks. */
START_TEST(where_it_was_seen) {
  handshake(&craft);
  at = B;
  has(page_of("x.pcap"), "seen at B, where the capture was taken. What A sends shows when");
}
END_TEST

START_TEST(where_it_was_seen_is_not_known) {
  handshake(&craft);
  at = -1;
  has(page_of("x.pcap"), "Where the capture was taken is not known");
}
END_TEST

/* A finding leads to its packet and to the plot, the packet leads back, and the clause is beside.
 */
START_TEST(a_finding) {
  handshake(&craft);
  const char *text = page_of("x.pcap");
  has(text, "<li id=\"c1-f0\" class=\"should\"><a href=\"#c1-p3\">Packet 3</a>");
  has(text, "href=\"#c1-plot\" data-packet=\"3\">Show in the plot</a>");
  has(text, "<tr id=\"c1-p3\"");
  has(text, "href=\"#c1-f0\">SHOULD A: SHLD-14</a>");
  has(text, "https://www.rfc-editor.org/rfc/rfc9293#section-3.8.6");
  has(text, "Do not shrink the window");
  has(text, "\"findings\":[[3,0,\"should\",\"SHLD-14\"]]");
}
END_TEST

/* What the profile knows is said to be known, and why, and does not look like what is new. */
START_TEST(a_known_variation) {
  const struct finding before = finding;
  handshake(&craft);
  finding.treatment = TREATED_AS_KNOWN;
  finding.reason = "all of <them> do";
  const char *text = page_of("x.pcap");
  finding = before;
  has(text, "<li id=\"c1-f0\" class=\"known\">");
  has(text, "deviates from a SHOULD, known variation: all of &lt;them&gt; do</span>");
  has(text, "\"findings\":[[3,0,\"known\",\"SHLD-14\"]]");
}
END_TEST

/* The diagram tells each segment with the states of both ends, and the plot has its numbers. */
START_TEST(a_segment) {
  handshake(&craft);
  const char *text = page_of("x.pcap");
  has(text, "<b>CLOSED &rarr; SYN-SENT</b>");
  has(text, "<b>LISTEN &rarr; SYN-RECEIVED</b>");
  has(text, "<code>&lt;SEQ=0&gt;&lt;ACK=1&gt;&lt;CTL=SYN,ACK&gt;</code>");
  has(text, "A to B: ");
  has(text, "href=\"#clause-EV-SEG-LISTEN-3b\"");
  ck_assert_uint_eq(times(text, "id=\"clause-EV-SEG-LISTEN-3b\""), 1);
  has(text,
      "{\"points\":[\n[1,1000,0,1,0,1,-1,-1,1,-1,0,-1],\n[2,2000,1,1,0,1,1,4001,0,4000,1,-1]");
}
END_TEST

/* The window of a segment is scaled after the SYNs: who adds up numbers wants to know. */
START_TEST(a_scaled_window) {
  handshake(&craft);
  for (unsigned i = 0; i < 2; i++)
    craft.flows.list[0]->records[i].seg.options =
        (struct plumb_options){.has_shift = true, .shift = 3};
  const char *text = page_of("x.pcap");
  has(text, "WND 4000&nbsp;&times;&nbsp;8</span>");
  ck_assert_uint_eq(times(text, "&times;"), 1);
}
END_TEST

/* What special segments are is said in words; a damaged one changes nothing. */
START_TEST(special_segments) {
  handshake(&craft);
  sends_after(&craft, A, 250000, segment(ISS_A + 1, ISS_B + 1, ACK, 10));
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 1, ACK, 10));
  sends(&craft, A, segment(ISS_A + 21, ISS_B + 1, ACK, 1));
  sends(&craft, A, segment(ISS_A + 11, ISS_B + 1, ACK, 10));
  sends_after(&craft, B, 2500000, segment(ISS_B + 1, ISS_A + 1, ACK, 10));
  craft.flows.list[0]->records[7].damaged = true;
  const char *text = page_of("x.pcap");
  has(text, "250 ms pass");
  has(text, "2.5 s pass");
  ck_assert_uint_eq(times(text, ">sent again</span>"), 1);
  ck_assert_uint_eq(times(text, ">fills a gap</span>"), 1);
  ck_assert_uint_eq(times(text, ">wrong checksum: dropped</span>"), 1);
  has(text, "<b>1 octet</b>");
  ck_assert_ptr_null(strstr(text, "\n[8,"));
}
END_TEST

/* A long connection is cut, and the page says where and by how much. */
START_TEST(a_long_connection) {
  handshake(&craft);
  for (uint32_t i = 0; i < 9997; i++)
    sends(&craft, A, segment(ISS_A + 1 + 10 * i, ISS_B + 1, ACK, 10));
  const char *text = page_of("x.pcap");
  has(text, "2400 of 10000 segments are shown");
  has(text, "7600 segments not shown, packets 2381 to 9980, ");
  has(text, "Plotted is one in 2, ");
  ck_assert_uint_eq(times(text, "<tr id="), PAGE_ROWS);
  ck_assert_uint_lt(size, 4U << 20);
}
END_TEST

/* A connection joined midway has no states to tell. */
START_TEST(joined_midway) {
  sends(&craft, A, segment(700, 900, ACK, 10));
  sends(&craft, B, segment(900, 710, ACK, 0));
  const char *text = page_of("x.pcap");
  has(text, "begins in the middle");
  has(text, "<td class=\"end\"></td>");
}
END_TEST

/* A file without any connection has a page, too. */
START_TEST(nothing_to_tell) {
  const char *text = page_of("x.pcap");
  has(text, "0 TCP connections in 0 packets");
  has(text, "</html>\n");
}
END_TEST

int main(void) {
  const TTest *tests[] = {nothing_becomes_markup,
                          it_needs_nothing_else,
                          where_it_was_seen,
                          where_it_was_seen_is_not_known,
                          a_finding,
                          a_known_variation,
                          a_segment,
                          a_scaled_window,
                          special_segments,
                          a_long_connection,
                          joined_midway,
                          nothing_to_tell};
  return run_tests("cli/page", begin, end, tests, sizeof tests / sizeof tests[0]);
}
