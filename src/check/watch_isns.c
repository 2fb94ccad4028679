/* The watch on initial sequence numbers, in the order of spec/WatchIsns.v. */
#include "watch_isns.h"
#include "seq.h"

struct plumb_isn_watch plumb_start_isn_watch(void) {
  return (struct plumb_isn_watch){.count = 0};
}

/*@ assigns \nothing; ensures \result <==> IsnClose(x, y); */
static bool IsnClose(struct plumb_isn_opening x, struct plumb_isn_opening y) {
  return seq_sub(y.isn, x.isn) < 1048576u;
}

/*@ assigns \nothing; ensures \result <==> OtherSockets(x, y); */
static bool OtherSockets(struct plumb_isn_opening x, struct plumb_isn_opening y) {
  return x.sockets != y.sockets;
}

/*@ assigns \nothing; ensures \result <==> AllOtherSockets(w, x); */
static bool AllOtherSockets(struct plumb_isn_watch w, struct plumb_isn_opening x) {
  return OtherSockets(w.o0, x) && OtherSockets(w.o1, x) && OtherSockets(w.o2, x) &&
         OtherSockets(w.o3, x) && OtherSockets(w.o1, w.o0) && OtherSockets(w.o2, w.o0) &&
         OtherSockets(w.o3, w.o0) && OtherSockets(w.o2, w.o1) && OtherSockets(w.o3, w.o1) &&
         OtherSockets(w.o3, w.o2);
}

enum plumb_isn_fault plumb_isn_watch_opens(struct plumb_isn_watch w, struct plumb_isn_opening x) {
  bool predictable = w.count == 4 && AllOtherSockets(w, x) && IsnClose(w.o3, w.o2) &&
                     IsnClose(w.o2, w.o1) && IsnClose(w.o1, w.o0) && IsnClose(w.o0, x);
  return predictable ? PLUMB_ISN_PREDICTABLE : PLUMB_NO_ISN_FAULT;
}

struct plumb_isn_watch plumb_isn_watch_after(struct plumb_isn_watch w, struct plumb_isn_opening x) {
  return (struct plumb_isn_watch){.count = w.count < 4 ? (uint8_t)(w.count + 1) : 4,
                                  .o0 = x,
                                  .o1 = w.o0,
                                  .o2 = w.o1,
                                  .o3 = w.o2};
}

static const struct plumb_clause clauses[] = {
    [PLUMB_ISN_PREDICTABLE] =
        {"SHLD-1", false,
         "Its initial sequence numbers tell the next one: five connections began close together"},
};

const struct plumb_clause *plumb_isn_clause(enum plumb_isn_fault f) { return &clauses[f]; }
