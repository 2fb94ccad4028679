/* Segments find their connection, and the next incarnation begins where the last one is over. */
#include "flow.h"

#include "craft.h"

static struct craft craft;

static void begin(void) { craft = (struct craft){.number = 0}; }
static void end(void) { flows_free(&craft.flows); }

/* Both directions of a connection belong together; its first end is the one seen first. */
START_TEST(both_directions_are_one_connection) {
  handshake(&craft);
  ck_assert_uint_eq(craft.flows.count, 1);
  const struct connection *c = craft.flows.list[0];
  ck_assert_uint_eq(c->count, 3);
  ck_assert_uint_eq(c->ends[0].port, 1000);
  ck_assert_uint_eq(c->records[0].from, A);
  ck_assert_uint_eq(c->records[1].from, B);
  ck_assert_uint_eq(c->records[2].number, 3);
  ck_assert_uint_eq(c->progress[B].iss, ISS_B);
}
END_TEST

/* Another port is another connection, listed in the order of the first packets. */
START_TEST(another_port_is_another_connection) {
  handshake(&craft);
  struct socket_id from = socket_a(), to = socket_b();
  from.port = 999;
  struct record record = {.number = 4, .seg = segment(1, 0, SYN, 0)};
  flows_add(&craft.flows, &from, &to, &record);
  ck_assert_uint_eq(craft.flows.count, 2);
  ck_assert_uint_eq(craft.flows.list[1]->ends[0].port, 999);
}
END_TEST

/* A SYN again, before anything else, is a retransmission. */
START_TEST(a_syn_again_is_the_same_connection) {
  sends(&craft, A, segment(ISS_A, 0, SYN, 0));
  sends(&craft, A, segment(ISS_A, 0, SYN, 0));
  ck_assert_uint_eq(craft.flows.count, 1);
}
END_TEST

/* SYNs that cross open one connection (MUST-10). */
START_TEST(must_10_crossing_syns_are_one_connection) {
  sends(&craft, A, segment(ISS_A, 0, SYN, 0));
  sends(&craft, B, segment(ISS_B, 0, SYN, 0));
  ck_assert_uint_eq(craft.flows.count, 1);
}
END_TEST

/* A SYN with another sequence number in the midst of a connection is an attack on it (RFC 5961
   section 4), not a new one. */
START_TEST(a_foreign_syn_is_no_new_connection) {
  handshake(&craft);
  sends(&craft, A, segment(77777, 0, SYN, 0));
  ck_assert_uint_eq(craft.flows.count, 1);
}
END_TEST

/* After both FINs the sockets are free again, even for a stack whose ISS is always the same. */
START_TEST(a_syn_after_the_close_begins_anew) {
  handshake(&craft);
  farewell(&craft, ISS_A + 1, ISS_B + 1);
  sends(&craft, A, segment(ISS_A, 0, SYN, 0));
  ck_assert_uint_eq(craft.flows.count, 2);
  ck_assert_uint_eq(craft.flows.list[1]->count, 1);
  ck_assert(!craft.flows.list[1]->progress[A].fin);
}
END_TEST

/* As long as a FIN is not acknowledged, its sender is in LAST-ACK, and the SYN is out of place
   there (RFC 5961 section 4). */
START_TEST(a_syn_before_the_last_ack_is_no_new_connection) {
  handshake(&craft);
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 1, FIN | ACK, 0));
  sends(&craft, B, segment(ISS_B + 1, ISS_A + 2, FIN | ACK, 0));
  sends(&craft, A, segment(77777, 0, SYN, 0));
  ck_assert_uint_eq(craft.flows.count, 1);
  sends(&craft, A, segment(ISS_A + 2, ISS_B + 2, ACK, 0));
  sends(&craft, A, segment(77777, 0, SYN, 0));
  ck_assert_uint_eq(craft.flows.count, 2);
}
END_TEST

/* So they are after a reset that stands exactly at RCV.NXT, */
START_TEST(a_syn_after_a_valid_reset_begins_anew) {
  handshake(&craft);
  sends(&craft, B, segment(ISS_B + 1, 0, RST, 0));
  sends(&craft, A, segment(ISS_A, 0, SYN, 0));
  ck_assert_uint_eq(craft.flows.count, 2);
}
END_TEST

/* and after a reset that refuses the SYN; but the same SYN is that SYN again. */
START_TEST(a_syn_after_a_refusal_begins_anew) {
  sends(&craft, A, segment(ISS_A, 0, SYN, 0));
  sends(&craft, B, segment(0, ISS_A + 1, RST | ACK, 0));
  sends(&craft, A, segment(ISS_A, 0, SYN, 0));
  ck_assert_uint_eq(craft.flows.count, 1);
  sends(&craft, A, segment(ISS_A + 9, 0, SYN, 0));
  ck_assert_uint_eq(craft.flows.count, 2);
}
END_TEST

/* Nor is it refused by its own reset, for what was left of an earlier connection (RFC 9293 section
   3.5.1): then it opens the next one. */
START_TEST(a_syn_after_a_half_open_connection_begins_anew) {
  sends(&craft, A, segment(ISS_A, 0, SYN, 0));
  sends(&craft, B, segment(ISS_B, 4711, ACK, 0));
  sends(&craft, A, segment(4711, 0, RST, 0));
  sends(&craft, A, segment(ISS_A, 0, SYN, 0));
  ck_assert_uint_eq(craft.flows.count, 2);
}
END_TEST

/* What the refusing end opens thereafter is another connection. */
START_TEST(a_syn_of_who_refused_begins_anew) {
  sends(&craft, A, segment(ISS_A, 0, SYN, 0));
  sends(&craft, B, segment(0, ISS_A + 1, RST | ACK, 0));
  sends(&craft, B, segment(ISS_B, 0, SYN, 0));
  ck_assert_uint_eq(craft.flows.count, 2);
}
END_TEST

/* A blind reset elsewhere ends nothing: the SYN that comes again is the same connection's.  But if
   it has another ISS, the reset was obeyed after all. */
START_TEST(a_blind_reset_ends_nothing_by_itself) {
  sends(&craft, A, segment(ISS_A, 0, SYN, 0));
  sends(&craft, B, segment(4711, 0, RST, 0));
  sends(&craft, A, segment(ISS_A, 0, SYN, 0));
  ck_assert_uint_eq(craft.flows.count, 1);
  sends(&craft, A, segment(ISS_A + 9, 0, SYN, 0));
  ck_assert_uint_eq(craft.flows.count, 2);
}
END_TEST

/* A damaged segment belongs to a connection that is there, but its ports prove none. */
START_TEST(a_damaged_segment_begins_no_connection) {
  struct socket_id from = socket_a(), to = socket_b();
  struct record record = {.number = 1, .seg = segment(1, 0, SYN, 0), .damaged = true};
  flows_add(&craft.flows, &from, &to, &record);
  ck_assert_uint_eq(craft.flows.count, 0);
  handshake(&craft);
  record.seg = segment(1, 0, FIN | RST, 0);
  flows_add(&craft.flows, &from, &to, &record);
  ck_assert_uint_eq(craft.flows.count, 1);
  ck_assert_uint_eq(craft.flows.list[0]->count, 4);
  ck_assert(!craft.flows.list[0]->progress[A].fin && !craft.flows.list[0]->progress[A].reset);
}
END_TEST

/* An ICMP error is kept beside the segments of the connection that it is about, at the end that
   sent the segment quoted; alone it is none. */
START_TEST(an_icmp_error_begins_no_connection) {
  struct socket_id from = socket_b(), to = socket_a();
  struct record record = {.number = 9, .is_icmp = true, .icmp = {.seq = ISS_B}};
  flows_add(&craft.flows, &from, &to, &record);
  ck_assert_uint_eq(craft.flows.count, 0);
  handshake(&craft);
  flows_add(&craft.flows, &from, &to, &record);
  const struct connection *c = craft.flows.list[0];
  ck_assert_uint_eq(craft.flows.count, 1);
  ck_assert_uint_eq(c->count, 3);
  ck_assert_uint_eq(c->error_count, 1);
  ck_assert_uint_eq(c->errors[0].from, B);
  ck_assert_uint_eq(c->errors[0].icmp.seq, ISS_B);
}
END_TEST

/* Sockets are written as the RFC for their addresses says. */
START_TEST(sockets_in_text) {
  char text[SOCKET_TEXT_SIZE];
  struct socket_id socket = socket_b();
  ck_assert_str_eq(socket_text(&socket, text), "192.0.2.2:80");
  socket = (struct socket_id){.is_v6 = true, .address = {0x20, 1, 0xd, 0xb8, [15] = 1}, .port = 7};
  ck_assert_str_eq(socket_text(&socket, text), "[2001:db8::1]:7");
}
END_TEST

/* What is written of a socket can be read back; nothing else is read. */
START_TEST(sockets_from_text) {
  const char *const good[] = {"192.0.2.1:0", "192.0.2.1:65535", "[2001:db8::1]:80",
                              "[::ffff:192.0.2.1]:1"};
  const char *const bad[] = {"",           "192.0.2.1",      "192.0.2.1:",   "192.0.2.1:65536",
                             "192.0.2:80", "[::1]",          "[::1:80",      "::1:80",
                             "[:80",       "[192.0.2.1]:80", "192.0.2.1:+1", "192.0.2.1:1x"};
  struct socket_id socket;
  char text[SOCKET_TEXT_SIZE];
  for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
    ck_assert_msg(socket_parse(good[i], &socket), "%s", good[i]);
    ck_assert_str_eq(socket_text(&socket, text), good[i]);
  }
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
    ck_assert_msg(!socket_parse(bad[i], &socket), "%s", bad[i]);
}
END_TEST

/* IPv4 and IPv6 hosts are never the same, nor are two addresses. */
START_TEST(same_hosts) {
  struct socket_id a = socket_a(), b = socket_b(), mapped = socket_a();
  mapped.is_v6 = true;
  ck_assert(same_host(&a, &a));
  ck_assert(!same_host(&a, &b));
  ck_assert(!same_host(&a, &mapped));
}
END_TEST

int main(void) {
  const TTest *tests[] = {
      both_directions_are_one_connection,
      another_port_is_another_connection,
      a_syn_again_is_the_same_connection,
      must_10_crossing_syns_are_one_connection,
      a_foreign_syn_is_no_new_connection,
      a_syn_after_the_close_begins_anew,
      a_syn_before_the_last_ack_is_no_new_connection,
      a_syn_after_a_valid_reset_begins_anew,
      a_syn_after_a_refusal_begins_anew,
      a_syn_of_who_refused_begins_anew,
      a_syn_after_a_half_open_connection_begins_anew,
      a_blind_reset_ends_nothing_by_itself,
      a_damaged_segment_begins_no_connection,
      an_icmp_error_begins_no_connection,
      sockets_in_text,
      sockets_from_text,
      same_hosts,
  };
  return run_tests("cli/flow", begin, end, tests, sizeof tests / sizeof tests[0]);
}
