(** * The watch on acknowledgments (spec/ClausesAcks.v)

    proofs/coq/WatchAcks.v: it finds a fault in a segment if and only if a clause forbids it. *)
From Plumb Require Import Seq Segment.
Require Import ZArith Bool.
Open Scope Z_scope.

Inductive ack_fault :=
  | NO_ACK_FAULT
  | ACK_TOO_LATE.   (* MUST-40 *)

Record ack_watch := {
  ack_watch_acked : bool;      (* an acknowledgment was sent, ... *)
  ack_watch_ack : u32;         (* ... this one last *)
  ack_watch_ahead : u16;       (* so many octets from that number on arrived in sequence, ... *)
  ack_watch_since : time }.    (* ... and the first of them has waited since then *)

Definition start_ack_watch : ack_watch :=
  {| ack_watch_acked := false; ack_watch_ack := 0; ack_watch_ahead := 0; ack_watch_since := 0 |}.

(** The octet that follows those that wait is among the text of [s]. *)
Definition ExtendsText (w : ack_watch) (s : seg) : bool :=
  seq_in (text_seq s) (seg_text s) (seq_add (ack_watch_ack w) (ack_watch_ahead w)).

Definition ack_watch_arrived (w : ack_watch) (s : seg) (now : time) : ack_watch :=
  if ack_watch_acked w then
    {| ack_watch_acked := true; ack_watch_ack := ack_watch_ack w;
       ack_watch_ahead := if ExtendsText w s
         then min_u32 65535 (seq_sub (seq_add (text_seq s) (seg_text s)) (ack_watch_ack w))
         else ack_watch_ahead w;
       ack_watch_since := if seq_in (text_seq s) (seg_text s) (ack_watch_ack w) then now
         else ack_watch_since w |}
  else w.

Definition Acknowledges (s : seg) : bool := s.(seg_ctl).(ctl_ack) && negb s.(seg_ctl).(ctl_rst).

(** Does octet [a] wait after the one that was asked for? *)
Definition WaitsStill (w : ack_watch) (a : u32) : bool :=
  ack_watch_acked w && (seq_sub a (ack_watch_ack w) <? ack_watch_ahead w).

(** At [now] the endpoint sends [s]. *)
Definition ack_watch_after_sent (w : ack_watch) (s : seg) (now : time) : ack_watch :=
  let a := seg_ack s in
  if Acknowledges s && negb (ack_watch_acked w && (a =? ack_watch_ack w)) then
    {| ack_watch_acked := true; ack_watch_ack := a;
       ack_watch_ahead := if WaitsStill w a then ack_watch_ahead w - seq_sub a (ack_watch_ack w) else 0;
       ack_watch_since := if WaitsStill w a then now else 0 |}
  else w.

(** [lag] is what a busy host may add to the half second. *)
Definition ack_watch_sent (w : ack_watch) (s : seg) (now lag : time) : ack_fault :=
  if Acknowledges s && (0 <? ack_watch_ahead w) && seq_lt (ack_watch_ack w) (seg_ack s)
     && (ack_watch_since w + 500000 + lag <? now)
  then ACK_TOO_LATE
  else NO_ACK_FAULT.
