(** * Clauses that a history shows by itself

    Stated from the RFCs; the watches (Watch*.v) decide them, proofs/coq/Watch*.v shows that. *)
From Plumb Require Import Seq Segment Host History.
Require Import ZArith List.
Open Scope Z_scope.

(** ** Options *)
Definition SackPermitted (s : seg) : Prop := options_sack_permitted (seg_options s) = true.
Definition HasSack (s : seg) : Prop := 0 < sack_n (options_sack (seg_options s)).
Definition HasStamp (s : seg) : Prop := options_has_ts (seg_options s) = true.

(** R2018-2-b: no SACK-permitted without SYN. *)
Definition SackPermittedOnSyn : clause := fun _ _ s => SackPermitted s -> HasSyn s.

(** R2018-4-c: no SACK unless a SYN that permits it has arrived. *)
Definition SackIfPermitted : clause := fun before _ s =>
  HasSack s -> exists t q, In (Arrived t q) before /\ HasSyn q /\ SackPermitted q.

(** R7323-3.2-b: nothing is echoed without ACK; but a reset may echo the timestamp of what it
    answers (R7323-5.2-d). *)
Definition EchoWithAck : clause := fun _ _ s =>
  HasStamp s -> ~ HasAck s -> ~ HasRst s -> options_ts_ecr (seg_options s) = 0.
