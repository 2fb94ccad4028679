#include "packet.h"
#include "partial.h"
#include "tunnel.h"
#include "wire.h"

#include <arpa/inet.h>
#include <string.h>

enum { IPV4_HEADER = 20, TCP_HEADER = 20, CHECKSUM_AT = 16, DONT_FRAGMENT = 64 };

enum { PROTOCOL_ICMP = 1, PROTOCOL_TCP = 6, PROTOCOL_ICMPV6 = 58 };

static void put_word(uint8_t *octets, uint32_t word) {
  uint32_t in_order = htonl(word);
  memcpy(octets, &in_order, sizeof in_order);
}

/* Field by field where it belongs: a copy of what was just put together from small pieces would
   have to wait for them. */
static void put_socket(struct socket_id *socket, const struct plumb_ip *ip,
                       const struct plumb_address *address, uint16_t port) {
  put_word(socket->address, address->w0);
  put_word(socket->address + 4, ip->v6 ? address->w1 : 0);
  put_word(socket->address + 8, ip->v6 ? address->w2 : 0);
  put_word(socket->address + 12, ip->v6 ? address->w3 : 0);
  socket->port = port;
  socket->is_v6 = ip->v6;
  socket->tunnel = 0;
}

/* The sum of the pseudo-header alone stands in the checksum field when the network card, which
   comes after the capture, is to do the rest; some systems leave out the length, some all of it. */
static bool is_left_to_card(const uint8_t *tcp, uint32_t with_length, uint32_t without) {
  unsigned field = (unsigned)tcp[CHECKSUM_AT] * 256 + tcp[CHECKSUM_AT + 1];
  return field == 65535U - plumb_checksum(with_length) ||
         field == 65535U - plumb_checksum(without) || field == 0;
}

/* The sum of the halves of so many words; a compiler makes of it instructions that add several at
   once.  Of 65535 octets it cannot overflow. */
static inline __attribute__((always_inline)) uint32_t sum_words(const uint8_t *octets,
                                                                uint32_t words) {
  uint32_t sum = 0, word = 0;
  for (uint32_t i = 0; i < words; i++) {
    memcpy(&word, octets + sizeof word * i, sizeof word);
    sum += word / 65536 + word % 65536;
  }
  return sum;
}

#ifdef __x86_64__
__attribute__((target("avx2"))) static uint32_t sum_words_avx2(const uint8_t *octets,
                                                               uint32_t words) {
  return sum_words(octets, words);
}

/* Not every processor has the widest instructions. */
static uint32_t sum_words_quickly(const uint8_t *octets, uint32_t words) {
  return __builtin_cpu_supports("avx2") ? sum_words_avx2(octets, words) : sum_words(octets, words);
}
#else
static uint32_t sum_words_quickly(const uint8_t *octets, uint32_t words) {
  return sum_words(octets, words);
}
#endif

/* Congruent to plumb_octet_sum() modulo 65535, which is all that a checksum asks for, and below
   65536.  The order of octets within the words summed does not matter (RFC 1071 section 2). */
static uint32_t quick_sum(const uint8_t *octets, uint32_t count) {
  const uint32_t words = count / 4;
  uint32_t sum = sum_words_quickly(octets, words), word = 0;
  memcpy(&word, octets + sizeof word * words, count % 4);
  sum = sum / 65536 + sum % 65536 + word / 65536 + word % 65536;
  while (sum > 65535)
    sum = sum / 65536 + sum % 65536;
  return ntohs((uint16_t)sum);
}

/* The sums of the pseudo-header. */
struct pseudo_sums {
  uint32_t whole, without; /* the length */
};

static struct pseudo_sums pseudo_sums_of(const struct plumb_ip *ip) {
  uint32_t without = plumb_pseudo_sum(ip->source, ip->destination, 0);
  return (struct pseudo_sums){.whole = without + ip->length, .without = without};
}

/* False when the segment is damaged; else what CHECKSUM it has. */
static bool check_checksum(const struct plumb_ip *ip, const uint8_t *tcp,
                           const struct pseudo_sums *sums, uint8_t *checksum) {
  *checksum = CHECKSUM_UNKNOWN;
  if (ip->error == PLUMB_IP_CUT) /* it cannot be computed: trust the sender */
    return true;
  *checksum = CHECKSUM_RIGHT;
  if (plumb_checksum(sums->whole + quick_sum(tcp, ip->length)) == 0) return true;
  *checksum = CHECKSUM_LEFT;
  return is_left_to_card(tcp, sums->whole, sums->without);
}

/* What is left of a right checksum when pseudo-header and header, of HEADER octets, are taken away.
 */
static uint16_t text_sum_of(const struct plumb_ip *ip, const uint8_t *tcp,
                            const struct pseudo_sums *sums, uint32_t header) {
  if (ip->error == PLUMB_IP_CUT || ip->length == header) return NO_TEXT_SUM;
  if (is_left_to_card(tcp, sums->whole, sums->without)) return NO_TEXT_SUM;
  return (uint16_t)(65535U - (sums->whole + quick_sum(tcp, header)) % 65535U);
}

/* The IPv4 header checksum is 0 when it is left to the network card; where that is to fill in the
   length, which is 0, too, it is anything. */
static bool is_header_right(const struct plumb_ip *ip, const uint8_t *datagram) {
  return ip->v6 || plumb_ipv4_header_ok(datagram, ip->at) ||
         (datagram[10] == 0 && datagram[11] == 0) || (datagram[2] == 0 && datagram[3] == 0);
}

/* The ECN field: the last two bits of the traffic class, which IPv4 called type of service. */
static uint8_t ecn_of(const struct plumb_ip *ip, const uint8_t *datagram) {
  return ip->v6 ? datagram[1] / 16 % 4 : datagram[1] % 4;
}

/* No options, or timestamps as RFC 7323 lays them out in its appendix A; then there is nothing
   besides. */
static bool is_ordinary(const uint8_t *tcp, uint32_t header) {
  static const uint8_t stamps[] = {1, 1, 8, 10};
  if (tcp[12] % 16 != 0) return false;
  return header == TCP_HEADER ||
         (header == TCP_HEADER + 12 && memcmp(tcp + TCP_HEADER, stamps, sizeof stamps) == 0);
}

static enum packet_kind read_segment(const struct plumb_ip *ip, const struct capture_packet *raw,
                                     struct packet *packet) {
  const uint8_t *tcp = raw->ip + ip->at;
  uint32_t captured = (uint32_t)raw->captured - ip->at;
  struct plumb_header header =
      plumb_header_parse(tcp, captured < ip->length ? captured : ip->length, ip->length);
  if (header.error == PLUMB_HEADER_SHORT)
    return ip->error == PLUMB_IP_CUT ? PACKET_CUT : PACKET_MALFORMED;
  if (header.error != PLUMB_HEADER_OK) return PACKET_MALFORMED;
  const struct pseudo_sums sums = pseudo_sums_of(ip);
  struct record *record = &packet->record;
  put_socket(&packet->from, ip, &ip->source, header.source);
  put_socket(&packet->to, ip, &ip->destination, header.destination);
  record->id = ip->v6 ? 0 : (uint16_t)(raw->ip[4] * 256 + raw->ip[5]);
  packet->sum = (uint16_t)(tcp[CHECKSUM_AT] * 256 + tcp[CHECKSUM_AT + 1]);
  record->seg = header.seg;
  record->is_icmp = false;
  record->is_uncut = ip->v6 || (raw->ip[6] & DONT_FRAGMENT) != 0;
  record->spent = (uint8_t)(header.length - TCP_HEADER);
  record->ecn = ecn_of(ip, raw->ip);
  record->extras = (struct plumb_extras){.reserved = 0};
  if (!is_ordinary(tcp, header.length)) record->extras = plumb_extras_read(tcp, header.length);
  record->has_extras = !plumb_Ordinary(record->extras);
  record->text_sum = text_sum_of(ip, tcp, &sums, header.length);
  record->damaged = !check_checksum(ip, tcp, &sums, &record->checksum);
  return record->damaged ? PACKET_DAMAGED : PACKET_SEGMENT;
}

/* An IPv4 header that is all there, but not as it was sent. */
static bool is_damaged_ipv4(const struct capture_packet *raw) {
  uint32_t length = raw->captured > 0 ? 4U * (raw->ip[0] % 16U) : 0;
  return length >= IPV4_HEADER && raw->captured >= length && raw->ip[0] / 16 == 4 &&
         !plumb_ipv4_header_ok(raw->ip, length);
}

/* What cannot be read although it is IP.  A datagram that is longer than its frame was either cut
   by the capture or is damaged. */
static enum packet_kind kind_of_fault(const struct plumb_ip *ip, const struct capture_packet *raw) {
  if (is_damaged_ipv4(raw)) return PACKET_MALFORMED;
  if (ip->error == PLUMB_IP_FRAGMENT) return PACKET_FRAGMENT;
  if (!partial_read(raw).may_be_tcp) return PACKET_OTHER;
  return raw->captured < raw->length ? PACKET_CUT : PACKET_MALFORMED;
}

/* IPv4 with a length of 0: the network card is to cut it into datagrams, and fill that in.  Nothing
   pads so large a frame. */
static struct plumb_ip parse_uncut(const struct capture_packet *raw) {
  uint8_t header[IPV4_HEADER];
  memcpy(header, raw->ip, sizeof header);
  header[2] = (uint8_t)(raw->length / 256);
  header[3] = (uint8_t)(raw->length % 256);
  struct plumb_ip ip = plumb_ip_parse(header, sizeof header);
  if (ip.error == PLUMB_IP_CUT && raw->captured == raw->length) ip.error = PLUMB_IP_OK;
  return ip;
}

static bool is_uncut(const struct plumb_ip *ip, const struct capture_packet *raw) {
  return ip->error == PLUMB_IP_LENGTH && raw->ip[0] == 0x45 && raw->ip[2] == 0 && raw->ip[3] == 0 &&
         raw->length <= UINT16_MAX;
}

/* An ICMP error; the sockets are those of the segment quoted. */
static bool read_icmp(const struct plumb_ip *ip, const struct capture_packet *raw,
                      struct packet *packet) {
  size_t at = 0;
  struct record *record = &packet->record;
  *record = (struct record){.is_icmp = true};
  if (ip->protocol != (ip->v6 ? PROTOCOL_ICMPV6 : PROTOCOL_ICMP) ||
      !icmp_read(raw, ip, &record->icmp, &at))
    return false;
  const struct capture_packet quoted = {.ip = raw->ip + at, .captured = raw->captured - at};
  const struct partial partial = partial_read(&quoted);
  packet->from = partial.from;
  packet->to = partial.to;
  return true;
}

/* What else than TCP is in a datagram. */
static enum packet_kind read_other(const struct plumb_ip *ip, const struct capture_packet *raw,
                                   struct packet *packet) {
  if (tunnel_is_one(ip, raw)) return PACKET_TUNNEL;
  return read_icmp(ip, raw, packet) ? PACKET_ICMP : PACKET_OTHER;
}

enum packet_kind packet_read(const struct capture_packet *raw, struct packet *packet) {
  if (raw->ip == NULL) return raw->is_foreign ? PACKET_FOREIGN : PACKET_OTHER;
  struct plumb_ip ip = plumb_ip_parse(raw->ip, (uint32_t)raw->captured);
  if (ip.error != PLUMB_IP_OK && is_uncut(&ip, raw)) ip = parse_uncut(raw);
  bool is_cut = ip.error == PLUMB_IP_CUT && raw->captured < raw->length;
  if (ip.error != PLUMB_IP_OK && !is_cut) return kind_of_fault(&ip, raw);
  if (ip.protocol != PROTOCOL_TCP) return read_other(&ip, raw, packet);
  if (ip.at > raw->captured) return PACKET_CUT;
  if (!is_header_right(&ip, raw->ip)) return PACKET_MALFORMED;
  return read_segment(&ip, raw, packet);
}
