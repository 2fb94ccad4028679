(** * The watch on resets that have to be obeyed (spec/ClausesObey.v)

    proofs/coq/WatchObey.v: it finds a fault in a segment if and only if the clause forbids it. *)
From Plumb Require Import Seq Segment.
Require Import ZArith Bool.
Open Scope Z_scope.

Inductive obey_fault :=
  | NO_OBEY_FAULT
  | RESET_DISOBEYED            (* R9293-L14 *)
  | CROSSING_RESET_DISOBEYED   (* EV-SEG-SYNC-2e *)
  | REFUSAL_DISOBEYED.         (* EV-SEG-SYNSENT-2a *)

(** Of the connection since the last SYN that opened one. *)
Record obey_watch := {
  obey_watch_since : time;     (* when a reset that has to be obeyed arrived; if [struck] or [refused] *)
  obey_watch_ack : u32;        (* the acknowledgment sent last; if [told] *)
  obey_watch_top : u32;        (* the furthest that anything has arrived; if [begun], else 0 *)
  obey_watch_iss : u32;        (* the number of the SYN sent; if [asks], else 0 *)
  obey_watch_told : bool;
  obey_watch_begun : bool;     (* a SYN has arrived *)
  obey_watch_fin_out : bool;   (* a FIN was sent *)
  obey_watch_fin_in : bool;    (* a FIN has arrived *)
  obey_watch_struck : bool;    (* a reset at RCV.NXT has arrived *)
  obey_watch_asks : bool;      (* by a SYN of its own, which nothing has answered but a SYN that crossed it *)
  obey_watch_refused : bool }. (* that SYN, by a reset *)

Definition start_obey_watch : obey_watch :=
  {| obey_watch_since := 0; obey_watch_ack := 0; obey_watch_top := 0; obey_watch_iss := 0;
     obey_watch_told := false; obey_watch_begun := false; obey_watch_fin_out := false;
     obey_watch_fin_in := false; obey_watch_struck := false; obey_watch_asks := false;
     obey_watch_refused := false |}.

(** The reset [s] is at RCV.NXT. *)
Definition Strikes (w : obey_watch) (s : seg) : bool :=
  obey_watch_told w && obey_watch_begun w && (obey_watch_ack w =? seg_seq s)
  && (obey_watch_top w =? seg_seq s) && negb (obey_watch_fin_out w && obey_watch_fin_in w).

(** The reset [s] acknowledges the SYN that asks for a connection, before any has arrived. *)
Definition Refuses (w : obey_watch) (s : seg) : bool :=
  obey_watch_asks w && negb (obey_watch_begun w) && s.(seg_ctl).(ctl_ack)
  && (seg_ack s =? seq_add (obey_watch_iss w) 1).

Definition end_of (s : seg) : u32 := seq_add (seg_seq s) (seg_len s).

Definition obey_watch_reset (w : obey_watch) (s : seg) (now : time) : obey_watch :=
  let strikes := Strikes w s in
  if negb (obey_watch_struck w || obey_watch_refused w) && (strikes || Refuses w s) then
    {| obey_watch_since := now; obey_watch_ack := obey_watch_ack w; obey_watch_top := obey_watch_top w;
       obey_watch_iss := obey_watch_iss w; obey_watch_told := obey_watch_told w;
       obey_watch_begun := obey_watch_begun w; obey_watch_fin_out := obey_watch_fin_out w;
       obey_watch_fin_in := obey_watch_fin_in w; obey_watch_struck := strikes;
       obey_watch_asks := obey_watch_asks w; obey_watch_refused := negb strikes |}
  else w.

(** The SYN [s] crosses that of the endpoint, which asks on. *)
Definition CrossedBy (w : obey_watch) (s : seg) : bool :=
  obey_watch_asks w && negb (obey_watch_begun w) && negb (obey_watch_refused w)
  && negb s.(seg_ctl).(ctl_ack).

Definition obey_watch_syn (w : obey_watch) (s : seg) : obey_watch :=
  let asks := CrossedBy w s in
  {| obey_watch_since := 0; obey_watch_ack := 0; obey_watch_top := end_of s;
     obey_watch_iss := if asks then obey_watch_iss w else 0; obey_watch_told := false;
     obey_watch_begun := true; obey_watch_fin_out := false; obey_watch_fin_in := s.(seg_ctl).(ctl_fin);
     obey_watch_struck := false; obey_watch_asks := asks; obey_watch_refused := false |}.

(** What arrived reached [top]; how far, with [s]? *)
Definition obey_top_after (top : u32) (s : seg) : u32 :=
  if seq_lt top (end_of s) then end_of s else top.

Definition obey_watch_arrived (w : obey_watch) (s : seg) (now : time) : obey_watch :=
  if s.(seg_ctl).(ctl_rst) then obey_watch_reset w s now
  else if s.(seg_ctl).(ctl_syn) then obey_watch_syn w s
  else
    {| obey_watch_since := obey_watch_since w; obey_watch_ack := obey_watch_ack w;
       obey_watch_top :=
         if obey_watch_begun w then obey_top_after (obey_watch_top w) s else obey_watch_top w;
       obey_watch_iss := obey_watch_iss w; obey_watch_told := obey_watch_told w;
       obey_watch_begun := obey_watch_begun w; obey_watch_fin_out := obey_watch_fin_out w;
       obey_watch_fin_in := s.(seg_ctl).(ctl_fin) || obey_watch_fin_in w;
       obey_watch_struck := obey_watch_struck w; obey_watch_asks := obey_watch_asks w;
       obey_watch_refused := obey_watch_refused w |}.

(** [s] belongs to a connection that both ends have opened. *)
Definition Belongs (s : seg) : bool := negb s.(seg_ctl).(ctl_syn) && negb s.(seg_ctl).(ctl_rst).
(** [s] asks for a connection; and without ECN (R3168-6.1.1.1-a). *)
Definition Opens (s : seg) : bool :=
  s.(seg_ctl).(ctl_syn) && negb s.(seg_ctl).(ctl_ack) && negb s.(seg_ctl).(ctl_rst).
Definition Plainly (s : seg) : bool := negb (s.(seg_ctl).(ctl_ece) || s.(seg_ctl).(ctl_cwr)).
(** [s] is a SYN,ACK with the number of the SYN that asked. *)
Definition Crosses (w : obey_watch) (s : seg) : bool :=
  s.(seg_ctl).(ctl_syn) && s.(seg_ctl).(ctl_ack) && negb s.(seg_ctl).(ctl_rst)
  && obey_watch_asks w && (obey_watch_iss w =? seg_seq s).
(** [s] is the SYN that was refused. *)
Definition AsksAgain (w : obey_watch) (s : seg) : bool :=
  Opens s && obey_watch_asks w && obey_watch_refused w && (obey_watch_iss w =? seg_seq s).

Definition obey_watch_asked (w : obey_watch) (s : seg) : obey_watch :=
  let again := Plainly s && AsksAgain w s in
  {| obey_watch_since := if again then obey_watch_since w else 0; obey_watch_ack := 0;
     obey_watch_top := 0; obey_watch_iss := if Plainly s then seg_seq s else 0;
     obey_watch_told := false; obey_watch_begun := false; obey_watch_fin_out := false;
     obey_watch_fin_in := false; obey_watch_struck := false; obey_watch_asks := Plainly s;
     obey_watch_refused := again |}.

Definition obey_watch_after_sent (w : obey_watch) (s : seg) : obey_watch :=
  if Opens s then obey_watch_asked w s
  else
    let tells := (Belongs s && s.(seg_ctl).(ctl_ack)) || Crosses w s in
    let asks := obey_watch_asks w && negb (Belongs s) in
    {| obey_watch_since := obey_watch_since w;
       obey_watch_ack := if tells then seg_ack s else obey_watch_ack w;
       obey_watch_top := obey_watch_top w; obey_watch_iss := if asks then obey_watch_iss w else 0;
       obey_watch_told := tells || obey_watch_told w; obey_watch_begun := obey_watch_begun w;
       obey_watch_fin_out := (Belongs s && s.(seg_ctl).(ctl_fin)) || obey_watch_fin_out w;
       obey_watch_fin_in := obey_watch_fin_in w; obey_watch_struck := obey_watch_struck w;
       obey_watch_asks := asks; obey_watch_refused := obey_watch_refused w && negb (Belongs s) |}.

(** At [now] the endpoint sends [s]; [lag] is what a busy host may need. *)
Definition obey_watch_sent (w : obey_watch) (s : seg) (now lag : time) : obey_fault :=
  if negb (obey_watch_since w + lag <? now) then NO_OBEY_FAULT
  else if Belongs s && obey_watch_struck w then RESET_DISOBEYED
  else if Crosses w s && obey_watch_struck w then CROSSING_RESET_DISOBEYED
  else if AsksAgain w s then REFUSAL_DISOBEYED
  else NO_OBEY_FAULT.
