(** * The watch on the size of segments (spec/ClausesSize.v)

    proofs/coq/WatchSize.v: it finds a fault in a segment if and only if a clause forbids it. *)
From Plumb Require Import Seq Segment.
Require Import ZArith Bool.
Open Scope Z_scope.

Inductive size_fault :=
  | NO_SIZE_FAULT
  | TEXT_ABOVE_MSS        (* MUST-16 *)
  | OPTIONS_ABOVE_MSS.    (* R6691-2-c *)

Record size_watch := {
  size_watch_mss : u16 }.   (* the largest MSS of the peer's SYNs; 0: not judged *)

Definition start_size_watch : size_watch := {| size_watch_mss := 0 |}.

(** The MSS of the peer: [unsaid] if its SYN does not say it. *)
Definition mss_of (s : seg) (unsaid : u16) : u16 :=
  if options_has_mss (seg_options s) then options_mss (seg_options s) else unsaid.

Definition size_watch_arrived (w : size_watch) (s : seg) (unsaid : u16) : size_watch :=
  if s.(seg_ctl).(ctl_syn) && (size_watch_mss w <? mss_of s unsaid)
  then {| size_watch_mss := mss_of s unsaid |}
  else w.

(** The endpoint sends [s], with [spent] octets of options. *)
Definition size_watch_sent (w : size_watch) (s : seg) (spent : u8) : size_fault :=
  if (size_watch_mss w =? 0) || (seg_text s <=? 1) then NO_SIZE_FAULT
  else if size_watch_mss w <? seg_text s then TEXT_ABOVE_MSS
  else if size_watch_mss w <? seg_text s + spent then OPTIONS_ABOVE_MSS
  else NO_SIZE_FAULT.
