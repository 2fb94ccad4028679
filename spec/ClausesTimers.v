(** * Clauses about retransmission that a history shows by itself (RFC 6298)

    A segment that is sent again while nothing has reached the endpoint was sent again by a timer:
    there is no other cause but a probe for the loss of the last segment (RFC 8985), which can only
    be the first repetition.  The first repetition of a SYN tells nothing either: whoever sends it may
    have had to find the neighbour first, while the SYN waited below TCP and its repetition caught up
    with it; and that of a SYN,ACK may answer a SYN that came before but was read after. *)
From Plumb Require Import Seq Segment Host History.
Require Import ZArith Bool List.
Import ListNotations.
Open Scope Z_scope.

Definition second : Z := 1000000.

(** [s] sends the first octet of [q] again, be it SYN, text or FIN. *)
Definition Repeats (s q : seg) : Prop :=
  seg_seq s = seg_seq q /\ (HasSyn s <-> HasSyn q)
  /\ 0 < seg_len s /\ 0 < seg_len q /\ ~ HasRst s /\ ~ HasRst q.

(** [SentAt s l times]: the history [l], latest first, ends with transmissions of what [s] repeats,
    at these times, latest first, and nothing in between; it may have more of them. *)
Inductive SentAt (s : seg) : list label -> list Z -> Prop :=
  | SA_none : forall l, SentAt s l []
  | SA_sent : forall t q l times, Repeats s q -> SentAt s l times -> SentAt s (Sent t q :: l) (t :: times).

Section Grain.
(** How coarse the endpoint's clock is, and the capture's (R6298-4-a; half a second is common). *)
Variable grain : Z.

(** R6298-5.5-a: from one expiry of the timer to the next the timeout doubles, unless it has come to
    a limit of a minute or more (R6298-2.5-a).  Each interval may be shorter or longer than the
    timeout by a tick. *)
Definition BacksOff : clause := fun before t s =>
  forall t2 t1 t0 times, SentAt s (rev before) (t2 :: t1 :: t0 :: times) ->
  2 * (t2 - t1) <= t - t2 + 3 * grain \/ 60 * second <= t - t2 + grain.

(** R6298-2.4-a: a timeout is not below one second.  The second repetition tells. *)
Definition WaitsOneSecond : clause := fun before t s =>
  forall t1 t0 times, SentAt s (rev before) (t1 :: t0 :: times) -> ~ HasSyn s -> second <= t - t1 + grain.

(** R6298-2.1-a: nor is that of a SYN, if the one before did not leave together with its predecessor. *)
Definition SynWaitsOneSecond : clause := fun before t s =>
  forall t1 t0 times, SentAt s (rev before) (t1 :: t0 :: times) -> HasSyn s -> grain <= t1 - t0 ->
  second <= t - t1 + grain.
End Grain.
