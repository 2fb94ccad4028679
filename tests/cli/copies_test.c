/* Packets that are in a capture twice, told from segments that are sent again. */
#include "copies.h"

#include "datagram.h"
#include "reading.h"

static struct reading reading;
static struct packet packet;

static void begin(void) { reading = (struct reading){.packets = 0}; }
static void end(void) { reading_free(&reading); }

/* S in IPv4 with identification ID, at TIME: is it a copy? */
static bool is_copy_v4(struct plumb_seg s, unsigned id, uint64_t time) {
  struct datagram d = ipv4_with(s, false);
  put16(start_of(&d) + 4, id);
  sum_ipv4(start_of(&d));
  const struct capture_packet raw = raw_of(&d);
  reading.ended = time;
  ck_assert_int_eq(reading_read(&reading, &raw, &packet), PACKET_SEGMENT);
  return packet.record.is_copy;
}

/* S in IPv6, at TIME: may it be a copy? */
static bool is_twin_v6(struct plumb_seg s, uint64_t time) {
  struct datagram d = ipv6_with(s);
  const struct capture_packet raw = raw_of(&d);
  reading.ended = time;
  ck_assert_int_eq(reading_read(&reading, &raw, &packet), PACKET_SEGMENT);
  ck_assert(!packet.record.is_copy);
  return packet.record.is_twin;
}

/* The same datagram again, with others between: also behind a router, which lowers its time to
   live. */
START_TEST(captured_twice) {
  const struct plumb_seg text = segment(7, 9, ACK, 10), more = segment(17, 9, ACK, 10);
  ck_assert(!is_copy_v4(text, 70, 1000));
  ck_assert(!is_copy_v4(more, 71, 1100));
  ck_assert(is_copy_v4(text, 70, 1200));
  ck_assert(is_copy_v4(more, 71, 1000 + COPY_WITHIN));
  ck_assert_uint_eq(reading.copies.count, 2);
  char remarks[READING_REMARKS_SIZE];
  reading_remarks(&reading, remarks, sizeof remarks);
  ck_assert_str_eq(remarks, "2 copies (captured twice, or doubled on the way)");
}
END_TEST

/* A segment sent again is another datagram; one that comes much later may be it after all. */
START_TEST(sent_again) {
  const struct plumb_seg text = segment(7, 9, ACK, 10);
  ck_assert(!is_copy_v4(text, 70, 1000));
  ck_assert(!is_copy_v4(text, 71, 1200));
  ck_assert(!is_copy_v4(text, 70, 1001 + COPY_WITHIN));
}
END_TEST

/* What differs anywhere is no copy: its numbers, window, text or checksum. */
START_TEST(something_else) {
  struct plumb_seg other = segment(7, 9, ACK, 10);
  ck_assert(!is_copy_v4(other, 70, 1));
  other.wnd++;
  ck_assert(!is_copy_v4(other, 70, 2));
  ck_assert(!is_copy_v4(segment(7, 10, ACK, 10), 70, 3));
  ck_assert(!is_copy_v4(segment(8, 9, ACK, 10), 70, 4));
  ck_assert(!is_copy_v4(segment(7, 9, ACK, 11), 70, 5));
  ck_assert(!is_copy_v4(segment(7, 9, ACK | FIN, 10), 70, 6));
}
END_TEST

/* Of the many packets that come between, hardly ever two more share its place in the table. */
START_TEST(among_many) {
  for (unsigned i = 0; i < 500; i++)
    ck_assert(!is_copy_v4(segment(7 + i, 9, ACK, 1), 70 + i, 1000 + i));
  unsigned told = 0;
  for (unsigned i = 0; i < 500; i++)
    told += is_copy_v4(segment(7 + i, 9, ACK, 1), 70 + i, 2000 + i);
  ck_assert_uint_ge(told, 490);
}
END_TEST

/* Without an identification nobody can tell a copy from what is sent again within a millisecond. */
START_TEST(without_identification) {
  const struct plumb_seg text = segment(7, 9, ACK, 10);
  ck_assert(!is_twin_v6(text, 1000));
  ck_assert(is_twin_v6(text, 1000 + TWIN_WITHIN));
  ck_assert(!is_twin_v6(text, 2001 + TWIN_WITHIN));
  ck_assert(!is_twin_v6(segment(7, 9, ACK, 11), 3002));
  ck_assert(!is_copy_v4(text, 0, 6000));
  ck_assert(!is_copy_v4(text, 0, 6001));
  ck_assert(packet.record.is_twin);
  ck_assert_uint_eq(reading.copies.count, 0);
}
END_TEST

/* The same ACK twice in a row says no more than once: a stack may answer two segments so.  Behind
   another packet of its sender it would take back what that said. */
START_TEST(acks_without_identification) {
  const struct plumb_seg ack = segment(7, 9, ACK, 0), next = segment(7, 19, ACK, 0);
  ck_assert(!is_twin_v6(ack, 1000));
  ck_assert(!is_twin_v6(ack, 1001));
  ck_assert(!is_twin_v6(next, 1002));
  ck_assert(is_twin_v6(ack, 1003));
  ck_assert(!is_twin_v6(segment(7, 9, ACK | FIN, 0), 1004));
  ck_assert(is_twin_v6(segment(7, 9, ACK | FIN, 0), 1005));
}
END_TEST

int main(void) {
  const TTest *tests[] = {captured_twice,         sent_again,
                          something_else,         among_many,
                          without_identification, acks_without_identification};
  return run_tests("cli/copies", begin, end, tests, sizeof tests / sizeof tests[0]);
}
