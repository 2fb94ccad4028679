#include "page.h"
#include "assets.h"
#include "html.h"
#include "message.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

void page_judge(struct page *page, size_t number, const struct vantage *vantage,
                struct hosts *hosts) {
  const struct trace *trace = page->trace;
  const struct connection *connection = trace->flows.list[number - 1];
  struct page_connection *c = &page->connections[page->count++];
  struct vantage there = *vantage;
  there.is_partial = reading_lacks(&trace->reading, connection->ends);
  struct finished *finished = finished_of(connection, trace->reading.ended);
  struct judged judged;
  judge_connection(finished, number, &there, hosts, &judged);
  profile_apply(page->profile, &judged);
  *c = (struct page_connection){.connection = connection,
                                .number = number,
                                .at = captured_at(connection->ends, vantage),
                                .judgements = {judged.judgements[0], judged.judgements[1]}};
  summary_count(page->summary, &judged);
  free(finished);
  page_pick(c);
}

void page_free(struct page *page) {
  for (size_t i = 0; i < page->count; i++) {
    judgement_free(&page->connections[i].judgements[0]);
    judgement_free(&page->connections[i].judgements[1]);
    free(page->connections[i].shown);
  }
  free(page->connections);
  free(page->cited.ids);
}

static void print_head(FILE *out, const struct page *page) {
  (void)fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n", out);
  (void)fprintf(out,
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                "style-src '%s'; script-src '%s'; base-uri 'none'; form-action 'none'\">\n",
                asset_style_hash, asset_script_hash);
  (void)fputs("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
              "<meta name=\"color-scheme\" content=\"light dark\">\n"
              "<meta name=\"generator\" content=\"plumb " PLUMB_VERSION "\">\n<title>",
              out);
  html_text(out, page->path);
  (void)fprintf(out, " - plumb report</title>\n<style>%s</style>\n</head>\n<body>\n", asset_style);
}

/* Drawn once, used by every row of the diagrams. */
static const char arrows[] =
    "<svg class=\"spoken\" aria-hidden=\"true\" width=\"0\" height=\"0\">\n"
    "<symbol id=\"to-b\"><line x1=\"0\" y1=\"3\" x2=\"100%\" y2=\"13\"/>"
    "<svg x=\"100%\" y=\"13\" overflow=\"visible\"><path d=\"M-10-6 0 0-10 5z\"/></svg></symbol>\n"
    "<symbol id=\"to-a\"><line x1=\"100%\" y1=\"3\" x2=\"0\" y2=\"13\"/>"
    "<svg x=\"0\" y=\"13\" overflow=\"visible\"><path d=\"M10-6 0 0 10 5z\"/></svg></symbol>\n"
    "<symbol id=\"to-b-lost\"><line x1=\"0\" y1=\"3\" x2=\"85%\" y2=\"12\"/>"
    "<svg x=\"85%\" y=\"12\" overflow=\"visible\"><path d=\"M-5-5 5 5M-5 5 5-5\"/></svg></symbol>\n"
    "<symbol id=\"to-a-lost\"><line x1=\"100%\" y1=\"3\" x2=\"15%\" y2=\"12\"/>"
    "<svg x=\"15%\" y=\"12\" overflow=\"visible\"><path d=\"M-5-5 5 5M-5 5 5-5\"/></svg></symbol>\n"
    "</svg>\n";

/* ---- The top --------------------------------------------------------------------------------- */

static void print_lead(FILE *out, const struct page *page) {
  struct file_row total = summary_total(page->summary);
  char remarks[READING_REMARKS_SIZE];
  (void)fputs("<header>\n<p class=\"name\">plumb report</p>\n<h1>", out);
  html_text(out, page->path);
  (void)fputs("</h1>\n<p>", out);
  html_count(out, page->count, "TCP connection");
  (void)fputs(" in ", out);
  html_count(out, page->trace->reading.packets, "packet");
  (void)fputs(", judged by RFC 9293 and its extensions, with the profile ", out);
  html_text(out, page->profile->name);
  (void)fprintf(out, ". %s ends:</p>\n<ul class=\"sums\">\n", page->count == 1 ? "Its" : "Their");
  for (int verdict = 0; verdict < VERDICTS; verdict++) {
    const char *name = verdict_name((enum verdict)verdict);
    (void)fprintf(out, "<li class=\"%s\"><b>%" PRIu64 "</b> %s</li>\n",
                  total.ends[verdict] > 0 ? name : "none", total.ends[verdict], name);
  }
  (void)fputs("</ul>\n", out);
  reading_remarks(&page->trace->reading, remarks, sizeof remarks);
  if (remarks[0] != '\0') {
    (void)fputs("<p class=\"note\">Packets not judged: ", out);
    html_text(out, remarks);
    (void)fputs(".</p>\n", out);
  }
  if (page->trace->reading.broken) {
    (void)fputs("<p class=\"note\">The file was not read whole: ", out);
    html_text(out, page->trace->reading.reason);
    (void)fputs(".</p>\n", out);
  }
  (void)fputs("</header>\n", out);
}

/* The table of verdicts has links to all connections. */
enum { CONTENTS = 12 };

static void print_contents(FILE *out, const struct page *page) {
  (void)fputs("<nav aria-label=\"Contents\">\n<ul>\n<li><a href=\"#verdicts\">Verdicts</a></li>\n",
              out);
  if (page->summary->clause_count > 0)
    (void)fputs("<li><a href=\"#by-clause\">By clause</a></li>\n", out);
  size_t linked = 0;
  for (size_t i = 0; i < page->count && linked < CONTENTS; i++) {
    if (page->connections[i].rows == 0) continue;
    (void)fprintf(out, "<li><a href=\"#c%zu\">Connection %zu</a></li>\n",
                  page->connections[i].number, page->connections[i].number);
    linked++;
  }
  (void)fputs("<li><a href=\"#clauses\">Clauses cited</a></li>\n"
              "<li><a href=\"#reading\">How to read this page</a></li>\n</ul>\n</nav>\n",
              out);
}

static void print_verdict(FILE *out, const struct judgement *judgement) {
  (void)fprintf(out, "<span class=\"verdict %s\">%s</span>", verdict_name(judgement->verdict),
                verdict_name(judgement->verdict));
  if (judgement->verdict != INCONCLUSIVE) return;
  (void)fputs(": ", out);
  html_text(out, judgement->reason);
}

static void print_end_row(FILE *out, const struct page_connection *c, unsigned end) {
  char text[SOCKET_TEXT_SIZE];
  const struct connection *connection = c->connection;
  const bool is_open = c->judgements[end].verdict == INCONCLUSIVE;
  (void)fputs("<tr>", out);
  if (end == 0) {
    (void)fputs("<th scope=\"rowgroup\" rowspan=\"2\">", out);
    if (c->rows > 0) (void)fprintf(out, "<a href=\"#c%zu\">", c->number);
    (void)fprintf(out, "%zu%s</th><td rowspan=\"2\" class=\"number\">%zu</td>", c->number,
                  c->rows > 0 ? "</a>" : "", connection->count);
  }
  (void)fprintf(out, "<td class=\"socket\">%c <span>%s</span>%s</td><td>", (char)('A' + (int)end),
                socket_text(&connection->ends[end], text),
                c->at == (int)end ? " <i>captured here</i>" : "");
  print_verdict(out, &c->judgements[end]);
  (void)fprintf(out, "</td><td class=\"number\">%zu%s</td></tr>\n", c->judgements[end].count,
                is_open && c->judgements[end].count > 0 ? ", not counted" : "");
}

static void print_verdicts(FILE *out, const struct page *page) {
  size_t listed = 0, told = 0;
  (void)fputs("<section aria-labelledby=\"verdicts\">\n<h2 id=\"verdicts\">Verdicts</h2>\n", out);
  if (page->count > 0)
    (void)fputs("<div class=\"box\">\n<table class=\"verdicts\">\n<caption>The ends of each "
                "connection</caption>\n<thead><tr>"
                "<th scope=\"col\">Connection</th><th scope=\"col\">Segments</th>"
                "<th scope=\"col\">End</th><th scope=\"col\">Verdict</th>"
                "<th scope=\"col\">Findings</th></tr></thead>\n",
                out);
  for (size_t i = 0; i < page->count; i++) {
    const struct page_connection *c = &page->connections[i];
    if (!c->is_listed) continue;
    listed++;
    if (c->rows > 0) told++;
    (void)fputs("<tbody>\n", out);
    print_end_row(out, c, 0);
    print_end_row(out, c, 1);
    (void)fputs("</tbody>\n", out);
  }
  if (page->count > 0) (void)fputs("</table>\n</div>\n", out);
  if (told < page->count)
    (void)fprintf(
        out,
        "<p class=\"note\">To keep the page small, %zu of %zu connections are listed and %zu "
        "are told below, those with findings first. <code>plumb report --connection "
        "N</code> tells any other.</p>\n",
        listed, page->count, told);
  (void)fputs("</section>\n", out);
}

static void print_clauses_broken(FILE *out, const struct page *page) {
  const struct summary *summary = page->summary;
  if (summary->clause_count == 0) return;
  (void)fputs(
      "<section aria-labelledby=\"by-clause\">\n<h2 id=\"by-clause\">By clause</h2>\n<div "
      "class=\"box\">\n<table class=\"broken\">\n"
      "<caption>Findings that count, by the clause they are about</caption>\n<thead><tr>"
      "<th scope=\"col\">Clause</th><th scope=\"col\">Level</th><th scope=\"col\">Findings</th>"
      "<th scope=\"col\">Ends</th><th scope=\"col\">What it asks</th></tr></thead>\n<tbody>\n",
      out);
  for (size_t i = 0; i < summary->clause_count; i++) {
    const struct clause_row *row = &summary->clauses[i];
    (void)fputs("<tr><th scope=\"row\">", out);
    html_text(out, row->clause);
    (void)fprintf(out,
                  "</th><td>%s</td><td class=\"number\">%" PRIu64
                  "</td><td class=\"number\">%" PRIu64 "</td><td>",
                  row->is_must ? "MUST" : "SHOULD", row->findings, row->ends);
    page_clause(out, row->clause);
    (void)fputs("</td></tr>\n", out);
  }
  (void)fputs("</tbody>\n</table>\n</div>\n</section>\n", out);
}

/* ---- A connection ---------------------------------------------------------------------------- */

static void print_ends(FILE *out, const struct page_connection *c) {
  char text[SOCKET_TEXT_SIZE];
  (void)fputs("<dl>\n", out);
  for (unsigned end = 0; end < 2; end++) {
    (void)fprintf(out, "<dt class=\"socket\">%c <span>%s</span></dt><dd>", (char)('A' + (int)end),
                  socket_text(&c->connection->ends[end], text));
    print_verdict(out, &c->judgements[end]);
    (void)fprintf(out, "%s</dd>\n", c->at == (int)end ? ", the capture was taken here" : "");
  }
  (void)fputs("</dl>\n", out);
}

static void print_tunnel(FILE *out, const struct page *page, unsigned number) {
  char text[TUNNEL_TEXT_SIZE];
  if (number == 0) return;
  (void)fprintf(out, "<p>In tunnel %u: ", number);
  html_text(out, tunnel_text(&page->trace->reading.tunnels.list[number - 1], text));
  (void)fputs("</p>\n", out);
}

enum { ERRORS = 40 };

/* The ICMP errors about its segments. */
static void print_errors(FILE *out, const struct connection *c) {
  char text[ICMP_TEXT_SIZE];
  if (c->error_count == 0) return;
  (void)fputs("<h3>ICMP errors</h3>\n<ul>\n", out);
  for (size_t i = 0; i < c->error_count && i < ERRORS; i++) {
    const struct record *record = &c->errors[i];
    (void)fprintf(out, "<li>Packet %" PRIu64 " at %.6f s, for end %c: ", record->number,
                  (double)record->time / 1e6, (char)('A' + (int)record->from));
    html_text(out, icmp_text(&record->icmp, text));
    (void)fputs("</li>\n", out);
  }
  (void)fputs("</ul>\n", out);
  if (c->error_count > ERRORS)
    (void)fprintf(out, "<p class=\"note\">%zu more are not shown.</p>\n", c->error_count - ERRORS);
}

static void print_connection(FILE *out, struct page *page, const struct page_connection *c) {
  struct telling telling = telling_of(c->connection, c->at);
  struct point *points = points_of(c->connection, telling.base);
  bool *told = page_choice(c, points);
  (void)fprintf(out,
                "<section class=\"connection\" aria-labelledby=\"c%zu\">\n"
                "<h2 id=\"c%zu\" tabindex=\"-1\">Connection %zu</h2>\n",
                c->number, c->number, c->number);
  print_tunnel(out, page, c->connection->ends[0].tunnel);
  print_ends(out, c);
  print_errors(out, c->connection);
  page_findings(out, c);
  page_plots(out, c, points, told);
  page_diagram(out, page, c, &telling, points, told);
  (void)fputs("</section>\n", out);
  free(told);
  free(points);
}

/* ---- The end --------------------------------------------------------------------------------- */

static int compare_ids(const void *left, const void *right) {
  return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static void print_cited(FILE *out, struct cited *cited) {
  (void)fputs("<section aria-labelledby=\"clauses\">\n<h2 id=\"clauses\">Clauses cited</h2>\n",
              out);
  if (cited->count == 0) (void)fputs("<p>None.</p>\n", out);
  if (cited->count > 0) qsort(cited->ids, cited->count, sizeof(char *), compare_ids);
  for (size_t i = 0; i < cited->count; i++) {
    (void)fputs("<div class=\"clause\" id=\"clause-", out);
    html_text(out, cited->ids[i]);
    (void)fputs("\" tabindex=\"-1\">\n<h3>", out);
    html_text(out, cited->ids[i]);
    (void)fputs("</h3>\n", out);
    page_clause(out, cited->ids[i]);
    (void)fputs("</div>\n", out);
  }
  (void)fputs("</section>\n", out);
}

static const char how_to_read[] =
    "<footer>\n<h2 id=\"reading\" tabindex=\"-1\">How to read this page</h2>\n"
    "<p>End A is the one whose segment was captured first. Sequence numbers are relative to the "
    "ISS of "
    "their direction. The states and variables are those of a TCB that Plumb's own event functions "
    "keep for each end, fed with what was captured: a segment is told as if it arrived when it was "
    "captured. At the end where the capture was taken that is so; at the other it arrives later, "
    "or "
    "never. A line that begins with &ldquo;but&rdquo; says where an end does not do what its TCB "
    "here "
    "would. What else was allowed is told of the end where the capture was taken; the congestion "
    "window, which is not shown, may allow less.</p>\n"
    "<p>The texts of the clauses are Plumb's own words, not the RFCs'. A STEP is one of the steps "
    "of "
    "event processing in section 3.10; what is done without any such step breaks a MUST.</p>\n"
    "</footer>\n";

void page_print(FILE *out, struct page *page) {
  print_head(out, page);
  (void)fputs("<a class=\"skip\" href=\"#main\">Skip to the verdicts</a>\n", out);
  (void)fputs(arrows, out);
  print_lead(out, page);
  print_contents(out, page);
  (void)fputs("<main id=\"main\" tabindex=\"-1\">\n", out);
  print_verdicts(out, page);
  print_clauses_broken(out, page);
  for (size_t i = 0; i < page->count; i++)
    if (page->connections[i].rows > 0) print_connection(out, page, &page->connections[i]);
  print_cited(out, &page->cited);
  (void)fputs("</main>\n", out);
  (void)fputs(how_to_read, out);
  (void)fprintf(out, "<script>%s</script>\n</body>\n</html>\n", asset_script);
}
