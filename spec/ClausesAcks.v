(** * Clauses about acknowledgments that a history shows by itself (RFC 5681 section 4.2) *)
From Plumb Require Import Seq Segment Host History.
Require Import ZArith List.
Import ListNotations.
Open Scope Z_scope.

(** ** Delay *)

(** The acknowledgment number sent last in history [l], latest first. *)
Inductive AckedLast : list label -> Z -> Prop :=
  | AL_sent : forall t q l, HasAck q -> ~ HasRst q -> AckedLast (Sent t q :: l) (seg_ack q)
  | AL_no_ack : forall t q l a, ~ HasAck q \/ HasRst q -> AckedLast l a -> AckedLast (Sent t q :: l) a
  | AL_arrived : forall t q l a, AckedLast l a -> AckedLast (Arrived t q :: l) a
  | AL_ended : forall t l a, AckedLast l a -> AckedLast (Ended t :: l) a.

(** Octet number [a] is among the text of [q]. *)
Definition HasOctet (q : seg) (a : Z) : Prop := (a - text_seq q) mod 2 ^ 32 < seg_text q.

(** Octet [a] arrived last at [t0], in history [l], latest first; and no acknowledgment number but
    [a], the one that asks for it, has been sent since. *)
Inductive Withheld (a : Z) : list label -> Z -> Prop :=
  | W_arrived : forall t q l, HasOctet q a -> AckedLast l a -> Withheld a (Arrived t q :: l) t
  | W_other : forall t q l t0, ~ HasOctet q a -> Withheld a l t0 -> Withheld a (Arrived t q :: l) t0
  | W_sent : forall t q l t0, (HasAck q -> ~ HasRst q -> seg_ack q = a) -> Withheld a l t0 ->
      Withheld a (Sent t q :: l) t0
  | W_ended : forall t l t0, Withheld a l t0 -> Withheld a (Ended t :: l) t0.

(** MUST-40, R5681-4.2-d: the ACK of an octet comes within half a second of its arrival.  The
    endpoint has taken the octet, for it acknowledges it; [lag] is what a busy host may add. *)
Definition AcksInTime (lag : Z) : clause := fun before t s =>
  HasAck s -> ~ HasRst s -> forall a t0, AckedLast (rev before) a -> Withheld a (rev before) t0 ->
  seq_lt a (seg_ack s) = true -> t <= t0 + 500000 + lag.
