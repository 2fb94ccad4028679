#include "report_text.h"
#include "message.h"

#include <inttypes.h>
#include <string.h>

static const char *verdict_colour(enum verdict verdict, bool colour) {
  static const enum paint paints[VERDICTS] = {
      [CONFORMS] = GREEN, [DEVIATES] = YELLOW, [VIOLATES] = RED, [INCONCLUSIVE] = DIM};
  return paint(colour, paints[verdict]);
}

static void print_finding(FILE *out, const struct finding *finding, bool colour) {
  char remark[REMARK_SIZE];
  const enum paint paints[] = {
      [TREATED_AS_VIOLATION] = RED, [TREATED_AS_DEVIATION] = YELLOW, [TREATED_AS_KNOWN] = PLAIN};
  (void)fprintf(out, "      %s#%" PRIu64 "%s  %.6f s  %s  %s%s%s  %s%s%s\n", paint(colour, BOLD),
                finding->packet, paint(colour, PLAIN), (double)finding->time / 1e6, finding->state,
                paint(colour, paints[finding->treatment]), finding->clause, paint(colour, PLAIN),
                finding->is_must ? "MUST" : "SHOULD", finding_remark(finding, remark),
                finding->is_later ? ", after an earlier finding" : "");
  (void)fprintf(out, "         %s.\n", finding->sentence);
  (void)fprintf(out, "         allowed: %s; seen: %s\n", finding->allowed, finding->seen);
}

/* A stack that does something wrong does it often: of each clause, the first few findings are
 * shown. */
enum { SHOWN_OF_CLAUSE = 3, CLAUSES = 32 };

struct shown {
  const char *clauses[CLAUSES];
  size_t findings[CLAUSES];
};

/* How many findings of this clause came before; all clauses beyond the last place share it. */
static size_t count_of_clause(struct shown *shown, const char *clause) {
  size_t i = 0;
  while (i < CLAUSES - 1 && shown->clauses[i] != NULL && strcmp(shown->clauses[i], clause) != 0)
    i++;
  shown->clauses[i] = clause;
  return shown->findings[i]++;
}

static void print_findings(FILE *out, const struct judgement *judgement, bool colour) {
  struct shown shown = {.clauses = {NULL}};
  const size_t limit = judgement->verdict == INCONCLUSIVE ? 1 : SHOWN_OF_CLAUSE;
  size_t left_out = 0;
  for (size_t i = 0; i < judgement->count; i++) {
    if (count_of_clause(&shown, judgement->findings[i].clause) < limit)
      print_finding(out, &judgement->findings[i], colour);
    else
      left_out++;
  }
  if (left_out > 0)
    (void)fprintf(out, "      and %zu more of the same clauses (--json shows all)\n", left_out);
}

/* What network cards did, or were to do after the capture. */
static void print_offload(FILE *out, bool is_left, bool is_joined) {
  if (is_left || is_joined)
    (void)fprintf(out, "      offload: %s%s%s\n",
                  is_left ? "checksums left to the network card" : "",
                  is_left && is_joined ? ", " : "",
                  is_joined ? "segments that may be several on the wire" : "");
}

/* ICMP errors that came for an end. */
static void print_notices(FILE *out, const struct judged *judged, int end, bool colour) {
  char text[ICMP_TEXT_SIZE];
  for (uint32_t i = 0; i < judged->notice_count[end]; i++) {
    const struct notice *notice = &judged->notices[end][i];
    (void)fprintf(out, "      %s#%" PRIu64 "%s  %.6f s  ICMP for it: %s%s\n", paint(colour, BOLD),
                  notice->packet, paint(colour, PLAIN), (double)notice->time / 1e6,
                  icmp_text(&notice->error, text),
                  notice->is_awaited ? "" : ", about nothing that waits for an ACK");
  }
  if (judged->errors[end] > judged->notice_count[end])
    (void)fprintf(out, "      and %" PRIu32 " more ICMP errors\n",
                  judged->errors[end] - judged->notice_count[end]);
}

static void print_end(FILE *out, const struct judged *judged, int end, bool colour) {
  const struct socket_id *socket = &judged->ends[end];
  const struct judgement *judgement = &judged->judgements[end];
  char text[SOCKET_TEXT_SIZE];
  bool is_open = judgement->verdict == INCONCLUSIVE;
  (void)fprintf(out, "    %-24s %s%s%s", socket_text(socket, text),
                verdict_colour(judgement->verdict, colour), verdict_name(judgement->verdict),
                paint(colour, PLAIN));
  (void)fprintf(out, "%s%s\n", is_open ? ": " : "", is_open ? judgement->reason : "");
  print_notices(out, judged, end, colour);
  print_offload(out, judged->left[end], judged->joined[end]);
  if (is_open && judgement->count > 0)
    (void)fprintf(out, "      of a capture taken here these would be findings:\n");
  print_findings(out, judgement, colour);
}

static void print_tunnels(FILE *out, const struct tunnels *tunnels) {
  char text[TUNNEL_TEXT_SIZE];
  for (unsigned i = 0; tunnels != NULL && i < tunnels->count; i++)
    (void)fprintf(out, "  tunnel %u: %s\n", i + 1, tunnel_text(&tunnels->list[i], text));
}

void text_begin_file(FILE *out, const struct file_facts *facts, bool colour) {
  if (!facts->is_opened) return;
  (void)fprintf(out, "%s%s%s\n", paint(colour, BOLD), facts->path, paint(colour, PLAIN));
  if (facts->not_judged[0] != '\0')
    (void)fprintf(out, "  packets not judged: %s\n", facts->not_judged);
  print_tunnels(out, facts->tunnels);
  if (facts->connections == 0)
    (void)fprintf(out, "  no TCP connection in %" PRIu64 " packets\n", facts->packets);
}

/* Is there no more to say of the end than that it conforms? */
static bool only_conforms(const struct judged *judged, int end) {
  return judged->judgements[end].verdict == CONFORMS && judged->errors[end] == 0 &&
         !judged->left[end] && !judged->joined[end];
}

/* The rest of a line, so that what is found elsewhere is easier to find. */
static void print_conforming(FILE *out, const struct judged *judged, bool colour) {
  const bool are_both = judged->shown[0] && judged->shown[1];
  char texts[2][SOCKET_TEXT_SIZE];
  (void)fprintf(
      out, ": %s%s%s %s%s%s\n", judged->shown[0] ? socket_text(&judged->ends[0], texts[0]) : "",
      are_both ? " and " : "", judged->shown[1] ? socket_text(&judged->ends[1], texts[1]) : "",
      verdict_colour(CONFORMS, colour), are_both ? "conform" : verdict_name(CONFORMS),
      paint(colour, PLAIN));
}

void text_connection(FILE *out, const struct judged *judged, bool colour) {
  bool do_conform = true;
  for (int end = 0; end < 2; end++)
    do_conform = do_conform && (!judged->shown[end] || only_conforms(judged, end));
  (void)fprintf(out, "  connection %" PRIu64 ", packets %" PRIu64 " to %" PRIu64, judged->number,
                judged->first, judged->last);
  if (judged->ends[0].tunnel != 0)
    (void)fprintf(out, ", in tunnel %u", (unsigned)judged->ends[0].tunnel);
  if (do_conform) {
    print_conforming(out, judged, colour);
    return;
  }
  (void)fputc('\n', out);
  for (int end = 0; end < 2; end++)
    if (judged->shown[end]) print_end(out, judged, end, colour);
}
