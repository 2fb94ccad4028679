/* The sequence diagram of a connection: a table whose rows are segments, from the one end's column
   to the other's. */
#include "html.h"
#include "message.h"
#include "page.h"

#include <inttypes.h>
#include <string.h>

/* A pause of more than so many microseconds gets a row of its own. */
enum { PAUSE = 100000 };

struct diagram {
  FILE *out;
  struct page *page;
  const struct page_connection *c;
  struct telling *telling;
  uint64_t time; /* of the last segment told or left out */
};

static void cite(struct cited *cited, const char *id) {
  for (size_t i = 0; i < cited->count; i++)
    if (strcmp(cited->ids[i], id) == 0) return;
  cited->ids = grow_for_one_more(cited->ids, cited->count, &cited->capacity, sizeof(char *));
  cited->ids[cited->count++] = id;
}

static void print_clause_link(struct diagram *d, const char *id) {
  cite(&d->page->cited, id);
  (void)fputs("<a class=\"cite\" href=\"#clause-", d->out);
  html_text(d->out, id);
  (void)fputs("\">", d->out);
  html_text(d->out, id);
  (void)fputs("</a> ", d->out);
}

static void print_end(struct diagram *d, const struct told *told) {
  FILE *out = d->out;
  if (told->before != told->after)
    (void)fprintf(out, "<td class=\"end\"><b>%s &rarr; %s</b>", state_name(told->before),
                  state_name(told->after));
  else
    (void)fprintf(out, "<td class=\"end\"><span class=\"same\">%s</span>",
                  state_name(told->before));
  for (unsigned i = 0; i < told->change_count; i++)
    (void)fprintf(out, "%s<span>%s %lu &rarr; %lu</span>%s",
                  i == 0 ? "<span class=\"vars\">" : ", ", told->changes[i].name,
                  (unsigned long)told->changes[i].before, (unsigned long)told->changes[i].after,
                  i + 1 == told->change_count ? "</span>" : "");
  for (unsigned i = 0; i < told->story.count; i++) {
    (void)fputs("<span class=\"why\">", out);
    print_clause_link(d, told->story.rows[i].clause);
    html_text(out, told->story.rows[i].sentence);
    (void)fputs("</span>", out);
  }
  if (told->story.remark != NULL) {
    (void)fputs("<span class=\"but\">but ", out);
    html_text(out, told->story.remark);
    (void)fputs("</span>", out);
  }
  if (told->allowed[0] != '\0') {
    (void)fputs("<span class=\"may\">allowed at most ", out);
    html_text(out, told->allowed);
    (void)fputs("</span>", out);
  }
  (void)fputs("</td>\n", out);
}

static void print_options(FILE *out, const struct plumb_seg *s, const struct point *point) {
  const struct plumb_options *o = &s->options;
  if (s->ctl.syn && o->has_mss) (void)fprintf(out, ", MSS %u", (unsigned)o->mss);
  if (s->ctl.syn && o->has_shift) (void)fprintf(out, ", shift %u", (unsigned)o->shift);
  if (s->ctl.syn && o->sack_permitted) (void)fputs(", SACK permitted", out);
  if (s->ctl.syn && o->has_ts) (void)fputs(", timestamps", out);
  for (unsigned i = 0; i < point->sack_count; i++)
    (void)fprintf(out, ", SACK %" PRId64 " to %" PRId64, point->sacks[i].from, point->sacks[i].to);
}

/* What is special about the segment, in words. */
static void print_badges(struct diagram *d, const struct record *record,
                         const struct point *point) {
  if (point->again) (void)fputs("<span class=\"badge again\">sent again</span>\n", d->out);
  if (point->late) (void)fputs("<span class=\"badge late\">fills a gap</span>\n", d->out);
  if (record->damaged)
    (void)fputs("<span class=\"badge damaged\">wrong checksum: dropped</span>\n", d->out);
  for (size_t i = 0; i < d->c->shown_count; i++) {
    const struct page_finding *shown = &d->c->shown[i];
    if (shown->finding->packet != record->number) continue;
    (void)fprintf(d->out, "<a class=\"badge %s\" href=\"#c%zu-f%zu\">%s", shown->weight,
                  d->c->number, i, strcmp(shown->weight, "open") == 0 ? "not counted: " : "");
    (void)fprintf(d->out, "%s %c: ", shown->finding->is_must ? "MUST" : "SHOULD",
                  (char)('A' + (int)shown->end));
    html_text(d->out, shown->finding->clause);
    (void)fputs("</a>\n", d->out);
  }
}

/* The window as the segment has it, and what it is multiplied by, if that is known. */
static void print_window(FILE *out, const struct plumb_seg *s, const struct point *point) {
  (void)fprintf(out, " <span class=\"rest\">WND %lu", (unsigned long)s->wnd);
  if (point->edge != NO_POSITION && s->wnd > 0 && point->edge - point->ack > (position)s->wnd)
    (void)fprintf(out, "&nbsp;&times;&nbsp;%" PRId64,
                  (point->edge - point->ack) / (position)s->wnd);
}

static void print_lane(struct diagram *d, const struct record *record, const struct point *point) {
  static const char *const ways[] = {"A to B", "B to A"}, *const arrows[] = {"to-b", "to-a"};
  char text[SEGMENT_TEXT_SIZE];
  (void)fprintf(d->out, "<td class=\"lane\"><span class=\"spoken\">%s: </span><code>",
                ways[record->from]);
  html_text(d->out, segment_text(d->telling, record, text));
  (void)fputs("</code>", d->out);
  if (record->seg.text > 0) {
    (void)fputs(" <b>", d->out);
    html_count(d->out, record->seg.text, "octet");
    (void)fputs("</b>", d->out);
  }
  print_window(d->out, &record->seg, point);
  print_options(d->out, &record->seg, point);
  (void)fprintf(d->out,
                "</span>\n<svg class=\"arrow\" aria-hidden=\"true\"><use href=\"#%s%s\"/></svg>\n",
                arrows[record->from], record->damaged ? "-lost" : "");
  print_badges(d, record, point);
  (void)fputs("</td>\n", d->out);
}

/* "203 ms", "1.5 s". */
static void print_duration(FILE *out, uint64_t microseconds) {
  if (microseconds < 1000000)
    (void)fprintf(out, "%.0f ms", (double)microseconds / 1e3);
  else
    (void)fprintf(out, "%.1f s", (double)microseconds / 1e6);
}

static void print_pause(struct diagram *d, uint64_t time) {
  if (time - d->time < PAUSE) return;
  (void)fputs("<tr class=\"pause\"><td colspan=\"2\"></td><td></td><td class=\"lane\">", d->out);
  print_duration(d->out, time - d->time);
  (void)fputs(" pass</td><td></td></tr>\n", d->out);
}

static void print_record(struct diagram *d, const struct record *record, const struct point *point,
                         const struct told told[2], bool is_told) {
  print_pause(d, record->time);
  (void)fprintf(d->out,
                "<tr id=\"c%zu-p%" PRIu64 "\" class=\"from-%c%s%s\">\n"
                "<th scope=\"row\"><a class=\"to-plot\" href=\"#c%zu-plot\" data-packet=\"%" PRIu64
                "\" aria-label=\"Packet %" PRIu64 ", show in the plot\">%" PRIu64 "</a></th>\n"
                "<td class=\"time\">%.6f</td>\n",
                d->c->number, record->number, record->from == 0 ? 'a' : 'b',
                point->again || point->late ? " again" : "", record->damaged ? " damaged" : "",
                d->c->number, record->number, record->number, record->number,
                (double)record->time / 1e6);
  if (is_told)
    print_end(d, &told[0]);
  else
    (void)fputs("<td class=\"end\"></td>\n", d->out);
  print_lane(d, record, point);
  if (is_told)
    print_end(d, &told[1]);
  else
    (void)fputs("<td class=\"end\"></td>\n", d->out);
  (void)fputs("</tr>\n", d->out);
}

/* The records FROM to TO are not told. */
static void print_omission(struct diagram *d, size_t from, size_t to) {
  const struct record *records = d->c->connection->records;
  if (from == to) return;
  (void)fputs("<tr class=\"omitted\"><td colspan=\"5\">", d->out);
  html_count(d->out, to - from, "segment");
  (void)fprintf(d->out,
                " not shown, packets %" PRIu64 " to %" PRIu64 ", %.6f s to %.6f s</td></tr>\n",
                records[from].number, records[to - 1].number, (double)records[from].time / 1e6,
                (double)records[to - 1].time / 1e6);
  d->time = records[to - 1].time;
}

static void print_rows(struct diagram *d, const struct point *points, const bool *chosen) {
  const struct connection *c = d->c->connection;
  size_t omitted = 0; /* the first record after the last that was printed */
  d->time = c->records[0].time;
  for (size_t i = 0; i < c->count; i++) {
    struct told told[2];
    bool is_told = tell_record(d->telling, &c->records[i], told);
    if (!chosen[i]) continue;
    print_omission(d, omitted, i);
    print_record(d, &c->records[i], &points[i], told, is_told);
    d->time = c->records[i].time;
    omitted = i + 1;
  }
  print_omission(d, omitted, c->count);
}

static void print_head(FILE *out, const struct page_connection *c) {
  char text[SOCKET_TEXT_SIZE];
  (void)fputs("<thead><tr><th scope=\"col\">Packet</th><th scope=\"col\">Seconds</th>", out);
  for (int end = 0; end < 2; end++) {
    (void)fprintf(out, "%s<th scope=\"col\" class=\"socket\">%c <span>%s</span></th>",
                  end == 0 ? "" : "<th scope=\"col\">Segment</th>", (char)('A' + end),
                  socket_text(&c->connection->ends[end], text));
  }
  (void)fputs("</tr></thead>\n<tbody>\n", out);
}

void page_diagram(FILE *out, struct page *page, const struct page_connection *c,
                  struct telling *telling, const struct point *points, const bool *told) {
  struct diagram d = {.out = out, .page = page, .c = c, .telling = telling};
  (void)fprintf(out, "<h3 id=\"c%zu-diagram\">Segment by segment</h3>\n", c->number);
  if (!telling->with_states)
    (void)fputs(
        "<p class=\"note\">The capture begins in the middle of the connection: the states are "
        "not known.</p>\n",
        out);
  if (c->rows < c->connection->count)
    (void)fprintf(
        out,
        "<p class=\"note\">%zu of %zu segments are shown: how the connection begins and ends, "
        "what was found, what was sent again. <code>plumb explain --connection %zu</code> "
        "tells all.</p>\n",
        c->rows, c->connection->count, c->number);
  (void)fprintf(out,
                "<p class=\"skip-over\"><a href=\"#c%zu-end\">Skip the diagram</a></p>\n"
                "<div class=\"box\">\n<table class=\"diagram\">\n<caption>Sequence "
                "diagram: time runs downwards, each row is "
                "a segment, with what it does at both ends if it arrives when it was "
                "captured</caption>\n",
                c->number);
  print_head(out, c);
  print_rows(&d, points, told);
  (void)fprintf(out,
                "</tbody>\n</table>\n</div>\n<p id=\"c%zu-end\" class=\"back\">"
                "<a href=\"#c%zu\">Back to the top of connection %zu</a></p>\n",
                c->number, c->number, c->number);
}
