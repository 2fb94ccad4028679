#include "alter.h"
#include "seq.h"

#define FAR 16777216u         /* octets, or ticks: 2^24 */
#define TEN_SECONDS 10000000u /* microseconds */
enum { TEXT_MAX = 65535, OPTIONS_MAX = 40 };
#define CAPABLE 2u  /* ECT(0) */
#define FRAME 1460u /* octets of text and options in a frame of Ethernet */

static void alter_numbers(struct plumb_seg *s, enum alteration way) {
  switch (way) {
  case SEQ_AHEAD:
    s->seq = seq_add(s->seq, FAR);
    break;
  case SEQ_BEFORE:
    s->seq = seq_sub(s->seq, 1);
    break;
  case ACK_AHEAD:
    s->ack = seq_add(s->ack, FAR);
    break;
  case ACK_BEFORE:
    s->ack = seq_sub(s->ack, FAR);
    break;
  case NO_WINDOW:
    s->wnd = 0;
    break;
  default:
    break;
  }
}

static void alter_bits(struct plumb_ctl *k, enum alteration way) {
  k->ack = k->ack != (way == ACK_BIT);
  k->syn = k->syn != (way == SYN_BIT);
  k->fin = k->fin != (way == FIN_BIT);
  k->rst = k->rst != (way == RST_BIT);
  k->ece = k->ece != (way == ECE_BIT);
  k->cwr = k->cwr != (way == CWR_BIT);
}

static struct plumb_sack one_block(uint32_t left, uint32_t length) {
  return (struct plumb_sack){.n = 1, .b0 = {.left = left, .right = seq_add(left, length)}};
}

static void alter_two_blocks(struct plumb_sack *k, enum alteration way) {
  if (k->n < 2) return;
  struct plumb_block first = k->b0;
  if (way == SWAPPED_SACK_BLOCKS) {
    k->b0 = k->b1;
    k->b1 = first;
  }
  if (way == SACK_BLOCK_WITHIN)
    k->b1 = (struct plumb_block){.left = first.left, .right = seq_add(first.left, 1)};
}

static void alter_options(struct plumb_seg *s, enum alteration way) {
  struct plumb_options *p = &s->options;
  p->has_mss = p->has_mss || way == WITH_MSS;
  p->has_shift = p->has_shift != (way == SHIFT_OPTION);
  p->has_ts = p->has_ts != (way == STAMP_OPTION);
  p->sack_permitted = p->sack_permitted || way == SACK_PERMITTED;
  if (way == LARGE_SHIFT) p->shift = PLUMB_SHIFT_MAX + 1;
  if (way == STAMP_BEFORE) p->ts_val = seq_sub(p->ts_val, FAR);
  if (way == ECHO_AHEAD) p->ts_ecr = seq_add(p->ts_ecr, FAR);
  if (way == EMPTY_SACK_BLOCK) p->sack = one_block(s->ack, 0);
  if (way == FAR_SACK_BLOCK) p->sack = one_block(seq_add(s->ack, FAR), 1);
  if (way == DUPLICATE_SACK_BLOCK) p->sack = one_block(seq_sub(s->ack, 1), 1);
  alter_two_blocks(&p->sack, way);
}

static void alter_extras(struct record *r, enum alteration way) {
  struct plumb_extras *x = &r->extras;
  if (way == RESERVED_BIT) x->reserved = x->reserved == 0;
  x->ae = x->ae != (way == AE_BIT);
  x->cut = x->cut || (way == CUT_OPTION && r->spent > 0);
  x->padded = x->padded || (way == OTHER_PADDING && r->spent > 0);
  if (way == FAST_OPEN) x->fast = x->fast > 0 ? 0 : 10;
  if (way == SHORT_COOKIE && x->fast > 0) x->fast = 4;
  if (way == ODD_COOKIE && x->fast > 0) x->fast = 7;
  r->has_extras = !plumb_Ordinary(*x);
}

static void alter_size(struct record *r, enum alteration way) {
  if (way == MUCH_TEXT) r->seg.text = TEXT_MAX;
  if (way == FULL_FRAME || way == LATE_FRAME) r->seg.text = FRAME - r->spent;
  if (way == MANY_OPTIONS) r->spent = OPTIONS_MAX;
  if (way == OTHER_TEXT && r->text_sum != NO_TEXT_SUM)
    r->text_sum = (uint16_t)(r->text_sum % 65535 + 1);
}

struct record altered(const struct record *record, enum alteration way, uint64_t before) {
  struct record r = *record;
  alter_numbers(&r.seg, way);
  alter_bits(&r.seg.ctl, way);
  alter_options(&r.seg, way);
  alter_extras(&r, way);
  alter_size(&r, way);
  if (way == ECN_FIELD) r.ecn = r.ecn == 0 ? CAPABLE : 0;
  if (way == AT_ONCE) r.time = before;
  if (way == LATE || way == LATE_FRAME) r.time += TEN_SECONDS;
  return r;
}
