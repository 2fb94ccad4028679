/* The TCP header: read from octets that arrived, and written. */
#include "plumb.h"

#include "connection.h"
#include "hex.h"

/* gVisor's SYN,ACK: MSS, SACK-permitted, timestamps, NOP, window scale. */
static const char *const SYN_ACK = "13887f1f 4d9bd4ca c2627d44 a012fe88 94810000"
                                   "020405b4 0402080a 54669cec b0910a35 0103030a";
/* A bare header, data offset 5. */
static const char *const BARE = "00010002 00000003 00000004 50100005 00000000";

static struct plumb_header parse(const char *text) {
  struct octets o = hex(text);
  struct plumb_header h = plumb_header_parse(o.at, o.n, o.n);
  free(o.at);
  return h;
}

/* BARE with octet at changed, and text octets of text. */
static struct plumb_header changed(uint32_t at, uint8_t value, uint32_t text) {
  struct octets o = hex(BARE);
  o.at = realloc(o.at, 20 + text);
  memset(o.at + 20, 1, text);
  o.at[at] = value;
  struct plumb_header h = plumb_header_parse(o.at, 20 + text, 20 + text);
  free(o.at);
  return h;
}

/* A real SYN,ACK, field by field. */
START_TEST(every_field_of_a_real_segment) {
  struct plumb_header h = parse(SYN_ACK);
  ck_assert_int_eq(h.error, PLUMB_HEADER_OK);
  ck_assert_uint_eq(h.source, 5000);
  ck_assert_uint_eq(h.destination, 32543);
  ck_assert_uint_eq(h.length, 40);
  ck_assert_uint_eq(h.seg.seq, 0x4d9bd4ca);
  ck_assert_uint_eq(h.seg.ack, 0xc2627d44);
  ck_assert_uint_eq(h.seg.wnd, 0xfe88);
  ck_assert_uint_eq(h.seg.up, 0);
  ck_assert_uint_eq(h.seg.text, 0);
  ck_assert(h.seg.ctl.syn && h.seg.ctl.ack);
  ck_assert(!h.seg.ctl.fin && !h.seg.ctl.rst && !h.seg.ctl.psh && !h.seg.ctl.urg);
  ck_assert_uint_eq(h.seg.options.mss, 1460);
  ck_assert_uint_eq(h.seg.options.shift, 10);
  ck_assert_uint_eq(h.seg.options.ts_ecr, 0xb0910a35);
}
END_TEST

/* Each control bit alone. */
START_TEST(control_bits) {
  for (unsigned i = 0; i < 8; i++) {
    struct plumb_ctl c = changed(13, (uint8_t)(1u << i), 0).seg.ctl;
    const bool bits[] = {c.fin, c.syn, c.rst, c.psh, c.ack, c.urg, c.ece, c.cwr};
    for (unsigned k = 0; k < 8; k++)
      ck_assert_int_eq(bits[k], k == i);
  }
}
END_TEST

/* The reserved bits next to the data offset are ignored. */
START_TEST(reserved_bits_are_ignored) {
  struct plumb_header h = changed(12, 0x5f, 0);
  ck_assert_int_eq(h.error, PLUMB_HEADER_OK);
  ck_assert_uint_eq(h.length, 20);
}
END_TEST

/* Options count on any segment, here on one with text and without SYN; the text follows them. */
START_TEST(must_5_options_on_any_segment) {
  struct plumb_header h = parse("00010002 00000003 00000004 80180005 00000000"
                                "0101080a 00000006 00000007 616263");
  ck_assert(h.seg.options.has_ts);
  ck_assert_uint_eq(h.seg.options.ts_val, 6);
  ck_assert_uint_eq(h.length, 32);
  ck_assert_uint_eq(h.seg.text, 3);
}
END_TEST

/* Malformed options do not make the segment go away, and reset nothing (CVE-2019-12258): it is the
   state machine that decides. */
START_TEST(must_7_malformed_options_are_no_error) {
  struct plumb_header h = parse("00010002 00000003 00000004 60100005 00000000 fd000000");
  ck_assert_int_eq(h.error, PLUMB_HEADER_OK);
  ck_assert(h.seg.options.malformed);
  ck_assert_uint_eq(h.seg.seq, 3);
}
END_TEST

/* What stands after the data offset is text, even if it looks like options. */
START_TEST(options_end_at_the_data_offset) {
  struct plumb_header h = parse("00010002 00000003 00000004 60100005 00000000 01010101 020405b4");
  ck_assert(!h.seg.options.has_mss);
  ck_assert_uint_eq(h.seg.text, 4);
}
END_TEST

/* An option may not lead from the header into the text. */
START_TEST(must_7_option_that_leads_into_the_text) {
  struct plumb_header h = parse("00010002 00000003 00000004 60100005 00000000 01010204 05b40000");
  ck_assert(h.seg.options.malformed && !h.seg.options.has_mss);
}
END_TEST

/* Fewer than 20 octets are no header (CVE-2020-24341). */
START_TEST(shorter_than_a_header) {
  struct octets o = hex(BARE);
  for (uint32_t n = 0; n < 20; n++)
    ck_assert_int_eq(plumb_header_parse(o.at, n, n).error, PLUMB_HEADER_SHORT);
  free(o.at);
}
END_TEST

/* A data offset below 5 (utcp), and one beyond the end of the segment (contiki-ng). */
START_TEST(data_offset_out_of_range) {
  for (unsigned words = 0; words < 5; words++)
    ck_assert_int_eq(changed(12, (uint8_t)(16 * words), 40).error, PLUMB_HEADER_OFFSET);
  ck_assert_int_eq(changed(12, 0x60, 3).error, PLUMB_HEADER_OFFSET);
  ck_assert_int_eq(changed(12, 0x60, 4).error, PLUMB_HEADER_OK);
  ck_assert_int_eq(changed(12, 0xf0, 39).error, PLUMB_HEADER_OFFSET);
  ck_assert_int_eq(changed(12, 0xf0, 40).error, PLUMB_HEADER_OK);
}
END_TEST

/* A capture that cut the text off still has the whole header; one that cut the header has none. */
START_TEST(captures_that_cut) {
  struct octets o = hex(SYN_ACK);
  struct plumb_header h = plumb_header_parse(o.at, o.n, 1500);
  ck_assert_int_eq(h.error, PLUMB_HEADER_OK);
  ck_assert_uint_eq(h.seg.text, 1460);
  ck_assert_int_eq(plumb_header_parse(o.at, 39, 1500).error, PLUMB_HEADER_SHORT);
  free(o.at);
}
END_TEST

/* An urgent pointer that leads out of the segment is passed on, and nothing is read there
   (AMNESIA:33, the CVE-2019-12255 family). */
START_TEST(r9293_l20_urgent_pointer_beyond_the_text) {
  struct octets o = hex("00010002 00000003 00000004 50300005 0000ffff 61");
  struct plumb_header h = plumb_header_parse(o.at, o.n, o.n);
  ck_assert(h.seg.ctl.urg);
  ck_assert_uint_eq(h.seg.up, 0xffff);
  ck_assert_uint_eq(h.seg.text, 1);
  free(o.at);
}
END_TEST

static void assert_built(struct plumb_seg s, const char *text) {
  struct octets expected = hex(text);
  uint8_t b[62];
  memset(b, 0xaa, sizeof b);
  ck_assert_uint_eq(plumb_header_build(b + 1, 5000, 32543, s), expected.n);
  ck_assert_mem_eq(b + 1, expected.at, expected.n);
  ck_assert_uint_eq(b[0], 0xaa);
  for (uint32_t i = 1 + expected.n; i < sizeof b; i++)
    ck_assert_uint_eq(b[i], 0xaa);
  free(expected.at);
}

/* Written: a bare header and one with all that a SYN carries; nothing else is touched. */
START_TEST(built_headers) {
  assert_built((struct plumb_seg){.seq = 0x4d9bd4ca,
                                  .ack = 0xc2627d44,
                                  .wnd = 0xfe88,
                                  .up = 0x0102,
                                  .ctl = {.ack = true, .psh = true, .urg = true}},
               "13887f1f 4d9bd4ca c2627d44 5038fe88 00000102");
  assert_built((struct plumb_seg){.seq = 1,
                                  .ctl = {.syn = true, .ece = true, .cwr = true},
                                  .options = {.has_mss = true,
                                              .mss = 1460,
                                              .has_shift = true,
                                              .shift = 10,
                                              .sack_permitted = true,
                                              .has_ts = true,
                                              .ts_val = 7}},
               "13887f1f 00000001 00000000 b0c20000 00000000"
               "020405b4 0103030a 01010402 0101080a 00000007 00000000");
}
END_TEST

/* The largest header: 60 octets. */
START_TEST(the_largest_header) {
  assert_built(
      (struct plumb_seg){.ctl = {.fin = true, .rst = true},
                         .options = {.has_ts = true, .sack = {3, {1, 2}, {3, 4}, {5, 6}, {0, 0}}}},
      "13887f1f 00000000 00000000 f0050000 00000000 0101080a 00000000 00000000"
      "0101051a 00000001 00000002 00000003 00000004 00000005 00000006");
}
END_TEST

/* The sender's whole way: header, text copied and summed, checksum; the receiver reads it back. */
START_TEST(must_2_built_segment_arrives) {
  const struct plumb_address from = {.w0 = 0x0a090001}, to = {.w0 = 0x0a090002};
  const struct plumb_seg s = {.seq = 9,
                              .ack = 8,
                              .wnd = 7,
                              .text = 3,
                              .ctl = {.ack = true},
                              .options = {.has_ts = true, .ts_val = 6, .ts_ecr = 5}};
  uint8_t b[63];
  uint32_t length = plumb_header_build(b, 1, 2, s);
  uint32_t sum = plumb_pseudo_sum(from, to, length + 3) + plumb_octet_sum(b, length);
  sum += plumb_checksum_copy(b + length, (const uint8_t *)"abc", 3);
  plumb_checksum_fill(b, plumb_checksum(sum));

  ck_assert(plumb_checksum_ok(from, to, b, length + 3));
  struct plumb_header h = plumb_header_parse(b, length + 3, length + 3);
  ck_assert_int_eq(h.error, PLUMB_HEADER_OK);
  ck_assert_uint_eq(h.source, 1);
  ck_assert_uint_eq(h.destination, 2);
  ck_assert_uint_eq(h.seg.seq, 9);
  ck_assert_uint_eq(h.seg.text, 3);
  ck_assert_uint_eq(h.seg.options.ts_ecr, 5);
  ck_assert_mem_eq(b + h.length, "abc", 3);
}
END_TEST

int main(void) {
  const TTest *tests[] = {
      every_field_of_a_real_segment,
      control_bits,
      reserved_bits_are_ignored,
      must_5_options_on_any_segment,
      must_7_malformed_options_are_no_error,
      options_end_at_the_data_offset,
      must_7_option_that_leads_into_the_text,
      shorter_than_a_header,
      data_offset_out_of_range,
      captures_that_cut,
      r9293_l20_urgent_pointer_beyond_the_text,
      built_headers,
      the_largest_header,
      must_2_built_segment_arrives,
  };
  return run_tests("header", tests, sizeof tests / sizeof tests[0]);
}
