(** * The watch on resets that have to be obeyed (spec/ClausesObey.v)

    proofs/coq/WatchObey.v: it finds a fault in a segment if and only if the clause forbids it. *)
From Plumb Require Import Seq Segment.
Require Import ZArith Bool.
Open Scope Z_scope.

Inductive obey_fault :=
  | NO_OBEY_FAULT
  | RESET_DISOBEYED.   (* R9293-L14 *)

(** Of the connection since the last SYN that opened one. *)
Record obey_watch := {
  obey_watch_since : time;     (* when a reset at RCV.NXT arrived; if [struck] *)
  obey_watch_ack : u32;        (* the acknowledgment sent last; if [told] *)
  obey_watch_top : u32;        (* the furthest that anything has arrived; if [begun] *)
  obey_watch_told : bool;
  obey_watch_begun : bool;     (* a SYN has arrived *)
  obey_watch_fin_out : bool;   (* a FIN was sent *)
  obey_watch_fin_in : bool;    (* a FIN has arrived *)
  obey_watch_struck : bool }.

Definition start_obey_watch : obey_watch :=
  {| obey_watch_since := 0; obey_watch_ack := 0; obey_watch_top := 0; obey_watch_told := false;
     obey_watch_begun := false; obey_watch_fin_out := false; obey_watch_fin_in := false;
     obey_watch_struck := false |}.

(** The reset [s] is at RCV.NXT. *)
Definition Strikes (w : obey_watch) (s : seg) : bool :=
  obey_watch_told w && obey_watch_begun w && (obey_watch_ack w =? seg_seq s)
  && (obey_watch_top w =? seg_seq s) && negb (obey_watch_fin_out w && obey_watch_fin_in w).

Definition end_of (s : seg) : u32 := seq_add (seg_seq s) (seg_len s).

Definition obey_watch_reset (w : obey_watch) (s : seg) (now : time) : obey_watch :=
  if negb (obey_watch_struck w) && Strikes w s then
    {| obey_watch_since := now; obey_watch_ack := obey_watch_ack w; obey_watch_top := obey_watch_top w;
       obey_watch_told := obey_watch_told w; obey_watch_begun := obey_watch_begun w;
       obey_watch_fin_out := obey_watch_fin_out w; obey_watch_fin_in := obey_watch_fin_in w;
       obey_watch_struck := true |}
  else w.

Definition obey_watch_arrived (w : obey_watch) (s : seg) (now : time) : obey_watch :=
  if s.(seg_ctl).(ctl_rst) then obey_watch_reset w s now
  else if s.(seg_ctl).(ctl_syn) then
    {| obey_watch_since := 0; obey_watch_ack := 0; obey_watch_top := end_of s; obey_watch_told := false;
       obey_watch_begun := true; obey_watch_fin_out := false; obey_watch_fin_in := s.(seg_ctl).(ctl_fin);
       obey_watch_struck := false |}
  else
    {| obey_watch_since := obey_watch_since w; obey_watch_ack := obey_watch_ack w;
       obey_watch_top :=
         if seq_lt (obey_watch_top w) (end_of s) then end_of s else obey_watch_top w;
       obey_watch_told := obey_watch_told w; obey_watch_begun := obey_watch_begun w;
       obey_watch_fin_out := obey_watch_fin_out w;
       obey_watch_fin_in := s.(seg_ctl).(ctl_fin) || obey_watch_fin_in w;
       obey_watch_struck := obey_watch_struck w |}.

(** [s] belongs to a connection that both ends have opened. *)
Definition Belongs (s : seg) : bool := negb s.(seg_ctl).(ctl_syn) && negb s.(seg_ctl).(ctl_rst).
Definition Tells (s : seg) : bool := Belongs s && s.(seg_ctl).(ctl_ack).

Definition obey_watch_after_sent (w : obey_watch) (s : seg) : obey_watch :=
  let k := seg_ctl s in
  if ctl_syn k && negb (ctl_ack k) && negb (ctl_rst k) then start_obey_watch
  else
    {| obey_watch_since := obey_watch_since w;
       obey_watch_ack := if Tells s then seg_ack s else obey_watch_ack w;
       obey_watch_top := obey_watch_top w; obey_watch_told := Tells s || obey_watch_told w;
       obey_watch_begun := obey_watch_begun w;
       obey_watch_fin_out := (Belongs s && ctl_fin k) || obey_watch_fin_out w;
       obey_watch_fin_in := obey_watch_fin_in w; obey_watch_struck := obey_watch_struck w |}.

(** At [now] the endpoint sends [s]; [lag] is what a busy host may need. *)
Definition obey_watch_sent (w : obey_watch) (s : seg) (now lag : time) : obey_fault :=
  if Belongs s && obey_watch_struck w && (obey_watch_since w + lag <? now)
  then RESET_DISOBEYED
  else NO_OBEY_FAULT.
