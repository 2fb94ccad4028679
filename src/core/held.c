#include "held.h"

#include "seq.h"

#define NO_BLOCK ((struct plumb_block){0, 0})

/*@ assigns \nothing; ensures \result <==> NoBlock(x); */
static bool NoBlock(struct plumb_block x) { return x.left == x.right; }

/* x and b overlap or stand side by side. */
/*@ assigns \nothing; ensures \result <==> Touch(b, x); */
static bool Touch(struct plumb_block b, struct plumb_block x) {
  return !NoBlock(x) && seq_leq(x.left, b.right) && seq_leq(b.left, x.right);
}

/* b, with x joined to it if they touch ... */
/*@ assigns \nothing; ensures \result == joined(b, x); */
static struct plumb_block joined(struct plumb_block b, struct plumb_block x) {
  if (Touch(b, x)) {
    if (seq_lt(x.left, b.left)) b.left = x.left;
    if (seq_lt(b.right, x.right)) b.right = x.right;
  }
  return b;
}

/* ... and what then remains of x beside it. */
/*@ assigns \nothing; ensures \result == beside(b, x); */
static struct plumb_block beside(struct plumb_block b, struct plumb_block x) {
  return Touch(b, x) ? NO_BLOCK : x;
}

/* b in front of the others; one of them must be empty to give it room, else it is not held. */
/*@ assigns \nothing; ensures \result == hold_first(b, old, h); */
static struct plumb_held hold_first(struct plumb_block b, struct plumb_held old,
                                    struct plumb_held h) {
  if (NoBlock(h.b0)) return (struct plumb_held){b, h.b1, h.b2, h.b3};
  if (NoBlock(h.b1)) return (struct plumb_held){b, h.b0, h.b2, h.b3};
  if (NoBlock(h.b2)) return (struct plumb_held){b, h.b0, h.b1, h.b3};
  if (NoBlock(h.b3)) return (struct plumb_held){b, h.b0, h.b1, h.b2};
  return old;
}

struct plumb_held plumb_hold(struct plumb_held h, struct plumb_block b) {
  struct plumb_block j = joined(joined(joined(joined(b, h.b0), h.b1), h.b2), h.b3);
  struct plumb_held others = {beside(j, h.b0), beside(j, h.b1), beside(j, h.b2), beside(j, h.b3)};
  return hold_first(j, h, others);
}

/* RCV.NXT moves over a run that begins at or before it. */
/*@ assigns \nothing; ensures \result == over(nxt, x); */
static uint32_t over(uint32_t nxt, struct plumb_block x) {
  return !NoBlock(x) && seq_leq(x.left, nxt) && seq_lt(nxt, x.right) ? x.right : nxt;
}

uint32_t plumb_over_held(uint32_t nxt, struct plumb_held h) {
  return over(over(over(over(nxt, h.b0), h.b1), h.b2), h.b3);
}

/* A run that RCV.NXT has passed is forgotten. */
/*@ assigns \nothing; ensures \result == ahead(nxt, x); */
static struct plumb_block ahead(uint32_t nxt, struct plumb_block x) {
  return seq_lt(nxt, x.left) ? x : NO_BLOCK;
}

struct plumb_held plumb_still_held(uint32_t nxt, struct plumb_held h) {
  return (struct plumb_held){ahead(nxt, h.b0), ahead(nxt, h.b1), ahead(nxt, h.b2),
                             ahead(nxt, h.b3)};
}
