#include "icmp.h"
#include "wire.h"

#include <stdio.h>
#include <string.h>

enum { ICMP_HEADER = 8, PORTS_AND_SEQ = 8, TCP = 6, ICMPV6 = 58 };

enum { UNREACHABLE = 3, SOURCE_QUENCH = 4, TIME_EXCEEDED = 11, PARAMETER_PROBLEM = 12 };
enum { V6_UNREACHABLE = 1, V6_TOO_BIG = 2, V6_TIME_EXCEEDED = 3, V6_PARAMETER_PROBLEM = 4 };

static uint32_t get32(const uint8_t *octets) {
  return (uint32_t)octets[0] << 24 | (uint32_t)octets[1] << 16 | (uint32_t)octets[2] << 8 |
         octets[3];
}

/* Is it as it was sent?  The pseudo-header of IPv6 has another protocol than TCP's. */
static bool is_sound(const struct plumb_ip *ip, const uint8_t *icmp) {
  if (ip->error == PLUMB_IP_CUT) return true; /* it cannot be computed */
  uint32_t sum = plumb_octet_sum(icmp, ip->length);
  if (ip->v6) sum += plumb_pseudo_sum(ip->source, ip->destination, ip->length) + ICMPV6 - TCP;
  return plumb_checksum(sum) == 0;
}

/* ---- Kinds ----------------------------------------------------------------------------------- */

struct row {
  uint8_t type, code;
  uint8_t kind;
  const char *name;
};

/* Those that RFC 9293 and RFC 5927 speak of; of types in NAMES the others are ICMP_OTHER. */
static const struct row rows[] = {
    {UNREACHABLE, 0, ICMP_SOFT, "network unreachable"},
    {UNREACHABLE, 1, ICMP_SOFT, "host unreachable"},
    {UNREACHABLE, 2, ICMP_HARD, "protocol unreachable"},
    {UNREACHABLE, 3, ICMP_HARD, "port unreachable"},
    {UNREACHABLE, 4, ICMP_TOO_BIG, "fragmentation needed"},
    {UNREACHABLE, 5, ICMP_SOFT, "source route failed"},
    {UNREACHABLE, 13, ICMP_OTHER, "administratively prohibited"},
    {SOURCE_QUENCH, 0, ICMP_QUENCH, "source quench"},
    {TIME_EXCEEDED, 0, ICMP_SOFT, "time to live exceeded"},
    {TIME_EXCEEDED, 1, ICMP_SOFT, "reassembly time exceeded"},
    {PARAMETER_PROBLEM, 0, ICMP_SOFT, "parameter problem"},
    {PARAMETER_PROBLEM, 1, ICMP_SOFT, "parameter problem, required option missing"},
    {PARAMETER_PROBLEM, 2, ICMP_SOFT, "parameter problem, bad length"},
};

static const struct row v6_rows[] = {
    {V6_UNREACHABLE, 0, ICMP_SOFT, "no route to destination"},
    {V6_UNREACHABLE, 1, ICMP_HARD, "administratively prohibited"},
    {V6_UNREACHABLE, 3, ICMP_SOFT, "address unreachable"},
    {V6_UNREACHABLE, 4, ICMP_HARD, "port unreachable"},
    {V6_TOO_BIG, 0, ICMP_TOO_BIG, "packet too big"},
    {V6_TIME_EXCEEDED, 0, ICMP_SOFT, "hop limit exceeded"},
    {V6_TIME_EXCEEDED, 1, ICMP_SOFT, "reassembly time exceeded"},
    {V6_PARAMETER_PROBLEM, 0, ICMP_SOFT, "parameter problem, erroneous header"},
    {V6_PARAMETER_PROBLEM, 1, ICMP_SOFT, "parameter problem, unknown next header"},
    {V6_PARAMETER_PROBLEM, 2, ICMP_SOFT, "parameter problem, unknown option"},
};

/* NULL if it is in neither table. */
static const struct row *row_of(const struct icmp_error *error) {
  const struct row *table = error->is_v6 ? v6_rows : rows;
  const size_t count =
      error->is_v6 ? sizeof v6_rows / sizeof v6_rows[0] : sizeof rows / sizeof rows[0];
  for (size_t i = 0; i < count; i++)
    if (table[i].type == error->type && table[i].code == error->code) return &table[i];
  return NULL;
}

/* Does it quote what it is about? */
static bool is_error(const struct icmp_error *error) {
  if (error->is_v6) return V6_UNREACHABLE <= error->type && error->type <= V6_PARAMETER_PROBLEM;
  return error->type == UNREACHABLE || error->type == SOURCE_QUENCH ||
         error->type == TIME_EXCEEDED || error->type == PARAMETER_PROBLEM;
}

static void classify(struct icmp_error *error, const uint8_t *icmp) {
  const struct row *row = row_of(error);
  error->kind = row == NULL ? ICMP_OTHER : row->kind;
  if (error->kind != ICMP_TOO_BIG) return;
  uint32_t mtu = error->is_v6 ? get32(icmp + 4) : get32(icmp + 4) % 65536;
  error->mtu = mtu < UINT16_MAX ? (uint16_t)mtu : UINT16_MAX;
}

/* ---- Reading --------------------------------------------------------------------------------- */

static bool same_address(const struct plumb_address *a, const struct plumb_address *b) {
  return a->w0 == b->w0 && a->w1 == b->w1 && a->w2 == b->w2 && a->w3 == b->w3;
}

/* The beginning of a TCP segment, from TO on, in what is quoted of a datagram: eight octets of it
   are always there (RFC 792). */
static bool quotes_segment(const uint8_t *quote, size_t captured, const struct plumb_ip *outer,
                           struct icmp_error *error) {
  struct plumb_ip ip = plumb_ip_parse(quote, (uint32_t)captured);
  if (ip.error != PLUMB_IP_OK && ip.error != PLUMB_IP_CUT) return false;
  if (ip.v6 != outer->v6 || ip.protocol != TCP || ip.at + PORTS_AND_SEQ > captured ||
      !same_address(&ip.source, &outer->destination))
    return false;
  error->seq = get32(quote + ip.at + 4);
  error->size = (uint16_t)(ip.at + ip.length);
  return true;
}

bool icmp_read(const struct capture_packet *raw, const struct plumb_ip *ip,
               struct icmp_error *error, size_t *quoted) {
  const uint32_t end =
      raw->captured < (size_t)ip->at + ip->length ? (uint32_t)raw->captured : ip->at + ip->length;
  *quoted = (size_t)ip->at + ICMP_HEADER;
  if (end <= *quoted) return false;
  const uint8_t *icmp = raw->ip + ip->at;
  *error = (struct icmp_error){.type = icmp[0], .code = icmp[1], .is_v6 = ip->v6};
  if (!is_error(error) || !is_sound(ip, icmp) ||
      !quotes_segment(raw->ip + *quoted, end - *quoted, ip, error))
    return false;
  classify(error, icmp);
  return true;
}

/* ---- In words -------------------------------------------------------------------------------- */

const char *icmp_kind_name(enum icmp_kind kind) {
  static const char *const names[] = {[ICMP_SOFT] = "soft",
                                      [ICMP_HARD] = "hard",
                                      [ICMP_TOO_BIG] = "too big",
                                      [ICMP_QUENCH] = "source quench",
                                      [ICMP_OTHER] = "other"};
  return names[kind];
}

static const char *type_name(const struct icmp_error *error) {
  if (error->is_v6) return error->type == V6_UNREACHABLE ? "unreachable" : "error";
  return error->type == UNREACHABLE ? "unreachable" : "error";
}

const char *icmp_text(const struct icmp_error *error, char text[ICMP_TEXT_SIZE]) {
  const struct row *row = row_of(error);
  char more[32] = "";
  if (error->kind == ICMP_SOFT || error->kind == ICMP_HARD)
    (void)snprintf(more, sizeof more, ", a %s error", icmp_kind_name((enum icmp_kind)error->kind));
  if (error->mtu > 0) (void)snprintf(more, sizeof more, ", MTU %u", (unsigned)error->mtu);
  (void)snprintf(text, ICMP_TEXT_SIZE, "%s (type %u, code %u)%s",
                 row != NULL ? row->name : type_name(error), (unsigned)error->type,
                 (unsigned)error->code, more);
  return text;
}
