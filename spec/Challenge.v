(** * The challenge ACK that did not come (RFC 5961 sections 3.2, 4.2; R5961-3.2_3-a, R5961-4.2_1-a)

    A reset inside the window but not at RCV.NXT must be answered by a challenge ACK, and so must a
    SYN; without RFC 5961 that is answered by a reset.  That it was not can be told only when
    everything before was plain: the vigil keeps watch for that.  It begins textbook, and one arrival
    out of the ordinary ends it: then challenges may be withheld, RCV.NXT and SND.UNA are no longer
    certain, and the vigil says nothing. *)
From Plumb Require Import Seq Segment UserCalls Observe.
Require Import ZArith Bool.
Open Scope Z_scope.

Record vigil := {
  vigil_textbook : bool;     (* nothing out of the ordinary has arrived *)
  vigil_alive : bool;        (* it sent a segment after all it had sent was acknowledged *)
  vigil_stamp_first : u32;   (* the peer's first timestamp ... *)
  vigil_stamp_last : u32;    (* ... and its last *)
  vigil_due : bool;          (* a challenge ACK is due ... *)
  vigil_due_from : time }.   (* ... since then *)

Definition start_vigil : vigil :=
  {| vigil_textbook := true; vigil_alive := false; vigil_stamp_first := 0; vigil_stamp_last := 0;
     vigil_due := false; vigil_due_from := 0 |}.

(** ** A segment arrives: [o] is the observer before it *)

(** All that was sent is acknowledged by what arrived. *)
Definition AllAcked (o : observer) : bool := observer_opened o && (observer_una_max o =? observer_nxt o).

(** The peer's SYN, alone, in its place. *)
Definition TextbookSyn (o : observer) (s : seg) : bool :=
  let k := seg_ctl s in
  negb (observer_syn_arrived o) && ctl_syn k && negb (ctl_rst k) && negb (ctl_fin k)
  && (seg_text s =? 0) && (0 <? seg_wnd s)
  && (if ctl_ack k
      then observer_opened o && (seg_ack s =? number_of (observer_iss o) (observer_nxt o))
      else negb (observer_opened o)).

(** Timestamps go forward from the first. *)
Definition StampForward (v : vigil) (x : u32) : bool :=
  (seq_sub (vigil_stamp_last v) (vigil_stamp_first v) <=? seq_sub x (vigil_stamp_first v))
  && (seq_sub x (vigil_stamp_first v) <? two31).

(** The next segment of the peer, in order, inside what was offered, acknowledging what was sent. *)
Definition TextbookSegment (o : observer) (v : vigil) (s : seg) : bool :=
  let k := seg_ctl s in
  observer_syn_arrived o && observer_opened o
  && ctl_ack k && negb (ctl_syn k) && negb (ctl_rst k) && negb (ctl_fin k) && (0 <? seg_wnd s)
  && (seg_seq s =? number_of (observer_irs o) (observer_rcv_max o))
  && (observer_rcv_max o <? observer_offered o)
  && (seq_sub (seg_ack s) (number_of (observer_iss o) (observer_una_max o))
      <=? observer_nxt o - observer_una_max o)
  && (negb (observer_peer_stamps o)
      || (options_has_ts (seg_options s) && StampForward v (options_ts_val (seg_options s)))).

(** A reset inside the window, and not at RCV.NXT wherever that may be; the endpoint cannot have
    gone: it was alive when nothing was left to time out, and has sent nothing since. *)
Definition InsideReset (o : observer) (v : vigil) (s : seg) : bool :=
  let k := seg_ctl s in
  let ahead := seq_sub (seg_seq s) (number_of (observer_irs o) (observer_rcv_max o)) in
  ctl_rst k && negb (ctl_syn k) && negb (ctl_fin k) && (seg_text s =? 0)
  && vigil_alive v
  && (1 <=? ahead) && (observer_rcv_max o + ahead <? observer_offered o).

(** A SYN inside the window, whose timestamp is no reason to drop it; such an endpoint as well. *)
Definition InsideSyn (o : observer) (v : vigil) (s : seg) : bool :=
  let k := seg_ctl s in
  let ahead := seq_sub (seg_seq s) (number_of (observer_irs o) (observer_rcv_max o)) in
  ctl_syn k && negb (ctl_rst k) && negb (ctl_fin k) && (seg_text s =? 0)
  && vigil_alive v
  && (observer_rcv_max o + ahead <? observer_offered o)
  && (negb (observer_peer_stamps o)
      || (options_has_ts (seg_options s) && StampForward v (options_ts_val (seg_options s)))).

Definition vigil_arrived (o : observer) (v : vigil) (s : seg) (now : time) : vigil :=
  let x := options_ts_val (seg_options s) in
  let syn := TextbookSyn o s in
  let plain := TextbookSegment o v s in
  let due := vigil_textbook v && (InsideReset o v s || InsideSyn o v s) in
  {| vigil_textbook := vigil_textbook v && (syn || plain);
     vigil_alive := vigil_alive v;
     vigil_stamp_first := if syn then x else vigil_stamp_first v;
     vigil_stamp_last := if syn || (plain && observer_peer_stamps o) then x else vigil_stamp_last v;
     vigil_due := due || vigil_due v;
     vigil_due_from := if due then now else vigil_due_from v |}.

(** ** A segment is sent: [o] is the observer after it.  Whatever it is, it may be the answer.
    A SYN with or after anything else would make SND.UNA uncertain. *)
Definition vigil_sent (o : observer) (v : vigil) (s : seg) : vigil :=
  let k := seg_ctl s in
  {| vigil_textbook := vigil_textbook v && negb (ctl_syn k && negb (observer_nxt o =? 1));
     vigil_alive := AllAcked o && observer_text_sent o && negb (observer_fin_sent o)
                    && negb (ctl_rst k) && negb (ctl_syn k);
     vigil_stamp_first := vigil_stamp_first v; vigil_stamp_last := vigil_stamp_last v;
     vigil_due := false; vigil_due_from := 0 |}.

(** At [now] the challenge ACK is overdue: [lag] is how long a segment may wait for its answer. *)
Definition ChallengeOverdue (v : vigil) (now lag : time) : bool :=
  vigil_due v && (vigil_due_from v + lag <? now).
