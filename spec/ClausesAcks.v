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

(** It acknowledges something. *)
Definition Acks (q : seg) : Prop := HasAck q /\ ~ HasRst q.

(** History [l], latest first: [a] is the acknowledgment number sent last, and [n] octets from there
    on, of which 65,535 are counted at most, arrived in sequence.  The first of them has waited since
    [t0]: then it arrived last, or was asked for although it had arrived. *)
Inductive Waiting : list label -> Z -> Z -> Z -> Prop :=
  | W_first : forall t q l, Acks q -> (forall a, ~ AckedLast l a) -> Waiting (Sent t q :: l) (seg_ack q) 0 0
  | W_same : forall t q l a n t0, (Acks q -> seg_ack q = a) -> Waiting l a n t0 -> Waiting (Sent t q :: l) a n t0
  | W_part : forall t q l a n t0, Acks q -> seg_ack q <> a -> (seg_ack q - a) mod 2 ^ 32 < n ->
      Waiting l a n t0 -> Waiting (Sent t q :: l) (seg_ack q) (n - (seg_ack q - a) mod 2 ^ 32) t
  | W_all : forall t q l a n t0, Acks q -> seg_ack q <> a -> n <= (seg_ack q - a) mod 2 ^ 32 ->
      Waiting l a n t0 -> Waiting (Sent t q :: l) (seg_ack q) 0 0
  | W_arrived : forall t q l a n t0 n' t0', Waiting l a n t0 ->
      (HasOctet q ((a + n) mod 2 ^ 32) -> n' = Z.min 65535 ((text_seq q + seg_text q - a) mod 2 ^ 32)) ->
      (~ HasOctet q ((a + n) mod 2 ^ 32) -> n' = n) ->
      (HasOctet q a -> t0' = t) -> (~ HasOctet q a -> t0' = t0) -> Waiting (Arrived t q :: l) a n' t0'
  | W_ended : forall t l a n t0, Waiting l a n t0 -> Waiting (Ended t :: l) a n t0.

(** MUST-40, R5681-4.2-d: the ACK of an octet comes within half a second of its arrival.  The
    endpoint has taken the octet, for it acknowledges it; [lag] is what a busy host may add. *)
Definition AcksInTime (lag : Z) : clause := fun before t s =>
  Acks s -> forall a n t0, Waiting (rev before) a n t0 -> 0 < n ->
  seq_lt a (seg_ack s) = true -> t <= t0 + 500000 + lag.
