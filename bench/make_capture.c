/* Makes captures to measure with, on standard output: raw IPv4 in a pcap file, checksums right.
 *
 *   make_capture flow PACKETS TEXT   one connection: segments with TEXT octets, each second one
 *                                    acknowledged
 *   make_capture flows COUNT         so many connections, all open at the same time: handshake,
 *                                    request, answer, both FINs, 10 packets each
 *   make_capture open COUNT          the same without the FINs, 7 packets each
 *   make_capture half-open COUNT     so many SYNs, each from another socket, nothing else */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { IP = 20, TCP = 32, MSS = 4, TEXT_MAX = 1448 };
enum { FIN = 1, SYN = 2, PSH = 8, ACK = 16 };

/* A connection by its client; the server is always 10.1.0.1:80. */
struct client {
  uint32_t address;
  uint16_t port;
  uint32_t iss[2]; /* of the client, of the server */
};

struct segment {
  unsigned from;     /* 0: the client */
  uint32_t seq, ack; /* less the initial sequence numbers */
  unsigned bits;
  uint32_t text;
  uint32_t echo; /* the timestamp that the other end sent last, meant with ACK */
};

enum { STEP = 10 }; /* microseconds from packet to packet */

static uint64_t microseconds; /* of the packet written last */

static uint32_t stamp_at(uint64_t time) { return (uint32_t)(time / 1000 + 1); }

static void put16(uint8_t *at, uint32_t value) {
  at[0] = (uint8_t)(value >> 8);
  at[1] = (uint8_t)value;
}

static void put32(uint8_t *at, uint32_t value) {
  put16(at, value >> 16);
  put16(at + 2, value & 0xffff);
}

static uint32_t sum(const uint8_t *octets, uint32_t count) {
  uint32_t total = 0;
  for (uint32_t i = 0; i < count; i += 2)
    total += (uint32_t)octets[i] << 8 | octets[i + 1];
  return total;
}

static uint32_t checksum(uint32_t total) {
  total = (total >> 16) + (total & 0xffff);
  total = (total >> 16) + (total & 0xffff);
  return ~total & 0xffff;
}

static void write_all(const void *octets, size_t size) {
  if (fwrite(octets, 1, size, stdout) != size) {
    perror("make_capture");
    exit(1);
  }
}

static void write_file_header(void) {
  const uint32_t header[6] = {0xa1b2c3d4, 0x00040002, 0, 0, 65535, 101}; /* LINKTYPE_RAW */
  write_all(header, sizeof header);
}

/* Octets of header; a SYN tells the MSS, too. */
static uint32_t header_of(const struct segment *s) { return s->bits & SYN ? TCP + MSS : TCP; }

/* Timestamps, on every segment: 2 NOPs, kind 8, length 10; the text is all zero. */
static void put_tcp(uint8_t *tcp, const struct client *client, const struct segment *s) {
  put16(tcp, s->from == 0 ? client->port : 80);
  put16(tcp + 2, s->from == 0 ? 80 : client->port);
  put32(tcp + 4, client->iss[s->from] + s->seq);
  put32(tcp + 8, s->bits & ACK ? client->iss[1 - s->from] + s->ack : 0);
  tcp[12] = (uint8_t)(header_of(s) / 4 << 4);
  tcp[13] = (uint8_t)s->bits;
  put16(tcp + 14, 65535);
  put32(tcp + 16, 0);
  put32(tcp + 20, 0x0101080a);
  put32(tcp + 24, stamp_at(microseconds));
  put32(tcp + 28, s->bits & ACK ? s->echo : 0);
  put32(tcp + TCP, s->bits & SYN ? 0x02040000 + TEXT_MAX + TCP - 20 : 0);
}

static void write_segment(const struct client *client, const struct segment *s) {
  static uint8_t packet[16 + IP + TCP + MSS + TEXT_MAX];
  uint8_t *ip = packet + 16, *tcp = ip + IP;
  uint32_t header = header_of(s), length = IP + header + s->text;
  microseconds += STEP;
  const uint32_t record[4] = {1700000000 + (uint32_t)(microseconds / 1000000),
                              (uint32_t)(microseconds % 1000000), length, length};
  memcpy(packet, record, sizeof record);
  memset(ip, 0, IP);
  ip[0] = 0x45;
  put16(ip + 2, length);
  ip[8] = 64;
  ip[9] = 6;
  put32(ip + 12, s->from == 0 ? client->address : 0x0a010001);
  put32(ip + 16, s->from == 0 ? 0x0a010001 : client->address);
  put16(ip + 10, checksum(sum(ip, IP)));
  put_tcp(tcp, client, s);
  put16(tcp + 16, checksum(sum(ip + 12, 8) + 6 + header + s->text + sum(tcp, header)));
  write_all(packet, 16 + length);
}

static const struct segment handshake[] = {
    {0, 0, 0, SYN, 0, 0}, {1, 0, 1, SYN | ACK, 0, 0}, {0, 1, 1, ACK, 0, 0}};

/* Packet NUMBER of the one connection, the client having sent up to SEQ. */
static struct segment flow_segment(uint64_t number, uint32_t seq, uint32_t text) {
  if (number < 3) return handshake[number];
  if (number % 3 == 2) return (struct segment){1, 1, seq, ACK, 0, 0};
  return (struct segment){0, seq, 1, PSH | ACK, text, 0};
}

static void make_flow(uint64_t packets, uint32_t text) {
  const struct client client = {0x0a000001, 40000, {1000, 5000}};
  uint32_t seq = 1, stamps[2] = {0, 0}; /* that each end sent last */
  for (uint64_t i = 0; i < packets; i++) {
    struct segment s = flow_segment(i, seq, text);
    s.echo = stamps[1 - s.from];
    write_segment(&client, &s);
    stamps[s.from] = stamp_at(microseconds);
    seq += s.text;
  }
}

/* Of one number another that does not tell the next one's. */
static uint32_t scattered(uint32_t number) {
  number = (number ^ number >> 16) * 0x7feb352d;
  number = (number ^ number >> 15) * 0x846ca68b;
  return number ^ number >> 16;
}

static struct client client_of(uint64_t number) {
  enum { PORTS = 60000 };
  return (struct client){(uint32_t)(0x0b000000 + number / PORTS),
                         (uint16_t)(1024 + number % PORTS),
                         {scattered(2 * (uint32_t)number), scattered(2 * (uint32_t)number + 1)}};
}

/* The same segment of every connection, then the next of every connection; PER_FLOW of them.  So
   the one before it of a connection came COUNT packets ago. */
static void make_flows(uint64_t count, size_t per_flow) {
  enum { REQUEST = 300, ANSWER = 1000, A = 1, B = 1 };
  const struct segment segments[] = {handshake[0],
                                     handshake[1],
                                     handshake[2],
                                     {0, A, B, PSH | ACK, REQUEST, 0},
                                     {1, B, A + REQUEST, ACK, 0, 0},
                                     {1, B, A + REQUEST, PSH | ACK, ANSWER, 0},
                                     {0, A + REQUEST, B + ANSWER, ACK, 0, 0},
                                     {0, A + REQUEST, B + ANSWER, FIN | ACK, 0, 0},
                                     {1, B + ANSWER, A + REQUEST + 1, FIN | ACK, 0, 0},
                                     {0, A + REQUEST + 1, B + ANSWER + 1, ACK, 0, 0}};
  uint64_t ago = 0; /* segments since the other end sent its latest */
  for (size_t i = 0; i < per_flow; i++) {
    ago = i > 0 && segments[i].from == segments[i - 1].from ? ago + 1 : 1;
    for (uint64_t number = 0; number < count; number++) {
      struct client client = client_of(number);
      struct segment s = segments[i];
      if (i > 0) s.echo = stamp_at(microseconds + STEP - ago * count * STEP);
      write_segment(&client, &s);
    }
  }
}

static void make_half_open(uint64_t count) {
  for (uint64_t number = 0; number < count; number++) {
    struct client client = client_of(number);
    write_segment(&client, &handshake[0]);
  }
}

static int usage(void) {
  (void)fputs(
      "usage: make_capture flow PACKETS TEXT | flows COUNT | open COUNT | half-open COUNT\n",
      stderr);
  return 2;
}

int main(int argc, char **argv) {
  const char *kind = argc > 2 ? argv[1] : "";
  uint64_t count = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
  uint32_t text = argc > 3 ? (uint32_t)strtoul(argv[3], NULL, 10) : 0;
  if (text > TEXT_MAX) return usage();
  write_file_header();
  if (strcmp(kind, "flow") == 0)
    make_flow(count, text);
  else if (strcmp(kind, "flows") == 0)
    make_flows(count, 10);
  else if (strcmp(kind, "open") == 0)
    make_flows(count, 7);
  else if (strcmp(kind, "half-open") == 0)
    make_half_open(count);
  else
    return usage();
  return fflush(stdout) == 0 ? 0 : 1;
}
