#include "evidence.h"

#include <stdarg.h>
#include <stdio.h>

static void explain(char reason[EVIDENCE_REASON_SIZE], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void explain(char reason[EVIDENCE_REASON_SIZE], const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(reason, EVIDENCE_REASON_SIZE, format, arguments);
  va_end(arguments);
}

/* Is there anything to judge END by? */
static bool is_shown(const struct finished *c, unsigned end) {
  return c->begins_with_syn && c->end[end].beginning.packet != 0 && c->end[end].opens;
}

static void explain_hidden(const struct finished *c, unsigned end,
                           char reason[EVIDENCE_REASON_SIZE]) {
  const struct beginning *beginning = &c->end[end].beginning;
  char text[SOCKET_TEXT_SIZE];
  if (!c->begins_with_syn)
    explain(reason, "the capture begins in the middle of the connection");
  else if (beginning->packet == 0)
    explain(reason, "no packet from %s is in the capture", socket_text(&c->ends[end], text));
  else
    explain(reason,
            "its first segment, packet %llu, is no SYN: the connection is older than the "
            "capture, or the SYN was lost before it",
            (unsigned long long)beginning->packet);
}

/* Why END cannot be accused of what depends on the order of segments, or on none being lost; NULL
   if it can. */
static const char *why_unordered(const struct finished *c, unsigned end,
                                 const struct vantage *vantage) {
  const struct socket_id *ends = c->ends;
  int at = captured_at(ends, vantage);
  /* At the end itself no path can have doubled it; and where one copy was not told, it seems to be
     a segment out of place. */
  if ((c->end[end].offload.signs & SHOWN_TWICE) != 0 && (at == (int)end || at < 0))
    return "what it sent is in the capture twice: it was taken on two interfaces, or on the path";
  if (at == (int)end || same_host(&ends[0], &ends[1])) return NULL;
  if (at >= 0)
    return "the capture was taken at the other end: what it shows need not have arrived here";
  if (vantage->source == VANTAGE_GIVEN)
    return "the capture was taken at neither end: what it shows need not have arrived here";
  return "it is not known at which end the capture was taken (--vantage tells)";
}

/* Packets that the capture missed, or that are not kept track of. */
static void explain_break_off(const struct finished_end *end, char reason[EVIDENCE_REASON_SIZE]) {
  unsigned long long packet = end->until, gap = end->gap;
  switch ((enum break_off)end->break_off) {
  case NOTHING_MISSED:
    break;
  case SYN_MISSED:
    explain(reason, "packet %llu acknowledges a SYN that is not in the capture", packet);
    break;
  case LEAVING_MISSED:
    explain(reason, "the capture missed what it sent before packet %llu, at relative SEQ %llu",
            packet, gap);
    break;
  case ARRIVING_MISSED:
    explain(reason, "packet %llu acknowledges what the capture missed, relative SEQ %llu", packet,
            gap);
    break;
  case OUT_OF_ORDER:
    explain(reason,
            "packet %llu and another less than a millisecond away may have been captured in the "
            "wrong order",
            packet);
    break;
  case SHOWN_AGAIN:
    explain(reason,
            "packet %llu is one before it once more, sent or captured twice within a millisecond: "
            "without an IP identification nobody can tell",
            packet);
    break;
  case TOO_MANY_GAPS:
    explain(reason, "from packet %llu on the capture has more than %d gaps in one direction",
            packet, SPANS_KEPT);
    break;
  }
}

/* Where one packet is missing, others may be that leave no gap: ACKs. */
static bool lacks_packets(const struct finished_end *end) {
  return end->break_off == SYN_MISSED || end->break_off == LEAVING_MISSED ||
         end->break_off == ARRIVING_MISSED;
}

/* What arrived at END may be joined by a network card. */
static bool may_join_arriving(const struct finished *c, unsigned end,
                              const struct vantage *vantage) {
  return offload_may_join(&c->end[1 - end].offload, captured_at(c->ends, vantage) == 1 - (int)end);
}

struct evidence evidence_of(const struct finished *c, unsigned end, const struct vantage *vantage) {
  if (!is_shown(c, end)) return (struct evidence){.worth = WORTH_NOTHING, .until = UINT64_MAX};
  enum worth worth = why_unordered(c, end, vantage) == NULL ? WORTH_FULL : WORTH_UNORDERED;
  return (struct evidence){.worth = vantage->is_partial ? WORTH_ACQUITTAL : worth,
                           .joined_arriving = may_join_arriving(c, end, vantage),
                           .lacks_packets = lacks_packets(&c->end[0]) || lacks_packets(&c->end[1]),
                           .until = c->end[end].until};
}

/* Why less counts than would at best; NULL if all does. */
static const char *why_less(const struct finished *c, unsigned end, const struct vantage *vantage) {
  const struct evidence evidence = evidence_of(c, end, vantage);
  if (evidence.worth == WORTH_ACQUITTAL)
    return "segments between its ends could not be read: missing fragments, or cut short";
  if (evidence.worth == WORTH_UNORDERED) return why_unordered(c, end, vantage);
  if (evidence.joined_arriving)
    return "what arrived may be joined by a network card: how many ACKs it was is not certain";
  if (evidence.lacks_packets)
    return "the capture lacks packets of the connection: what else arrived is not certain";
  return NULL;
}

void evidence_explain(const struct finished *c, unsigned end, const struct vantage *vantage,
                      char reason[EVIDENCE_REASON_SIZE]) {
  reason[0] = '\0';
  if (!is_shown(c, end)) {
    explain_hidden(c, end, reason);
    return;
  }
  const char *why = why_less(c, end, vantage);
  if (why != NULL) explain(reason, "%s", why);
  explain_break_off(&c->end[end], reason);
}
