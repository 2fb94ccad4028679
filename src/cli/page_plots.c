/* The points that the page's script plots: numbers only, as JSON. */
#include "page.h"

#include <inttypes.h>

/* report.js knows them by these numbers. */
enum mark { MARK_SYN = 1, MARK_FIN = 2, MARK_RST = 4, MARK_AGAIN = 8, MARK_LATE = 16 };

static unsigned marks_of(const struct record *record, const struct point *point) {
  const struct plumb_ctl *k = &record->seg.ctl;
  return (k->syn ? MARK_SYN : 0U) | (k->fin ? MARK_FIN : 0U) | (k->rst ? MARK_RST : 0U) |
         (point->again ? MARK_AGAIN : 0U) | (point->late ? MARK_LATE : 0U);
}

static void print_point(FILE *out, const struct record *record, const struct point *point) {
  const position positions[] = {point->seq,       point->end,       point->ack,
                                point->edge,      point->flight[0], point->window[0],
                                point->flight[1], point->window[1]};
  (void)fprintf(out, "[%" PRIu64 ",%" PRIu64 ",%u,%u", record->number, record->time,
                (unsigned)record->from, marks_of(record, point));
  for (size_t i = 0; i < sizeof positions / sizeof positions[0]; i++)
    (void)fprintf(out, ",%" PRId64, positions[i]);
  for (unsigned i = 0; i < point->sack_count; i++)
    (void)fprintf(out, ",%" PRId64 ",%" PRId64, point->sacks[i].from, point->sacks[i].to);
  (void)fputc(']', out);
}

static void print_findings(FILE *out, const struct page_connection *c) {
  for (size_t i = 0; i < c->shown_count; i++)
    (void)fprintf(out, "%s[%" PRIu64 ",%u,\"%s\",\"%s\"]", i == 0 ? "" : ",",
                  c->shown[i].finding->packet, c->shown[i].end, c->shown[i].weight,
                  c->shown[i].finding->clause);
}

static void print_points(FILE *out, const struct page_connection *c, const struct point *points,
                         const bool *told, size_t stride) {
  const char *separator = "\n";
  (void)fprintf(out, "<script type=\"application/json\" id=\"c%zu-points\">{\"points\":[",
                c->number);
  for (size_t i = 0; i < c->connection->count; i++) {
    if (points[i].outside || (i % stride != 0 && !told[i])) continue;
    (void)fputs(separator, out);
    print_point(out, &c->connection->records[i], &points[i]);
    separator = ",\n";
  }
  (void)fputs("],\n\"findings\":[", out);
  print_findings(out, c);
  (void)fputs("]}</script>\n", out);
}

/* What a far end has in flight shows only from where its segments are captured. */
static void print_vantage(FILE *out, int at) {
  if (at < 0)
    (void)fputs("<p class=\"note\">Where the capture was taken is not known: an end may have sent "
                "something some time before it shows here, and have more in flight than is "
                "plotted.</p>\n",
                out);
  else
    (void)fprintf(
        out,
        "<p class=\"note\">All is as it was seen at %c, where the capture was taken. What "
        "%c sends shows when it arrives there: until then it is in flight, too, but not "
        "plotted.</p>\n",
        'A' + at, 'B' - at);
}

void page_plots(FILE *out, const struct page_connection *c, const struct point *points,
                const bool *told) {
  const size_t count = c->connection->count, stride = (count + PAGE_POINTS - 1) / PAGE_POINTS;
  (void)fprintf(out, "<h3 id=\"c%zu-plot\" tabindex=\"-1\">Time and sequence</h3>\n", c->number);
  if (stride > 1)
    (void)fprintf(out,
                  "<p class=\"note\">The connection has %zu segments. Plotted is one in %zu, and "
                  "those that are told below.</p>\n",
                  count, stride);
  print_vantage(out, c->at);
  (void)fprintf(
      out,
      "<div class=\"plots\" data-connection=\"%zu\"><p class=\"note\">The plots are drawn by "
      "a script. All that they show is in the table below, too.</p></div>\n",
      c->number);
  print_points(out, c, points, told, stride);
}
