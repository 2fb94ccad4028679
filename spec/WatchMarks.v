(** * The watch on ECN marks: the ECN field of the IP header, ECE and CWR (spec/ClausesMarks.v)

    proofs/coq/WatchMarks.v: it finds a fault in a segment if and only if a clause forbids it. *)
From Plumb Require Import Seq Segment.
Require Import ZArith Bool.
Open Scope Z_scope.

Inductive mark_fault :=
  | NO_MARK_FAULT
  | ECT_ON_SYN         (* R3168-6.1.1-j *)
  | ECT_NOT_AGREED     (* R3168-6.1.1-d *)
  | ECT_REFUSED        (* R3168-6.1.1-e *)
  | ECT_ON_ACK         (* R3168-6.1.4-a *)
  | ECT_AGAIN          (* R3168-6.1.5-a *)
  | CWR_OUT_OF_PLACE   (* R3168-6.1.2-h *)
  | ECE_UNFOUNDED.     (* R3168-6.1.3-b *)

Record mark_watch := {
  mark_watch_top : u32;              (* how far the endpoint has sent; if [begun] *)
  mark_watch_begun : bool;           (* its SYN was sent *)
  mark_watch_sent_setup : bool;      (* ECN-setup SYNs or SYN,ACKs, sent and arrived; *)
  mark_watch_got_setup : bool;
  mark_watch_sent_other : bool;      (* and others *)
  mark_watch_got_other : bool;
  mark_watch_settled : bool;         (* the handshake is over *)
  mark_watch_answered : bool;        (* a SYN,ACK was sent, or has arrived; *)
  mark_watch_doubtful : bool;        (* one that may mean Accurate ECN *)
  mark_watch_capable_came : bool }.  (* something that could be marked has arrived *)

Definition start_mark_watch : mark_watch :=
  {| mark_watch_top := 0; mark_watch_begun := false; mark_watch_sent_setup := false;
     mark_watch_got_setup := false; mark_watch_sent_other := false; mark_watch_got_other := false;
     mark_watch_settled := false; mark_watch_answered := false; mark_watch_doubtful := false;
     mark_watch_capable_came := false |}.

(** [s] opens the connection, and with ECN. *)
Definition Opening (s : seg) : bool := s.(seg_ctl).(ctl_syn) && negb s.(seg_ctl).(ctl_rst).
Definition SetsUp (s : seg) : bool :=
  let k := seg_ctl s in
  ctl_ece k && (if ctl_ack k then negb (ctl_cwr k) else ctl_cwr k).

(** The SYN [s] arrived, with the AE bit [ae]. *)
Definition mark_watch_syn_arrived (w : mark_watch) (s : seg) (ae : bool) : mark_watch :=
  let k := seg_ctl s in
  {| mark_watch_top := mark_watch_top w; mark_watch_begun := mark_watch_begun w;
     mark_watch_sent_setup := mark_watch_sent_setup w;
     mark_watch_got_setup := mark_watch_got_setup w || SetsUp s;
     mark_watch_sent_other := mark_watch_sent_other w;
     mark_watch_got_other :=
       mark_watch_got_other w || (negb (SetsUp s) && negb (mark_watch_settled w));
     mark_watch_settled := mark_watch_settled w;
     mark_watch_answered := mark_watch_answered w || ctl_ack k;
     mark_watch_doubtful := mark_watch_doubtful w || (ctl_ack k && (ctl_cwr k || ae));
     mark_watch_capable_came := mark_watch_capable_came w |}.

(** [s] arrived, with the ECN field [ecn] and the AE bit [ae]. *)
Definition mark_watch_arrived (w : mark_watch) (s : seg) (ecn : u8) (ae : bool) : mark_watch :=
  let v := if Opening s then mark_watch_syn_arrived w s ae else w in
  {| mark_watch_top := mark_watch_top v; mark_watch_begun := mark_watch_begun v;
     mark_watch_sent_setup := mark_watch_sent_setup v;
     mark_watch_got_setup := mark_watch_got_setup v;
     mark_watch_sent_other := mark_watch_sent_other v;
     mark_watch_got_other := mark_watch_got_other v;
     mark_watch_settled := mark_watch_settled v || negb s.(seg_ctl).(ctl_syn);
     mark_watch_answered := mark_watch_answered v;
     mark_watch_doubtful := mark_watch_doubtful v;
     mark_watch_capable_came := mark_watch_capable_came v || negb (ecn =? 0) |}.

(** How far the endpoint has sent when [s], no reset, is. *)
Definition mark_top_after (w : mark_watch) (s : seg) : u32 :=
  if mark_watch_begun w && negb (seq_lt (mark_watch_top w) (fin_seq s)) then mark_watch_top w
  else fin_seq s.

(** The SYN [s] was sent, with the AE bit [ae]. *)
Definition mark_watch_syn_sent (w : mark_watch) (s : seg) (ae : bool) : mark_watch :=
  let k := seg_ctl s in
  {| mark_watch_top := mark_watch_top w; mark_watch_begun := true;
     mark_watch_sent_setup := mark_watch_sent_setup w || SetsUp s;
     mark_watch_got_setup := mark_watch_got_setup w;
     mark_watch_sent_other := mark_watch_sent_other w || negb (SetsUp s);
     mark_watch_got_other := mark_watch_got_other w;
     mark_watch_settled := mark_watch_settled w;
     mark_watch_answered := mark_watch_answered w || ctl_ack k;
     mark_watch_doubtful := mark_watch_doubtful w || (ctl_ack k && (ctl_cwr k || ae));
     mark_watch_capable_came := mark_watch_capable_came w |}.

Definition mark_watch_after_sent (w : mark_watch) (s : seg) (ae : bool) : mark_watch :=
  let v := if Opening s then mark_watch_syn_sent w s ae else w in
  {| mark_watch_top := if s.(seg_ctl).(ctl_rst) then mark_watch_top w else mark_top_after w s;
     mark_watch_begun := mark_watch_begun v;
     mark_watch_sent_setup := mark_watch_sent_setup v;
     mark_watch_got_setup := mark_watch_got_setup v;
     mark_watch_sent_other := mark_watch_sent_other v;
     mark_watch_got_other := mark_watch_got_other v;
     mark_watch_settled := mark_watch_settled v || negb s.(seg_ctl).(ctl_syn);
     mark_watch_answered := mark_watch_answered v;
     mark_watch_doubtful := mark_watch_doubtful v;
     mark_watch_capable_came := mark_watch_capable_came v |}.

(** Both ends were heard, and none uses Accurate ECN. *)
Definition Classic (w : mark_watch) : bool :=
  (mark_watch_sent_setup w || mark_watch_sent_other w)
  && (mark_watch_got_setup w || mark_watch_got_other w)
  && mark_watch_answered w && negb (mark_watch_doubtful w).

(** All text of [s] was sent before. *)
Definition SentAgain (w : mark_watch) (s : seg) : bool :=
  (1 <? seg_text s) && mark_watch_begun w && seq_leq (fin_seq s) (mark_watch_top w).

(** Both ends have agreed to ECN, as far as ECE and CWR go. *)
Definition SetUp (w : mark_watch) : bool := mark_watch_sent_setup w && mark_watch_got_setup w.

(** A SYN, [s], that says it is capable. *)
Definition capable_syn (s : seg) (ae : bool) : mark_fault :=
  let k := seg_ctl s in
  if ae || (ctl_ack k && (ctl_ece k || ctl_cwr k)) then NO_MARK_FAULT else ECT_ON_SYN.

(** [s] is where CWR may be. *)
Definition CwrFits (w : mark_watch) (s : seg) : bool :=
  ((0 <? seg_text s) || s.(seg_ctl).(ctl_fin)) && negb (SentAgain w s) && SetUp w.

Definition echoes (w : mark_watch) (s : seg) : mark_fault :=
  let k := seg_ctl s in
  if ctl_cwr k && negb (CwrFits w s) then CWR_OUT_OF_PLACE
  else if ctl_ece k && negb (mark_watch_capable_came w) then ECE_UNFOUNDED
  else NO_MARK_FAULT.

(** A segment of an open connection that says so. *)
Definition NotAgreed (w : mark_watch) (s : seg) : bool :=
  (0 <? seg_text s) && (negb (SetUp w) || mark_watch_sent_other w).
Definition Refused (w : mark_watch) (s : seg) : bool := (0 <? seg_text s) && mark_watch_got_other w.
Definition PureAck (s : seg) : bool :=
  (seg_text s =? 0) && s.(seg_ctl).(ctl_ack) && negb s.(seg_ctl).(ctl_fin).
Definition capable (w : mark_watch) (s : seg) : mark_fault :=
  if NotAgreed w s then ECT_NOT_AGREED
  else if Refused w s then ECT_REFUSED
  else if PureAck s then ECT_ON_ACK
  else if SentAgain w s then ECT_AGAIN
  else echoes w s.

(** The endpoint sends [s], with the ECN field [ecn] and the AE bit [ae]. *)
Definition mark_watch_sent (w : mark_watch) (s : seg) (ecn : u8) (ae : bool) : mark_fault :=
  let k := seg_ctl s in
  if ctl_rst k then NO_MARK_FAULT
  else if ctl_syn k then (if ecn =? 0 then NO_MARK_FAULT else capable_syn s ae)
  else if negb (Classic w) then NO_MARK_FAULT
  else if ecn =? 0 then echoes w s
  else capable w s.
