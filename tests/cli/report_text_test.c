/* The report on a connection as text. */
#include "report_text.h"

#include "craft.h"
#include "judged.h"

static struct page page;

static void end(void) { free(page.text); }

/* The report of the connection when A is judged so, and B conforms. */
static const char *report(struct judgement a, bool colour) {
  struct judged judged = a_judged_connection();
  free(page.text);
  open_page(&page);
  judged.judgements[0] = a;
  judged.judgements[1] = (struct judgement){.verdict = CONFORMS};
  text_connection(page.out, &judged, colour);
  return close_page(&page);
}

/* A finding names packet, time, state, clause, level, sentence, what was allowed and what was seen.
 */
START_TEST(a_finding) {
  const char *text =
      report((struct judgement){.verdict = VIOLATES, .findings = &finding, .count = 1}, false);
  ck_assert_str_eq(text, "  connection 7, packets 1 to 3\n"
                         "    192.0.2.1:1000           violates\n"
                         "      #3  1.500000 s  ESTABLISHED  MUST-9  MUST\n"
                         "         It did what it must not.\n"
                         "         allowed: ACK 1; seen: ACK 2\n"
                         "    192.0.2.2:80             conforms\n");
}
END_TEST

/* Where both ends conform, or the one asked for, a line is enough; */
START_TEST(conforming) {
  struct judged judged = a_judged_connection();
  ck_assert_str_eq(report((struct judgement){.verdict = CONFORMS}, false),
                   "  connection 7, packets 1 to 3: 192.0.2.1:1000 and 192.0.2.2:80 conform\n");
  judged.judgements[1] = (struct judgement){.verdict = CONFORMS};
  judged.shown[0] = false;
  free(page.text);
  open_page(&page);
  text_connection(page.out, &judged, false);
  ck_assert_str_eq(close_page(&page), "  connection 7, packets 1 to 3: 192.0.2.2:80 conforms\n");
}
END_TEST

/* unless there is more to say of them. */
START_TEST(conforming_and_more) {
  struct judged judged = a_judged_connection();
  judged.judgements[0] = judged.judgements[1] = (struct judgement){.verdict = CONFORMS};
  judged.left[1] = true;
  open_page(&page);
  text_connection(page.out, &judged, false);
  ck_assert_ptr_nonnull(
      strstr(close_page(&page), "192.0.2.2:80             conforms\n      offload"));
}
END_TEST

/* One that may follow from another says so. */
START_TEST(a_later_finding) {
  struct finding later = finding;
  later.is_later = true;
  const char *text =
      report((struct judgement){.verdict = VIOLATES, .findings = &later, .count = 1}, false);
  ck_assert_ptr_nonnull(strstr(text, "MUST-9  MUST, after an earlier finding\n"));
}
END_TEST

/* What is inconclusive says why; doubtful findings are shown as such. */
START_TEST(inconclusive) {
  struct judgement open = {.verdict = INCONCLUSIVE, .reason = "nobody knows"};
  ck_assert_ptr_nonnull(strstr(report(open, false), "inconclusive: nobody knows\n"));
  open.findings = &finding, open.count = 1;
  ck_assert_ptr_nonnull(strstr(report(open, false), "these would be findings:\n      #3"));
}
END_TEST

/* Of the same clause three findings are shown, of a doubtful one the first. */
START_TEST(many_findings) {
  struct finding findings[5] = {finding, finding, finding, finding, finding};
  struct judgement many = {.verdict = VIOLATES, .findings = findings, .count = 5};
  findings[4].clause = "MUST-8";
  const char *text = report(many, false);
  ck_assert_ptr_nonnull(strstr(text, "and 1 more of the same clauses"));
  ck_assert_ptr_nonnull(strstr(text, "MUST-8"));
  many.verdict = INCONCLUSIVE;
  ck_assert_ptr_nonnull(strstr(report(many, false), "and 3 more of the same clauses"));
}
END_TEST

static const struct notice notices[] = {
    {.packet = 2, .time = 250000, .error = {.type = 3, .code = 1}, .is_awaited = true},
    {.packet = 3,
     .time = 500000,
     .error = {.type = 3, .code = 4, .kind = ICMP_TOO_BIG, .mtu = 576}}};

/* ICMP errors stand beside the end that they came for. */
START_TEST(icmp_errors) {
  struct judged judged = a_judged_connection();
  judged.notices[0] = notices;
  judged.notice_count[0] = 2;
  judged.errors[0] = 12;
  open_page(&page);
  text_connection(page.out, &judged, false);
  ck_assert_ptr_nonnull(strstr(
      close_page(&page),
      "violates\n"
      "      #2  0.250000 s  ICMP for it: host unreachable (type 3, code 1), a soft error\n"
      "      #3  0.500000 s  ICMP for it: fragmentation needed (type 3, code 4), MTU 576, about "
      "nothing that waits for an ACK\n"
      "      and 10 more ICMP errors\n"));
}
END_TEST

/* What network cards did is told of the end that sent it. */
START_TEST(offload) {
  struct judged judged = a_judged_connection();
  judged.left[0] = judged.joined[0] = judged.left[1] = true;
  open_page(&page);
  text_connection(page.out, &judged, false);
  const char *text = close_page(&page);
  ck_assert_ptr_nonnull(strstr(text, "violates\n      offload: checksums left to the network card, "
                                     "segments that may be several on the wire\n"));
  ck_assert_ptr_nonnull(
      strstr(text, "not shown\n      offload: checksums left to the network card\n"));
}
END_TEST

/* With colours a verdict stands between escape sequences. */
START_TEST(colours) {
  const char *text = report((struct judgement){.verdict = CONFORMS}, true);
  ck_assert_ptr_nonnull(strstr(text, "\033[32mconform\033[0m\n"));
}
END_TEST

/* Only the end that is asked for is shown. */
START_TEST(one_end) {
  struct judged judged = a_judged_connection();
  judged.shown[0] = false;
  free(page.text);
  open_page(&page);
  text_connection(page.out, &judged, false);
  ck_assert_str_eq(close_page(&page),
                   "  connection 7, packets 1 to 3\n"
                   "    192.0.2.2:80             inconclusive: it is not shown\n");
}
END_TEST

/* A file begins with its name, and with what of it is not judged. */
START_TEST(the_heading) {
  struct file_facts facts = a_file("one.pcap");
  facts.not_judged = "2 IP fragments";
  facts.connections = 0;
  open_page(&page);
  text_begin_file(page.out, &facts, false);
  ck_assert_str_eq(close_page(&page), "one.pcap\n"
                                      "  packets not judged: 2 IP fragments\n"
                                      "  no TCP connection in 9 packets\n");
}
END_TEST

/* Of a file that is no capture there is nothing to tell here: standard error has it. */
START_TEST(not_a_capture) {
  const struct file_facts facts = {.path = "one.pcap", .not_judged = "", .error = "is empty"};
  open_page(&page);
  text_begin_file(page.out, &facts, false);
  ck_assert_str_eq(close_page(&page), "");
}
END_TEST

int main(void) {
  const TTest *tests[] = {a_finding,    conforming,    conforming_and_more, a_later_finding,
                          inconclusive, many_findings, icmp_errors,         offload,
                          colours,      one_end,       the_heading,         not_a_capture};
  return run_tests("cli/report_text", NULL, end, tests, sizeof tests / sizeof tests[0]);
}
