(** * Resets without timestamps (RFC 7323 sections 3.2, 5.2)

    What makes an endpoint send a reset a history does not tell: a segment that has arrived, or its
    user; nor whether the connection is still there.  Whatever it was, a timestamp is asked for as
    long as nothing without one has arrived.  Of an endpoint that has sent no timestamp nothing is
    said: it may have none. *)
From Plumb Require Import Seq Segment Host History ClausesStamps.
Require Import ZArith List.
Open Scope Z_scope.

(** Both SYNs had the option: a segment with ACK has it, that was sent. *)
Definition StampsAgreed (before : list label) : Prop :=
  exists t q, In (Sent t q) before /\ ~ HasRst q /\ HasAck q /\ Stamped q.

(** R7323-3.2-h: then a reset has it too; if the connection is gone, as an answer (R7323-5.2-c), for
    whatever has arrived had it. *)
Definition StampOnReset : clause := fun before _ s =>
  HasRst s -> StampsAgreed before -> (forall t q, In (Arrived t q) before -> Stamped q) -> Stamped s.
