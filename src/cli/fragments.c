#include "fragments.h"
#include "message.h"
#include "wire.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { IPV4_HEADER = 20, IPV6_HEADER = 40, HEADERS = 256, LARGEST = 65535, UNIT = 8 };

enum { HOP_BY_HOP = 0, ROUTING = 43, FRAGMENT = 44, FRAGMENT_HEADER = 8, OPTIONS = 60 };

static unsigned get16(const uint8_t *octets) { return (unsigned)octets[0] * 256 + octets[1]; }

static void put16(uint8_t *octets, unsigned value) {
  octets[0] = (uint8_t)(value / 256);
  octets[1] = (uint8_t)(value % 256);
}

/* ---- One fragment ---------------------------------------------------------------------------- */

struct piece {
  struct partial partial; /* whose it is */
  uint8_t protocol;
  bool more;        /* others follow */
  unsigned header;  /* octets before its payload, without the fragment header */
  unsigned next_at; /* of IPv6: where the header before the fragment header names it */
  unsigned offset;  /* of its payload in that of the datagram */
  unsigned length;  /* of its payload, all of which was captured */
  const uint8_t *payload;
};

static bool read_ipv4(const struct capture_packet *raw, struct piece *piece) {
  const uint8_t *ip = raw->ip;
  if (raw->captured < IPV4_HEADER) return false;
  const unsigned header = 4U * (ip[0] % 16U), total = get16(ip + 2), place = get16(ip + 6);
  if (header < IPV4_HEADER || total <= header || raw->captured < total) return false;
  piece->protocol = ip[9];
  piece->more = place / 8192 % 2 == 1;
  piece->header = header;
  piece->offset = place % 8192 * UNIT;
  piece->length = total - header;
  piece->payload = ip + header;
  return true;
}

/* Over the headers that come with every fragment. */
static bool read_ipv6(const struct capture_packet *raw, struct piece *piece) {
  const uint8_t *ip = raw->ip;
  if (raw->captured < IPV6_HEADER) return false;
  const unsigned end = IPV6_HEADER + get16(ip + 4);
  unsigned at = IPV6_HEADER, next = ip[6];
  if (raw->captured < end) return false;
  piece->next_at = 6;
  while (next == HOP_BY_HOP || next == ROUTING || next == OPTIONS) {
    if (end < at + UNIT) return false;
    next = ip[at];
    piece->next_at = at;
    at += UNIT * (ip[at + 1] + 1U);
  }
  if (next != FRAGMENT || end <= at + FRAGMENT_HEADER) return false;
  piece->protocol = ip[at];
  piece->more = ip[at + 3] % 2 == 1;
  piece->header = at;
  piece->offset = get16(ip + at + 2) / UNIT * UNIT;
  piece->length = end - at - FRAGMENT_HEADER;
  piece->payload = ip + at + FRAGMENT_HEADER;
  return true;
}

/* False if it is none that a receiver could use. */
static bool read_piece(const struct capture_packet *raw, uint8_t tunnel, struct piece *piece) {
  *piece = (struct piece){.partial = partial_read(raw)};
  piece->partial.from.tunnel = piece->partial.to.tunnel = tunnel;
  const bool is_read = piece->partial.from.is_v6 ? read_ipv6(raw, piece) : read_ipv4(raw, piece);
  return is_read && piece->header <= HEADERS && (!piece->more || piece->length % UNIT == 0) &&
         piece->offset + piece->length + piece->header <= LARGEST;
}

/* ---- The fragments of a datagram ------------------------------------------------------------- */

struct pile {
  struct partial partial; /* of the first fragment as soon as it is there */
  uint8_t protocol;
  uint64_t begun;  /* when the first to come came, microseconds */
  unsigned header; /* octets, once the first fragment is there; else 0 */
  unsigned next_at;
  unsigned total;    /* octets of payload, once the last fragment is there; else 0 */
  unsigned received; /* of them */
  unsigned end;      /* of what is there, gaps included */
  struct pieces pieces;
  uint8_t units[(LARGEST / UNIT + 7) / 8]; /* bit by bit: which eight octets are there */
  uint8_t headers[HEADERS];
  uint8_t payload[LARGEST + UNIT];
};

static bool is_of(const struct pile *pile, const struct piece *piece) {
  const struct partial *a = &pile->partial, *b = &piece->partial;
  return a->id == b->id && pile->protocol == piece->protocol && a->from.tunnel == b->from.tunnel &&
         same_host(&a->from, &b->from) && same_host(&a->to, &b->to);
}

static bool has_unit(const struct pile *pile, unsigned unit) {
  return pile->units[unit / 8] >> unit % 8 & 1;
}

static bool is_there(const struct pile *pile, const struct piece *piece, bool all) {
  for (unsigned at = piece->offset; at < piece->offset + piece->length; at += UNIT)
    if (has_unit(pile, at / UNIT) != all) return !all;
  return all;
}

static void lay(struct pile *pile, const struct piece *piece, const uint8_t *headers) {
  for (unsigned at = piece->offset; at < piece->offset + piece->length; at += UNIT)
    pile->units[at / UNIT / 8] |= (uint8_t)(1U << at / UNIT % 8);
  memcpy(pile->payload + piece->offset, piece->payload, piece->length);
  pile->received += piece->length;
  if (pile->end < piece->offset + piece->length) pile->end = piece->offset + piece->length;
  if (piece->partial.may_be_tcp)
    pile->pieces.tcp++;
  else
    pile->pieces.other++;
  if (!piece->more) pile->total = piece->offset + piece->length;
  if (piece->offset != 0) return;
  pile->partial = piece->partial;
  pile->header = piece->header;
  pile->next_at = piece->next_at;
  memcpy(pile->headers, headers, piece->header);
}

/* Does it fit the others?  One that comes again is no harm. */
enum fit { FITS, AGAIN, CONTRADICTS };

static enum fit fit_of(const struct pile *pile, const struct piece *piece) {
  const unsigned end = piece->offset + piece->length;
  if (is_there(pile, piece, true) && end <= pile->end && (piece->more || pile->total == end) &&
      memcmp(pile->payload + piece->offset, piece->payload, piece->length) == 0)
    return AGAIN;
  if (is_there(pile, piece, false)) return CONTRADICTS;
  if (piece->more) return pile->total != 0 && end > pile->total ? CONTRADICTS : FITS;
  return pile->total != 0 || end < pile->end ? CONTRADICTS : FITS;
}

static bool is_whole(const struct pile *pile) {
  return pile->header != 0 && pile->total != 0 && pile->received == pile->total;
}

/* ---- All of them ----------------------------------------------------------------------------- */

static void give_up(struct pile **place, struct unread *unread) {
  unread_add(unread, &(*place)->partial);
  free(*place);
  *place = NULL;
}

/* Where the pile of PIECE is, or where it may be put. */
static struct pile **place_for(struct fragments *fragments, const struct piece *piece,
                               struct unread *unread) {
  struct pile **place = &fragments->piles[0];
  for (size_t i = 0; i < PILES; i++)
    if (fragments->piles[i] != NULL && is_of(fragments->piles[i], piece))
      return &fragments->piles[i];
  for (size_t i = 0; i < PILES && *place != NULL; i++)
    if (fragments->piles[i] == NULL || fragments->piles[i]->begun < (*place)->begun)
      place = &fragments->piles[i];
  if (*place != NULL) give_up(place, unread);
  return place;
}

static struct pile *new_pile(const struct piece *piece, uint64_t time) {
  struct pile *pile = grow(NULL, 1, sizeof *pile);
  memset(pile, 0, offsetof(struct pile, headers));
  pile->partial = piece->partial;
  pile->protocol = piece->protocol;
  pile->begun = time;
  return pile;
}

/* The datagram as its sender had it, but for what changes on the way. */
static void put_together(struct fragments *fragments, const struct pile *pile,
                         struct capture_packet *datagram) {
  if (fragments->whole == NULL) fragments->whole = grow(NULL, HEADERS + LARGEST, 1);
  uint8_t *ip = fragments->whole;
  const unsigned length = pile->header + pile->total;
  memcpy(ip, pile->headers, pile->header);
  memcpy(ip + pile->header, pile->payload, pile->total);
  if (pile->partial.from.is_v6) {
    ip[pile->next_at] = pile->protocol;
    put16(ip + 4, length - IPV6_HEADER);
  } else {
    put16(ip + 2, length);
    put16(ip + 6, 0);
    put16(ip + 10, 0);
    put16(ip + 10, plumb_checksum(plumb_octet_sum(ip, pile->header)));
  }
  datagram->ip = ip;
  datagram->captured = datagram->length = length;
}

enum fragment_result fragments_add(struct fragments *fragments, const struct capture_packet *raw,
                                   uint8_t tunnel, uint64_t time, struct unread *unread,
                                   struct capture_packet *datagram, struct pieces *pieces) {
  struct piece piece;
  if (!read_piece(raw, tunnel, &piece)) {
    unread_add(unread, &piece.partial);
    return FRAGMENT_LOST;
  }
  struct pile **place = place_for(fragments, &piece, unread);
  if (*place != NULL && time - (*place)->begun > FRAGMENTS_KEPT) give_up(place, unread);
  if (*place == NULL) *place = new_pile(&piece, time);
  const enum fit fit = fit_of(*place, &piece);
  if (fit == AGAIN) return FRAGMENT_KEPT;
  if (fit == CONTRADICTS) {
    give_up(place, unread);
    return FRAGMENT_LOST;
  }
  lay(*place, &piece, raw->ip);
  if (!is_whole(*place)) return FRAGMENT_KEPT;
  *datagram = *raw;
  *pieces = (*place)->pieces;
  put_together(fragments, *place, datagram);
  free(*place);
  *place = NULL;
  return FRAGMENT_WHOLE;
}

bool fragments_concern(const struct fragments *fragments, const struct socket_id ends[2]) {
  struct unread waiting = {.count = 0};
  for (size_t i = 0; i < PILES; i++)
    if (fragments->piles[i] != NULL) unread_add(&waiting, &fragments->piles[i]->partial);
  const bool concerns = unread_concerns(&waiting, ends);
  unread_free(&waiting);
  return concerns;
}

void fragments_give_up(struct fragments *fragments, struct unread *unread) {
  for (size_t i = 0; i < PILES; i++)
    if (fragments->piles[i] != NULL) give_up(&fragments->piles[i], unread);
}

void fragments_free(struct fragments *fragments) {
  for (size_t i = 0; i < PILES; i++)
    free(fragments->piles[i]);
  free(fragments->whole);
  *fragments = (struct fragments){.whole = NULL};
}
