(** * Histories: what a capture at an endpoint shows of it

    Segments that arrive, segments that are sent, each with its time, and the end of the capture. *)
From Plumb Require Import Seq Segment.
Require Import ZArith List.
Import ListNotations.

Inductive label :=
  | Arrived (t : Z) (s : seg)
  | Sent (t : Z) (s : seg)
  | Ended (t : Z).

(** A clause that says of each segment whether it may be sent: after the history [before], at time
    [t].  What the endpoint did is all it speaks of: not its state, nor its reasons. *)
Definition clause := list label -> Z -> seg -> Prop.

Definition Obeys (may : clause) (l : list label) : Prop :=
  forall before t s after, l = before ++ Sent t s :: after -> may before t s.
