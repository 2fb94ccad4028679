(** * Steps 6 to 8 of SEGMENT ARRIVES: URG, text, FIN (RFC 9293 section 3.10.7.4) *)
From Plumb Require Import Seq Segment Tcb Held Outcome Timers UserCalls.
Require Import ZArith Bool.
Open Scope Z_scope.

(** ** Sixth, check the URG bit *)

Definition with_urgent (r : rcv) (up : u32) : rcv :=
  {| rcv_nxt := rcv_nxt r; rcv_wnd := rcv_wnd r; rcv_up := up; rcv_urgent := true;
     rcv_buffered := rcv_buffered r; rcv_push := rcv_push r;
     rcv_fin_held := rcv_fin_held r; rcv_fin_seq := rcv_fin_seq r; rcv_held := rcv_held r |}.

(** The segment's pointer (MUST-62: the octet after the urgent text) is ahead of what the user has
    taken and of the pointer known so far. *)
Definition UrgentNews (r : rcv) (up : u32) : bool :=
  seq_lt (seq_sub (rcv_nxt r) (rcv_buffered r)) up && (negb (rcv_urgent r) || seq_lt (rcv_up r) up).

Definition check_urg (t : tcb) (s : seg) : outcome :=
  let up := seq_add (seg_seq s) (seg_up s) in
  if s.(seg_ctl).(ctl_urg) && MayReceive (tcb_state t) && UrgentNews (tcb_rcv t) up then
    outcome_of (set_rcv t (with_urgent (tcb_rcv t) up)) no_answer REPLY_NONE
      (urgent_signal true) false                                                   (* EV-SEG-SYNC-6a *)
  else proceed t.                                                                  (* EV-SEG-SYNC-6b *)

(** ** Seventh, process the segment text *)

(** The part of the text that lies in the window (EV-SEG-SYNC-1f): octets before RCV.NXT were
    received already, octets beyond the right edge are cut off. *)
Definition trim (r : rcv) (s : seg) : placement :=
  let behind := seq_sub (rcv_nxt r) (text_seq s) in
  let old := behind <? two31 in
  let skip := if old then min_u32 behind (seg_text s) else 0 in
  let at_ := if old then 0 else seq_sub (text_seq s) (rcv_nxt r) in
  let room := if at_ <? rcv_wnd r then rcv_wnd r - at_ else 0 in
  {| placement_skip := skip; placement_at := at_;
     placement_len := min_u32 (seg_text s - skip) room |}.

(** RCV.NXT goes forward by [n]; the right edge stays (R9293-L25).  A held FIN that text overruns
    was none: it is forgotten. *)
Definition forward (r : rcv) (n : u32) (psh : bool) : rcv :=
  let nxt := seq_add (rcv_nxt r) n in
  {| rcv_nxt := nxt; rcv_wnd := rcv_wnd r - n; rcv_up := rcv_up r; rcv_urgent := rcv_urgent r;
     rcv_buffered := rcv_buffered r + n; rcv_push := psh || rcv_push r;
     rcv_fin_held := rcv_fin_held r && seq_leq nxt (rcv_fin_seq r); rcv_fin_seq := rcv_fin_seq r;
     rcv_held := still_held nxt (rcv_held r) |}.

(** How far RCV.NXT goes when [n] octets at RCV.NXT are accepted: also over what was held. *)
Definition reach (r : rcv) (n : u32) : u32 :=
  min_u32 (seq_sub (over_held (seq_add (rcv_nxt r) n) (rcv_held r)) (rcv_nxt r)) (rcv_wnd r).

Definition with_held (r : rcv) (h : held) : rcv :=
  {| rcv_nxt := rcv_nxt r; rcv_wnd := rcv_wnd r; rcv_up := rcv_up r; rcv_urgent := rcv_urgent r;
     rcv_buffered := rcv_buffered r; rcv_push := rcv_push r;
     rcv_fin_held := rcv_fin_held r; rcv_fin_seq := rcv_fin_seq r; rcv_held := h |}.

(** Text at RCV.NXT moves it; text ahead of it is held (SHLD-31, MAY-13). *)
Definition accept_text (r : rcv) (p : placement) (psh : bool) : rcv :=
  if placement_at p =? 0 then forward r (reach r (placement_len p)) psh
  else
    let left := seq_add (rcv_nxt r) (placement_at p) in
    with_held r (hold (rcv_held r)
                   {| block_left := left; block_right := seq_add left (placement_len p) |}).

Definition text_signal (moved psh : bool) : signals :=
  {| signals_established := false; signals_text := moved; signals_push := moved && psh;
     signals_urgent := false; signals_closing := false; signals_close_ok := false;
     signals_reset := false; signals_refused := false; signals_trouble := false;
     signals_timeout := false |}.

Definition placed (t : tcb) (g : signals) (p : placement) : outcome :=
  {| outcome_tcb := t; outcome_answer := no_answer; outcome_reply := REPLY_NONE;
     outcome_signals := g; outcome_placement := p; outcome_done := false |}.

Definition process_text (t : tcb) (s : seg) : outcome :=
  let p := trim (tcb_rcv t) s in
  if MayReceive (tcb_state t) && (0 <? placement_len p) then
    let r := accept_text (tcb_rcv t) p s.(seg_ctl).(ctl_psh) in
    placed (set_rcv t r)
      (text_signal (negb (rcv_nxt r =? t.(tcb_rcv).(rcv_nxt))) (rcv_push r)) p     (* EV-SEG-SYNC-7a *)
  else proceed t.                                                                  (* EV-SEG-SYNC-7d *)

(** ** Eighth, check the FIN bit *)

(** A FIN that lies in the window is remembered until its text is there. *)
Definition FinInWindow (r : rcv) (s : seg) : bool :=
  s.(seg_ctl).(ctl_fin) && seq_in (rcv_nxt r) (rcv_wnd r) (fin_seq s).
Definition note_fin (r : rcv) (s : seg) : rcv :=
  if FinInWindow r s then
    {| rcv_nxt := rcv_nxt r; rcv_wnd := rcv_wnd r; rcv_up := rcv_up r; rcv_urgent := rcv_urgent r;
       rcv_buffered := rcv_buffered r; rcv_push := rcv_push r;
       rcv_fin_held := true; rcv_fin_seq := fin_seq s; rcv_held := rcv_held r |}
  else r.
Definition FinReached (r : rcv) : bool :=
  rcv_fin_held r && (rcv_fin_seq r =? rcv_nxt r) && (0 <? rcv_wnd r).

(** "Advance RCV.NXT over the FIN"; FIN implies PUSH. *)
Definition over_fin (r : rcv) : rcv :=
  {| rcv_nxt := seq_add (rcv_nxt r) 1; rcv_wnd := rcv_wnd r - 1; rcv_up := rcv_up r;
     rcv_urgent := rcv_urgent r; rcv_buffered := rcv_buffered r; rcv_push := true;
     rcv_fin_held := false; rcv_fin_seq := 0; rcv_held := nothing_held |}.

Definition closing_signal : signals :=
  {| signals_established := false; signals_text := false; signals_push := true;
     signals_urgent := false; signals_closing := true; signals_close_ok := false;
     signals_reset := false; signals_refused := false; signals_trouble := false;
     signals_timeout := false |}.

Definition enter_time_wait (c : config) (t : tcb) (now : time) : tcb :=
  set_state (set_timers t (wait_timers c (tcb_timers t) now)) TIME_WAIT.

(** The state after the peer's FIN.  It comes once: step 1 answers it when it is sent again. *)
Definition after_fin (c : config) (t : tcb) (now : time) : tcb :=
  match tcb_state t with
  | ESTABLISHED => set_state t CLOSE_WAIT                                          (* EV-SEG-SYNC-8c *)
  | FIN_WAIT_1 => set_state t CLOSING                              (* EV-SEG-SYNC-8e *)
  | FIN_WAIT_2 => enter_time_wait c t now                                          (* EV-SEG-SYNC-8f *)
  | _ => t
  end.

Definition check_fin (c : config) (t : tcb) (s : seg) (now : time) : outcome :=
  if MayReceive (tcb_state t) then
    let r := note_fin (tcb_rcv t) s in
    if FinReached r then
      outcome_of (after_fin c (set_rcv t (over_fin r)) now) no_answer REPLY_NONE
        closing_signal false                                                       (* EV-SEG-SYNC-8b *)
    else proceed (set_rcv t r)
  else proceed t.                                                                  (* EV-SEG-SYNC-8g *)

(** ** The three steps together *)

(** <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK> whatever else happened. *)
Definition acknowledged (o : outcome) : outcome :=
  let t := note_ack (outcome_tcb o) in
  {| outcome_tcb := t; outcome_answer := ack_now t; outcome_reply := outcome_reply o;
     outcome_signals := outcome_signals o; outcome_placement := outcome_placement o;
     outcome_done := true |}.

(** Text or FIN is acknowledged once all of the segment is processed (MUST-58, MUST-59).
    EV-SEG-SYNC-7b, EV-SEG-SYNC-7c. *)
Definition steps_6_to_8 (c : config) (t : tcb) (s : seg) (now : time) : outcome :=
  let o6 := check_urg t s in
  let o7 := process_text (outcome_tcb o6) s in
  let o8 := check_fin c (outcome_tcb o7) s now in
  let o := placed (outcome_tcb o8)
             (both_signals (outcome_signals o6) (both_signals (outcome_signals o7) (outcome_signals o8)))
             (outcome_placement o7) in
  if (0 <? seg_text s) || s.(seg_ctl).(ctl_fin) then acknowledged o else o.
