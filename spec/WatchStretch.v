(** * The watch on ACKs that are stretched (spec/ClausesStretch.v)

    proofs/coq/WatchStretch.v: it finds a fault in a segment if and only if the clause forbids it. *)
From Plumb Require Import Seq Segment.
Require Import ZArith Bool.
Open Scope Z_scope.

Inductive stretch_fault :=
  | NO_STRETCH_FAULT
  | ACK_STRETCHED.   (* SHLD-19 *)

Record stretch_watch := {
  stretch_watch_since : time;      (* when text arrived last; if [heard] *)
  stretch_watch_next : u32;        (* up to here text has arrived in order; if [acked] *)
  stretch_watch_mss : u16;         (* the largest that the endpoint's SYNs announced; 0 before them *)
  stretch_watch_acked : bool;
  stretch_watch_heard : bool }.

Definition start_stretch_watch : stretch_watch :=
  {| stretch_watch_since := 0; stretch_watch_next := 0; stretch_watch_mss := 0;
     stretch_watch_acked := false; stretch_watch_heard := false |}.

Definition stretch_watch_arrived (w : stretch_watch) (s : seg) (now : time) : stretch_watch :=
  let goes_on := stretch_watch_acked w && seq_in (text_seq s) (seg_text s) (stretch_watch_next w) in
  if 0 <? seg_text s then
    {| stretch_watch_since := now;
       stretch_watch_next := if goes_on then fin_seq s else stretch_watch_next w;
       stretch_watch_mss := stretch_watch_mss w; stretch_watch_acked := stretch_watch_acked w;
       stretch_watch_heard := true |}
  else w.

(** The MSS that [s] announces: [unsaid] if it does not say it. *)
Definition rmss_of (s : seg) (unsaid : u16) : u16 :=
  if options_has_mss (seg_options s) then options_mss (seg_options s) else unsaid.

(** [s] acknowledges. *)
Definition AcksText (s : seg) : bool := s.(seg_ctl).(ctl_ack) && negb s.(seg_ctl).(ctl_rst).

Definition stretch_watch_after_sent (w : stretch_watch) (s : seg) (unsaid : u16) : stretch_watch :=
  let behind := stretch_watch_acked w && negb (seq_lt (stretch_watch_next w) (seg_ack s)) in
  {| stretch_watch_since := stretch_watch_since w;
     stretch_watch_next := if AcksText s && negb behind then seg_ack s else stretch_watch_next w;
     stretch_watch_mss :=
       if s.(seg_ctl).(ctl_syn) && (stretch_watch_mss w <? rmss_of s unsaid)
       then rmss_of s unsaid else stretch_watch_mss w;
     stretch_watch_acked := stretch_watch_acked w || AcksText s;
     stretch_watch_heard := stretch_watch_heard w |}.

(** [x] is [due] octets after [a], or more. *)
Definition Reaches (x a due : u32) : bool := (due <=? seq_sub x a) && (seq_sub x a <? two31).

(** At [now] the endpoint sends [s]; [ack] is the acknowledgment that it has sent last, as the watch on
    ACKs knows it, if it has.  [lag] is what a busy host may need. *)
Definition stretch_watch_sent (w : stretch_watch) (ack : u32) (s : seg) (now lag : time) : stretch_fault :=
  let due := 2 * stretch_watch_mss w in
  if AcksText s && stretch_watch_acked w && stretch_watch_heard w && (0 <? due)
     && Reaches (stretch_watch_next w) ack due
     && Reaches (seg_ack s) ack due && (stretch_watch_since w + lag <? now)
  then ACK_STRETCHED
  else NO_STRETCH_FAULT.
