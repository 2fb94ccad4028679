(** * The watch on the answer to marks: ECE, until CWR arrives (spec/ClausesEcho.v)

    Of marked text one piece is followed at a time, the first.  What was agreed to the watch on ECN marks
    tells, and what has arrived the one on resets to be obeyed: each as it was before the segment.

    proofs/coq/WatchEcho.v: it finds a fault in a segment if and only if a clause forbids it. *)
From Plumb Require Import Seq Segment WatchMarks WatchObey.
Require Import ZArith Bool.
Open Scope Z_scope.

Inductive echo_fault :=
  | NO_ECHO_FAULT
  | MARK_UNANSWERED    (* R3168-6.1.3-a *)
  | ANEW_UNANSWERED    (* R3168-6.1.3-c *)
  | ECE_ENDED.         (* R3168-6.1.3-b *)

Record echo_watch := {
  echo_watch_from : u32;         (* the marked text; if [waiting], else 0 *)
  echo_watch_to : u32;
  echo_watch_waiting : bool;     (* marked text has arrived, and no CWR since; else the others are false *)
  echo_watch_anew : bool;        (* its segment had CWR *)
  echo_watch_answered : bool }.  (* by ECE *)

Definition start_echo_watch : echo_watch :=
  {| echo_watch_from := 0; echo_watch_to := 0; echo_watch_waiting := false; echo_watch_anew := false;
     echo_watch_answered := false |}.

(** Both ends have agreed to ECN as RFC 3168 has it, and no SYN said otherwise. *)
Definition Agreed (k : mark_watch) : bool :=
  Classic k && SetUp k && negb (mark_watch_sent_other k) && negb (mark_watch_got_other k).

(** Nothing of the text of [s] has arrived before. *)
Definition NewText (o : obey_watch) (s : seg) : bool :=
  (0 <? seg_text s) && obey_watch_begun o && seq_leq (obey_watch_top o) (seg_seq s).

Definition marked_to (s : seg) : u32 := seq_add (seg_seq s) (seg_text s).

(** Some of the marked text comes again, before it was answered. *)
Definition ComesAgain (w : echo_watch) (s : seg) : bool :=
  negb (echo_watch_answered w) && (0 <? seg_text s)
  && seq_lt (seg_seq s) (echo_watch_to w) && seq_lt (echo_watch_from w) (marked_to s).

(** The watch waits for ECE after the plain segment [s] as before. *)
Definition WaitsOn (w : echo_watch) (s : seg) : bool :=
  echo_watch_waiting w && negb (s.(seg_ctl).(ctl_cwr) || ComesAgain w s).

(** [s] arrived, with the ECN field [ecn]. *)
Definition echo_watch_arrived (k : mark_watch) (o : obey_watch) (w : echo_watch) (s : seg) (ecn : u8)
  : echo_watch :=
  if s.(seg_ctl).(ctl_rst) then w
  else if s.(seg_ctl).(ctl_syn) then start_echo_watch
  else if WaitsOn w s then w
  else if (ecn =? 3) && NewText o s && Agreed k then
    {| echo_watch_from := seg_seq s; echo_watch_to := marked_to s; echo_watch_waiting := true;
       echo_watch_anew := s.(seg_ctl).(ctl_cwr); echo_watch_answered := false |}
  else start_echo_watch.

(** [s] acknowledges all of the marked text. *)
Definition CoversMark (w : echo_watch) (s : seg) : bool :=
  echo_watch_waiting w && Belongs s && s.(seg_ctl).(ctl_ack) && seq_leq (echo_watch_to w) (seg_ack s).

(** [s] was sent. *)
Definition echo_watch_after_sent (w : echo_watch) (s : seg) : echo_watch :=
  if s.(seg_ctl).(ctl_syn) then start_echo_watch
  else if CoversMark w s && s.(seg_ctl).(ctl_ece) then
    {| echo_watch_from := echo_watch_from w; echo_watch_to := echo_watch_to w;
       echo_watch_waiting := true; echo_watch_anew := echo_watch_anew w; echo_watch_answered := true |}
  else w.

(** The endpoint sends [s]. *)
Definition echo_watch_sent (o : obey_watch) (w : echo_watch) (s : seg) : echo_fault :=
  if negb (CoversMark w s) || s.(seg_ctl).(ctl_ece) || (obey_watch_fin_out o && obey_watch_fin_in o)
  then NO_ECHO_FAULT
  else if echo_watch_answered w then ECE_ENDED
  else if echo_watch_anew w then ANEW_UNANSWERED
  else MARK_UNANSWERED.
