/* From what an event answers to the segment on the wire: window, urgent pointer, options. */
#include "connection.h"

static struct plumb_seg emit(struct plumb_tcb t, struct plumb_answer a) {
  return plumb_segment_to_send(config_for_tests(), t, a, NOW);
}

static struct plumb_answer answer(enum plumb_send_kind kind) {
  return (struct plumb_answer){.kind = kind, .seq = NXT, .ack = RCV};
}

static struct plumb_answer text(uint32_t octets) {
  struct plumb_answer a = answer(PLUMB_SEND_ACK);
  a.text = octets;
  return a;
}

/* The connection with timestamps agreed on, and window scaling by 2 and 7. */
static struct plumb_tcb with_extensions(void) {
  struct plumb_tcb t = connection(PLUMB_ESTABLISHED);
  t.peer.snd_shift = 7;
  t.peer.rcv_shift = 2;
  t.stamps.ok = true;
  t.stamps.recent = 77;
  return t;
}

static void assert_no_options(struct plumb_options o) {
  ck_assert(!o.has_mss && !o.has_shift && !o.sack_permitted && !o.has_ts && !o.malformed);
  ck_assert_uint_eq(o.sack.n, 0);
}

/* Each kind of answer has its control bits. */
START_TEST(control_bits_of_each_kind) {
  static const struct {
    enum plumb_send_kind kind;
    bool syn, ack, rst;
  } KINDS[] = {{PLUMB_SEND_SYN, true, false, false},
               {PLUMB_SEND_SYN_ACK, true, true, false},
               {PLUMB_SEND_ACK, false, true, false},
               {PLUMB_SEND_RST, false, false, true},
               {PLUMB_SEND_RST_ACK, false, true, true}};
  for (unsigned i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
    struct plumb_seg s = emit(connection(PLUMB_ESTABLISHED), answer(KINDS[i].kind));
    ck_assert_int_eq(s.ctl.syn, KINDS[i].syn);
    ck_assert_int_eq(s.ctl.ack, KINDS[i].ack);
    ck_assert_int_eq(s.ctl.rst, KINDS[i].rst);
    ck_assert(!s.ctl.fin && !s.ctl.urg && !s.ctl.psh && !s.ctl.ece && !s.ctl.cwr);
    ck_assert_uint_eq(s.seq, NXT);
    ck_assert_uint_eq(s.ack, RCV);
  }
}
END_TEST

/* A SYN offers all that the configuration allows. */
START_TEST(must_14_syn_offers_what_is_configured) {
  struct plumb_options o = emit(connection(PLUMB_SYN_SENT), answer(PLUMB_SEND_SYN)).options;
  ck_assert(o.has_mss && o.has_shift && o.sack_permitted && o.has_ts);
  ck_assert_uint_eq(o.mss, 1460);
  ck_assert_uint_eq(o.ts_val, NOW / 1000);
  ck_assert_uint_eq(o.ts_ecr, 0);
}
END_TEST

/* A SYN offers nothing that the configuration forbids; MSS is always there (MAY-3). */
START_TEST(syn_of_a_plain_configuration) {
  struct plumb_config c = config_for_tests();
  c.use_shift = c.use_sack = c.use_stamps = false;
  struct plumb_options o =
      plumb_segment_to_send(c, connection(PLUMB_SYN_SENT), answer(PLUMB_SEND_SYN), NOW).options;
  ck_assert(o.has_mss && !o.has_shift && !o.sack_permitted && !o.has_ts);
}
END_TEST

/* A SYN,ACK offers only what the peer's SYN offered too. */
START_TEST(r7323_2_2_f_syn_ack_offers_what_both_want) {
  struct plumb_tcb t = connection(PLUMB_SYN_RECEIVED);
  struct plumb_options o = emit(t, answer(PLUMB_SEND_SYN_ACK)).options;
  ck_assert(o.has_mss && !o.has_shift && !o.sack_permitted && !o.has_ts);
  t = with_extensions();
  t.peer.sack = true;
  o = emit(t, answer(PLUMB_SEND_SYN_ACK)).options;
  ck_assert(o.has_shift && o.sack_permitted && o.has_ts);
  ck_assert_uint_eq(o.ts_ecr, 77);
}
END_TEST

/* MSS, window scale and SACK-permitted stand on SYNs only. */
START_TEST(must_65_no_mss_without_syn) {
  struct plumb_options o = emit(with_extensions(), text(1)).options;
  ck_assert(!o.has_mss && !o.has_shift && !o.sack_permitted);
}
END_TEST

/* Timestamps, once agreed on, stand on every segment and echo the latest of the peer. */
START_TEST(r7323_3_2_g_timestamps_once_agreed) {
  struct plumb_options o = emit(with_extensions(), answer(PLUMB_SEND_ACK)).options;
  ck_assert(o.has_ts);
  ck_assert_uint_eq(o.ts_val, NOW / 1000);
  ck_assert_uint_eq(o.ts_ecr, 77);
  assert_no_options(emit(connection(PLUMB_ESTABLISHED), answer(PLUMB_SEND_ACK)).options);
}
END_TEST

/* The timestamp clock wraps at 2^32 milliseconds, 49 days, and goes on. */
START_TEST(r7323_5_4_d_timestamp_clock) {
  struct plumb_config c = config_for_tests();
  uint64_t late = 4294967296000u + 5999;
  struct plumb_seg s = plumb_segment_to_send(c, with_extensions(), answer(PLUMB_SEND_ACK), late);
  ck_assert_uint_eq(s.options.ts_val, 5);
}
END_TEST

/* The window is scaled down, except on SYNs; what 16 bits cannot say is cut. */
START_TEST(r7323_2_3_e_window_is_scaled) {
  struct plumb_tcb t = with_extensions();
  t.rcv.wnd = 200003;
  ck_assert_uint_eq(emit(t, answer(PLUMB_SEND_ACK)).wnd, 50000);
  ck_assert_uint_eq(emit(t, answer(PLUMB_SEND_SYN_ACK)).wnd, 65535);
  t.rcv.wnd = 1000;
  ck_assert_uint_eq(emit(t, answer(PLUMB_SEND_SYN)).wnd, 1000);
  t.rcv.wnd = 1000000;
  ck_assert_uint_eq(emit(t, answer(PLUMB_SEND_ACK)).wnd, 65535);
}
END_TEST

/* A reset says nothing but its numbers. */
START_TEST(resets_are_bare) {
  struct plumb_seg s = emit(with_extensions(), answer(PLUMB_SEND_RST));
  ck_assert_uint_eq(s.wnd, 0);
  assert_no_options(s.options);
}
END_TEST

/* The pointer designates the octet after the urgent text, from the segment's first octet on. */
START_TEST(must_62_urgent_pointer) {
  struct plumb_tcb t = connection(PLUMB_ESTABLISHED);
  t.snd.urgent = true;
  t.snd.up = NXT + 10;
  struct plumb_seg s = emit(t, text(100));
  ck_assert(s.ctl.urg);
  ck_assert_uint_eq(s.up, 10);
  t.snd.up = NXT;
  ck_assert(!emit(t, text(100)).ctl.urg);
}
END_TEST

/* Urgent text of any length: the pointer says as much as it can. */
START_TEST(must_31_urgent_text_longer_than_the_pointer) {
  struct plumb_tcb t = connection(PLUMB_ESTABLISHED);
  t.snd.urgent = true;
  t.snd.up = NXT + 100000;
  ck_assert_uint_eq(emit(t, text(100)).up, 65535);
}
END_TEST

/* An urgent indication needs an octet of text to go with it. */
START_TEST(r9293_l19_no_urgent_pointer_without_text) {
  struct plumb_tcb t = connection(PLUMB_ESTABLISHED);
  t.snd.urgent = true;
  t.snd.up = NXT + 10;
  struct plumb_seg s = emit(t, text(0));
  ck_assert(!s.ctl.urg);
  ck_assert_uint_eq(s.up, 0);
}
END_TEST

/* PSH goes with the last octets queued, not with those before, nor with a bare ACK. */
START_TEST(must_61_psh_on_the_last_octets) {
  struct plumb_tcb t = connection(PLUMB_ESTABLISHED);
  ck_assert(emit(t, text(1)).ctl.psh);
  ck_assert(!emit(t, text(0)).ctl.psh);
  t.snd.queued = 1;
  ck_assert(!emit(t, text(1)).ctl.psh);
}
END_TEST

/* A FIN goes out with the answer that has it. */
START_TEST(fin_as_answered) {
  struct plumb_answer a = text(3);
  a.fin = true;
  struct plumb_seg s = emit(connection(PLUMB_FIN_WAIT_1), a);
  ck_assert(s.ctl.fin);
  ck_assert_uint_eq(s.text, 3);
}
END_TEST

int main(void) {
  const TTest *tests[] = {
      control_bits_of_each_kind,
      must_14_syn_offers_what_is_configured,
      syn_of_a_plain_configuration,
      r7323_2_2_f_syn_ack_offers_what_both_want,
      must_65_no_mss_without_syn,
      r7323_3_2_g_timestamps_once_agreed,
      r7323_5_4_d_timestamp_clock,
      r7323_2_3_e_window_is_scaled,
      resets_are_bare,
      must_62_urgent_pointer,
      must_31_urgent_text_longer_than_the_pointer,
      r9293_l19_no_urgent_pointer_without_text,
      must_61_psh_on_the_last_octets,
      fin_as_answered,
  };
  return run_tests("emit", tests, sizeof tests / sizeof tests[0]);
}
