#include "vantage.h"
#include "coverage.h"

#include <arpa/inet.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* The answers of the end at the capture point come without the delay of the path.  Less than this
   factor between the two ends says nothing. */
enum { CLEARLY_FASTER = 4 };

bool vantage_parse(const char *text, struct vantage *vantage) {
  *vantage = (struct vantage){.source = VANTAGE_GIVEN};
  if (inet_pton(AF_INET, text, vantage->host.address) == 1) return true;
  vantage->host.is_v6 = true;
  return inet_pton(AF_INET6, text, vantage->host.address) == 1;
}

static uint32_t end_of(const struct plumb_seg *s) {
  return s->seq + s->text + (s->ctl.syn ? 1U : 0U) + (s->ctl.fin ? 1U : 0U);
}

/* The latest segments that moved their sender forward.  One that is sent again is struck out: which
   copy an answer answers is not known (Karn's rule). */
enum { RECENT = 8 };

struct asked {
  uint32_t end[RECENT]; /* the acknowledgment number that answers it */
  uint64_t time[RECENT];
  bool again[RECENT];
  size_t count; /* of all that ever stood here */
};

static size_t known(const struct asked *asked) {
  return asked->count < RECENT ? asked->count : RECENT;
}

static void ask(struct asked *asked, const struct record *record) {
  const struct plumb_seg *s = &record->seg;
  uint32_t end = end_of(s);
  if (s->ctl.rst || end == s->seq) return;
  for (size_t i = 0; i < known(asked); i++)
    asked->again[i] = asked->again[i] || (int32_t)(asked->end[i] - s->seq) > 0;
  if (asked->count > 0 && (int32_t)(end - asked->end[(asked->count - 1) % RECENT]) <= 0) return;
  size_t at = asked->count++ % RECENT;
  asked->end[at] = end;
  asked->time[at] = record->time;
  asked->again[at] = false;
}

/* How long ANSWER took; UINT64_MAX if it answers none of them. */
static uint64_t delay_of(const struct asked *asked, const struct record *answer) {
  for (size_t i = 0; i < known(asked) && answer->seg.ctl.ack; i++)
    if (asked->end[i] == answer->seg.ack && !asked->again[i]) return answer->time - asked->time[i];
  return UINT64_MAX;
}

/* The shortest time in which END acknowledged a segment; UINT64_MAX if it never did. */
static uint64_t quickest_answer(const struct connection *c, unsigned end) {
  struct asked asked = {.count = 0};
  uint64_t quickest = UINT64_MAX;
  for (size_t i = 0; i < c->count; i++) {
    const struct record *record = &c->records[i];
    if (record->damaged) continue;
    if (record->from != end) {
      ask(&asked, record);
      continue;
    }
    uint64_t delay = delay_of(&asked, record);
    quickest = delay < quickest ? delay : quickest;
  }
  return quickest;
}

int nearer_end(const struct connection *c) {
  uint64_t quickest[2] = {quickest_answer(c, 0), quickest_answer(c, 1)};
  if (quickest[0] == UINT64_MAX || quickest[1] == UINT64_MAX) return -1;
  if (quickest[0] < quickest[1] / CLEARLY_FASTER) return 0;
  return quickest[1] < quickest[0] / CLEARLY_FASTER ? 1 : -1;
}

struct vantage vantage_guess(const struct flows *flows) {
  struct vantage guess = {.source = VANTAGE_UNKNOWN};
  for (size_t i = 0; i < flows->count; i++) {
    const struct connection *c = flows->list[i];
    int end = nearer_end(c);
    if (end < 0) continue;
    if (guess.source == VANTAGE_GUESSED && !same_host(&guess.host, &c->ends[end]))
      return (struct vantage){.source = VANTAGE_UNKNOWN};
    guess = (struct vantage){.source = VANTAGE_GUESSED, .host = c->ends[end]};
  }
  return guess;
}

static void explain(struct evidence *evidence, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void explain(struct evidence *evidence, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(evidence->reason, sizeof evidence->reason, format, arguments);
  va_end(arguments);
}

bool begins_with_syn(const struct connection *c) {
  return c->records[0].seg.ctl.syn && !c->records[0].seg.ctl.ack && !c->records[0].seg.ctl.rst;
}

static const struct record *first_from(const struct connection *c, unsigned end) {
  for (size_t i = 0; i < c->count; i++)
    if (c->records[i].from == end && !c->records[i].damaged) return &c->records[i];
  return NULL;
}

/* Is there anything to judge END by? */
static bool is_shown(const struct connection *c, unsigned end, struct evidence *evidence) {
  const struct record *first = first_from(c, end);
  char text[SOCKET_TEXT_SIZE];
  if (!begins_with_syn(c))
    explain(evidence, "the capture begins in the middle of the connection");
  else if (first == NULL)
    explain(evidence, "no packet from %s is in the capture", socket_text(&c->ends[end], text));
  else if (!first->seg.ctl.syn && !first->seg.ctl.rst)
    explain(evidence,
            "its first segment, packet %llu, is no SYN: the connection is older than the "
            "capture, or the SYN was lost before it",
            (unsigned long long)first->number);
  else
    return true;
  return false;
}

/* Packets that the capture missed: what END sent, or what it can only acknowledge if it came.  But
   a gap that the other end, too, goes on waiting for was left by END itself. */
static void find_missed(struct evidence *evidence, const struct coverage *leaving,
                        const struct coverage *arriving) {
  if (leaving->has_gap && !leaving->awaited && leaving->beyond < evidence->until) {
    evidence->until = leaving->beyond;
    explain(evidence, "the capture missed what it sent before packet %llu, at relative SEQ %llu",
            (unsigned long long)leaving->beyond, (unsigned long long)leaving->gap);
  }
  if (arriving->has_gap && arriving->acked_by != 0 && arriving->acked_by < evidence->until) {
    evidence->until = arriving->acked_by;
    explain(evidence, "packet %llu acknowledges what the capture missed, relative SEQ %llu",
            (unsigned long long)arriving->acked_by, (unsigned long long)arriving->gap);
  }
}

/* The SYN of the other end was missed: END acknowledges it. */
static void find_missed_syn(struct evidence *evidence, const struct connection *c, unsigned end) {
  if (c->progress[1 - end].syn) return;
  for (size_t i = 0; i < c->count; i++) {
    const struct record *record = &c->records[i];
    const struct plumb_ctl *k = &record->seg.ctl;
    if (record->from != end || record->damaged || !k->ack || k->rst) continue;
    evidence->until = record->number;
    explain(evidence, "packet %llu acknowledges a SYN that is not in the capture",
            (unsigned long long)record->number);
    return;
  }
}

int captured_at(const struct connection *c, const struct vantage *vantage) {
  if (vantage->source == VANTAGE_UNKNOWN) return -1;
  for (int end = 0; end < 2; end++)
    if (same_host(&c->ends[end], &vantage->host)) return end;
  return -1;
}

/* Why END cannot be accused of what depends on the order of segments, or on none being lost; NULL
   if it can. */
static const char *why_unordered(const struct connection *c, unsigned end,
                                 const struct vantage *vantage) {
  int at = captured_at(c, vantage);
  if (at == (int)end || same_host(&c->ends[0], &c->ends[1])) return NULL;
  if (at >= 0)
    return "the capture was taken at the other end: what it shows need not have arrived here";
  if (vantage->source == VANTAGE_GIVEN)
    return "the capture was taken at neither end: what it shows need not have arrived here";
  return "it is not known at which end the capture was taken (--vantage tells)";
}

struct evidence evidence_of(const struct connection *c, unsigned end,
                            const struct vantage *vantage) {
  struct evidence evidence = {.worth = WORTH_NOTHING, .until = UINT64_MAX};
  if (!is_shown(c, end, &evidence)) return evidence;
  const struct coverage coverage[2] = {coverage_of(c, 0), coverage_of(c, 1)};
  const char *doubt = why_unordered(c, end, vantage);
  evidence.worth = doubt == NULL ? WORTH_FULL : WORTH_UNORDERED;
  if (vantage->is_partial) {
    evidence.worth = WORTH_ACQUITTAL;
    doubt = "the file has segments that could not be read: fragments, or cut short";
  }
  if (doubt != NULL) explain(&evidence, "%s", doubt);
  find_missed_syn(&evidence, c, end);
  find_missed(&evidence, &coverage[end], &coverage[1 - end]);
  return evidence;
}
