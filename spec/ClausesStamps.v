(** * Clauses about timestamps that a history shows by itself (RFC 7323) *)
From Plumb Require Import Seq Segment Host History.
Require Import ZArith List.
Import ListNotations.
Open Scope Z_scope.

Definition Stamped (s : seg) : Prop := options_has_ts (seg_options s) = true.

(** The timestamp sent last in history [l], latest first; that of a reset does not count, it may be
    zero (R7323-5.2-e). *)
Inductive StampLast : list label -> Z -> Prop :=
  | SL_sent : forall t q l, Stamped q -> ~ HasRst q -> StampLast (Sent t q :: l) (options_ts_val (seg_options q))
  | SL_other : forall t q l a, ~ Stamped q \/ HasRst q -> StampLast l a -> StampLast (Sent t q :: l) a
  | SL_arrived : forall t q l a, StampLast l a -> StampLast (Arrived t q :: l) a
  | SL_ended : forall t l a, StampLast l a -> StampLast (Ended t :: l) a.

(** R7323-4.1-a: the timestamp clock is proportional to real time; so it never goes back. *)
Definition ClockForward : clause := fun before _ s =>
  Stamped s -> ~ HasRst s -> forall a, StampLast (rev before) a ->
  seq_leq a (options_ts_val (seg_options s)) = true.

(** R7323-3.2-c: with ACK, the echo is of a timestamp that has arrived, if any has. *)
Definition EchoesArrived : clause := fun before _ s =>
  Stamped s -> HasAck s -> ~ HasRst s ->
  (exists t q, In (Arrived t q) before /\ Stamped q) ->
  exists t q, In (Arrived t q) before /\ Stamped q
    /\ options_ts_val (seg_options q) = options_ts_ecr (seg_options s).
