#include "telling.h"
#include "seq.h"
#include "vantage.h"

#include <stdio.h>
#include <string.h>

/* The ISS if its SYN is captured, else the first number seen. */
static uint32_t base_of(const struct connection *c, unsigned end) {
  if (c->progress[end].syn) return c->progress[end].iss;
  for (size_t i = 0; i < c->count; i++)
    if (c->records[i].from == end) return c->records[i].seg.seq;
  return 0;
}

struct telling telling_of(const struct connection *c, int at) {
  struct telling telling = {
      .leeway = leeway_of_fresh(), .at = at, .with_states = begins_with_syn(c)};
  for (unsigned end = 0; end < 2; end++) {
    telling.mirrors[end] = mirror_of(c, end, at != (int)end);
    telling.base[end] = base_of(c, end);
  }
  return telling;
}

static void note(struct told *told, const char *name, uint32_t before, uint32_t after) {
  if (before != after) told->changes[told->change_count++] = (struct change){name, before, after};
}

/* Variables mean something only while there is a connection. */
static void note_changes(struct told *told, const struct plumb_tcb *before,
                         const struct plumb_tcb *after, uint32_t own, uint32_t others) {
  if (after->state <= PLUMB_LISTEN) return;
  bool sent = before->state >= PLUMB_SYN_SENT, received = before->state >= PLUMB_SYN_RECEIVED;
  note(told, "SND.UNA", sent ? seq_sub(before->snd.una, own) : 0, seq_sub(after->snd.una, own));
  note(told, "SND.NXT", sent ? seq_sub(before->snd.nxt, own) : 0, seq_sub(after->snd.nxt, own));
  note(told, "SND.WND", sent ? before->snd.wnd : 0, after->snd.wnd);
  if (after->state == PLUMB_SYN_SENT) return;
  note(told, "RCV.NXT", received ? seq_sub(before->rcv.nxt, others) : 0,
       seq_sub(after->rcv.nxt, others));
  note(told, "RCV.WND", received ? before->rcv.wnd : 0, after->rcv.wnd);
}

static struct told tell_end(struct telling *telling, const struct record *record, unsigned end) {
  struct mirror *mirror = &telling->mirrors[end];
  const struct plumb_tcb before = mirror->tcb;
  struct told told = {.before = before.state};
  told.story = record->from == end ? mirror_sends(mirror, &record->seg, record->time)
                                   : mirror_receives(mirror, &record->seg, record->time);
  told.after = mirror->tcb.state;
  if (telling->at == (int)end && record->from == end)
    leeway_sent(&telling->leeway, &record->seg, told.allowed);
  else if (telling->at == (int)end)
    leeway_arrived(&telling->leeway, &record->seg);
  note_changes(&told, &before, &mirror->tcb, telling->base[end], telling->base[1 - end]);
  return told;
}

bool tell_record(struct telling *telling, const struct record *record, struct told told[2]) {
  if (record->damaged || !telling->with_states) return false;
  const unsigned from = record->from, to = 1 - from;
  told[from] = tell_end(telling, record, from);
  told[to] = tell_end(telling, record, to);
  return true;
}

/* Appends WORD, of those that fit by SEGMENT_TEXT_SIZE. */
static void append(char *text, const char *word) {
  (void)strncat(text, word, SEGMENT_TEXT_SIZE - 1 - strlen(text));
}

const char *segment_text(const struct telling *telling, const struct record *record,
                         char text[SEGMENT_TEXT_SIZE]) {
  const struct plumb_seg *s = &record->seg;
  const struct plumb_ctl *k = &s->ctl;
  const unsigned from = record->from;
  char ack[24] = "";
  if (k->ack)
    (void)snprintf(ack, sizeof ack, "<ACK=%lu>",
                   (unsigned long)seq_sub(s->ack, telling->base[1 - from]));
  (void)snprintf(text, SEGMENT_TEXT_SIZE, "<SEQ=%lu>%s",
                 (unsigned long)seq_sub(s->seq, telling->base[from]), ack);
  const char *const names[] = {"SYN", "FIN", "RST", "PSH", "URG", "ACK"};
  const bool set[] = {k->syn, k->fin, k->rst, k->psh, k->urg, k->ack};
  const char *separator = "<CTL=";
  for (int i = 0; i < 6; i++) {
    if (!set[i]) continue;
    append(text, separator);
    append(text, names[i]);
    separator = ",";
  }
  if (separator[0] == ',') append(text, ">");
  return text;
}

uint32_t window_factor(const struct telling *telling, const struct record *record) {
  const uint32_t factor = 1U << telling->mirrors[record->from].tcb.peer.rcv_shift;
  return record->seg.ctl.syn ? 1 : factor;
}
