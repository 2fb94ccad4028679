(** * What is sent again is what was sent (RFC 9293 section 3.10.8)

    The capture tells of each segment the ones' complement sum of its text: 1 to 65535, or 0 where
    the checksum does not tell it.  Sums that differ are of texts that differ; texts that differ may
    well have one sum.  Histories are read latest first. *)
From Plumb Require Import Seq Segment Host History ClausesFlight.
Require Import ZArith List.
Import ListNotations.
Open Scope Z_scope.

Definition summed := list (label * Z).

(** How far the peer has acknowledged; what lies before that is the peer's, and what is sent there
    may be garbage: MAY-6, a keep-alive. *)
Fixpoint acknowledged (l : summed) : option Z :=
  match l with
  | (Arrived _ q, _) :: l' =>
      if ctl_ack (seg_ctl q) then
        match acknowledged l' with Some u => Some (later u (seg_ack q)) | None => Some (seg_ack q) end
      else acknowledged l'
  | _ :: l' => acknowledged l'
  | [] => None
  end.

(** [q] has text, and [s] has as many octets from the same sequence number on. *)
Definition HasText (s : seg) : Prop := 0 < seg_text s /\ ~ HasSyn s /\ ~ HasRst s.
Definition SamePlace (s q : seg) : Prop :=
  HasText s /\ HasText q /\ seg_seq s = seg_seq q /\ seg_text s = seg_text q.

(** Text in the place of [s] was sent when nothing there was acknowledged, nor was until now; its
    sum was [sum]. *)
Inductive SentThere (s : seg) : summed -> Z -> Prop :=
  | ST_sent : forall t q sum l u, SamePlace s q -> acknowledged l = Some u ->
      seq_leq u (seg_seq q) = true -> SentThere s ((Sent t q, sum) :: l) sum
  | ST_later : forall t q sum l sum0, SentThere s l sum0 -> SentThere s ((Sent t q, sum) :: l) sum0
  | ST_arrived : forall t q sum l sum0, (HasAck q -> seq_lt (seg_seq s) (seg_ack q) = false) ->
      SentThere s l sum0 -> SentThere s ((Arrived t q, sum) :: l) sum0
  | ST_ended : forall t sum l sum0, SentThere s l sum0 -> SentThere s ((Ended t, sum) :: l) sum0.

(** EV-TORTX-ANY-1: a segment of the retransmission queue is sent again, not another in its place.
    [s] has text with the sum [sum]. *)
Definition SameText (sum : Z) (before : summed) (s : seg) : Prop :=
  forall sum0, SentThere s (rev before) sum0 -> sum0 <> 0 -> sum <> 0 -> sum = sum0.
