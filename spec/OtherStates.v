(** * SEGMENT ARRIVES: SYN-RECEIVED and the synchronized states (RFC 9293 section 3.10.7.4) *)
From Plumb Require Import Seq Segment Tcb Outcome Timers UserCalls Text.
Require Import ZArith Bool.
Open Scope Z_scope.

(** Send an ACK, drop the segment. *)
Definition drop_with_ack (t : tcb) : outcome := drop_with (note_ack t) (ack_now t).

(** Challenge ACK (RFC 5961 sections 3 to 5), at most [config_challenge_limit] per interval
    (section 7; EID4772: counted per connection). *)
Definition ChallengeAllowed (c : config) (m : timers) (now : time) : bool :=
  (timers_challenge_from m + config_challenge_interval c <=? now)
  || (timers_challenge_count m <? config_challenge_limit c).
Definition count_challenge (c : config) (m : timers) (now : time) : timers :=
  if timers_challenge_from m + config_challenge_interval c <=? now then with_challenge m now 1
  else with_challenge m (timers_challenge_from m) (timers_challenge_count m + 1).
Definition challenge_ack (c : config) (t : tcb) (now : time) : outcome :=
  if ChallengeAllowed c (tcb_timers t) now then
    drop_with_ack (set_timers t (count_challenge c (tcb_timers t) now))
  else drop t.

(** ** First, check sequence number *)

(** PAWS, RFC 7323 section 5.3: R1.  TS.Recent is outdated after 24 days (R7323-5.5-a). *)
Definition stamp_valid_for : time := 2073600000000.
Definition PawsRejects (m : stamps) (s : seg) (now : time) : bool :=
  let o := seg_options s in
  stamps_ok m && options_has_ts o && negb s.(seg_ctl).(ctl_rst)
  && seq_lt (options_ts_val o) (stamps_recent m)
  && (now <=? stamps_recent_at m + stamp_valid_for).

(** A segment without the option once it was agreed on is dropped (R7323-3.2-j).  A RST is not, and
    a SYN gets its challenge ACK: a peer that has restarted knows of no agreement (EV-SEG-SYNC-4d). *)
Definition StampMissing (m : stamps) (s : seg) : bool :=
  let k := seg_ctl s in
  stamps_ok m && negb (options_has_ts (seg_options s)) && negb (ctl_rst k) && negb (ctl_syn k).

(** R3: SEG.TSval >= TS.Recent and SEG.SEQ =< Last.ACK.sent; an outdated TS.Recent gives way too. *)
Definition record_stamp (m : stamps) (s : seg) (now : time) : stamps :=
  let o := seg_options s in
  if stamps_ok m && options_has_ts o && negb s.(seg_ctl).(ctl_rst)
     && seq_leq (seg_seq s) (stamps_last_ack m)
  then {| stamps_ok := true; stamps_recent := options_ts_val o; stamps_recent_at := now;
          stamps_last_ack := stamps_last_ack m |}
  else m.

(** The four cases of the acceptability test (R9293-L04). *)
Definition Acceptable (r : rcv) (s : seg) : bool :=
  if seg_len s =? 0 then
    (if rcv_wnd r =? 0 then seg_seq s =? rcv_nxt r else seq_in (rcv_nxt r) (rcv_wnd r) (seg_seq s))
  else
    (if rcv_wnd r =? 0 then false
     else seq_in (rcv_nxt r) (rcv_wnd r) (seg_seq s)
          || seq_in (rcv_nxt r) (rcv_wnd r) (seq_add (seg_seq s) (seg_len s - 1))).

(** MUST-66: with a zero window the ACK, URG and RST of a segment at RCV.NXT still count. *)
Definition ZeroWindowAllowance (r : rcv) (s : seg) : bool :=
  (rcv_wnd r =? 0) && (seg_seq s =? rcv_nxt r) && negb s.(seg_ctl).(ctl_syn).

(** The peer's FIN again, after it was received: SEG.SEQ + SEG.LEN = RCV.NXT. *)
Definition FinAgain (r : rcv) (s : seg) : bool :=
  s.(seg_ctl).(ctl_fin) && (seq_add (seg_seq s) (seg_len s) =? rcv_nxt r).

(** An unacceptable segment is answered by an ACK (R9293-L10).  Segments without text or FIN are
    counted as challenges, so that two stacks cannot answer each other's ACKs for ever; the peer's
    FIN again, which always lies before the window, restarts the 2 MSL timer (EV-SEG-SYNC-5o,
    EV-SEG-SYNC-8h). *)
Definition not_acceptable (c : config) (t : tcb) (s : seg) (now : time) : outcome :=
  let k := seg_ctl s in
  if ctl_rst k then drop t                                                         (* EV-SEG-SYNC-1b, EV-SEG-SYNC-2a *)
  else if (0 <? seg_text s) || ctl_fin k then                                      (* EV-SEG-SYNC-1c *)
    drop_with_ack
      (match tcb_state t with
       | TIME_WAIT => if FinAgain (tcb_rcv t) s then enter_time_wait c t now else t
       | _ => t
       end)
  else challenge_ack c t now.

Definition check_sequence_number (c : config) (t : tcb) (s : seg) (now : time) : outcome :=
  if PawsRejects (tcb_stamps t) s now then drop_with_ack t                         (* EV-SEG-SYNC-1a *)
  else if StampMissing (tcb_stamps t) s then drop t
  else if Acceptable (tcb_rcv t) s || ZeroWindowAllowance (tcb_rcv t) s then       (* EV-SEG-SYNC-1d, EV-SEG-SYNC-1f *)
    proceed (set_stamps t (record_stamp (tcb_stamps t) s now))
  else not_acceptable c t s now.

(** ** Second, check the RST bit *)

(** A passive connection returns to LISTEN.  If its user has closed it meanwhile, nobody listens: a
    CLOSE in LISTEN deletes the TCB (EV-CLOSE-LISTEN-1).  What was queued is lost, so this user is
    informed. *)
Definition back_to_listen (c : config) (t : tcb) : outcome :=
  if snd_closed (tcb_snd t) then delete_with reset_signal else drop (listening c).

(** A valid reset, by state. *)
Definition reset_by_peer (c : config) (t : tcb) : outcome :=
  match tcb_state t with
  | SYN_RECEIVED =>
      if tcb_passive t then back_to_listen c t                                     (* EV-SEG-SYNC-2d *)
      else delete_with refused_signal                                              (* EV-SEG-SYNC-2e *)
  | ESTABLISHED | FIN_WAIT_1 | FIN_WAIT_2 | CLOSE_WAIT => delete_with reset_signal (* EV-SEG-SYNC-2f *)
  | _ => delete_with no_signals                                                    (* EV-SEG-SYNC-2g *)
  end.

Definition check_rst (c : config) (t : tcb) (s : seg) (now : time) : outcome :=
  if negb s.(seg_ctl).(ctl_rst) then proceed t
  else if seg_seq s =? t.(tcb_rcv).(rcv_nxt) then reset_by_peer c t                (* EV-SEG-SYNC-2b *)
  else challenge_ack c t now.                                                      (* EV-SEG-SYNC-2c *)

(** ** Third, check security: not implemented by stacks without compartments (R9293-L28) *)

(** ** Fourth, check the SYN bit *)
Definition check_syn (c : config) (t : tcb) (s : seg) (now : time) : outcome :=
  if negb s.(seg_ctl).(ctl_syn) then proceed t
  else
    match tcb_state t with
    | SYN_RECEIVED =>
        if tcb_passive t then back_to_listen c t                                   (* EV-SEG-SYNC-4a *)
        else challenge_ack c t now                                                 (* EV-SEG-SYNC-4b *)
    | _ => challenge_ack c t now                                                   (* EV-SEG-SYNC-4d *)
    end.

(** ** Fifth, check the ACK field *)

(** SND.UNA < SEG.ACK =< SND.NXT (R9293-L03). *)
Definition AckNew (n : snd) (s : seg) : bool :=
  seq_lt (snd_una n) (seg_ack s) && seq_leq (seg_ack s) (snd_nxt n).

(** SND.UNA - MAX.SND.WND =< SEG.ACK =< SND.NXT (RFC 5961 section 5.2, MAY-12). *)
Definition AckInRange (n : snd) (s : seg) : bool :=
  let lo := seq_sub (snd_una n) (snd_max_wnd n) in
  seq_sub (seg_ack s) lo <=? seq_sub (snd_nxt n) lo.

(** SEG.WND as the peer meant it (R7323-2.3-d). *)
Definition scaled_window (p : peer) (s : seg) : u32 := seg_wnd s * power2 (peer_snd_shift p).

Definition with_window (n : snd) (wnd wl1 wl2 : u32) : snd :=
  {| snd_una := snd_una n; snd_nxt := snd_nxt n; snd_wnd := wnd; snd_wl1 := wl1; snd_wl2 := wl2;
     snd_up := snd_up n; snd_urgent := snd_urgent n;
     snd_max_wnd := if snd_max_wnd n <? wnd then wnd else snd_max_wnd n;
     snd_queued := snd_queued n; snd_closed := snd_closed n; snd_fin := snd_fin n |}.

(** EV-SEG-SYNC-5e: SND.UNA = SEG.ACK. *)
Definition with_una (n : snd) (una : u32) : snd :=
  {| snd_una := una; snd_nxt := snd_nxt n; snd_wnd := snd_wnd n; snd_wl1 := snd_wl1 n;
     snd_wl2 := snd_wl2 n; snd_up := snd_up n;
     snd_urgent := snd_urgent n && seq_lt una (snd_up n);
     snd_max_wnd := snd_max_wnd n; snd_queued := snd_queued n; snd_closed := snd_closed n;
     snd_fin := snd_fin n |}.

(** EV-SEG-SYNC-5h: newer than the segment of the last update, and acknowledging no less. *)
Definition WindowNews (n : snd) (s : seg) : bool :=
  seq_leq (snd_una n) (seg_ack s) && seq_leq (seg_ack s) (snd_nxt n)
  && (seq_lt (snd_wl1 n) (seg_seq s)
      || ((snd_wl1 n =? seg_seq s) && seq_leq (snd_wl2 n) (seg_ack s))).
Definition update_window (p : peer) (n : snd) (s : seg) : snd :=
  if WindowNews n s then with_window n (scaled_window p s) (seg_seq s) (seg_ack s) else n.

(** An ACK that came while the window was closed answers a probe: the peer is there, and the count
    of retransmissions that leads to R2 begins anew (MUST-37, SHLD-17).  If the window is open then,
    and nothing in flight, there is nothing to probe or to wait for: the timers stop until more is
    sent.  The send variables are [n] before the ACK and [n1] after it. *)
Definition probe_answered (c : config) (n n1 : snd) (m : timers) (now : time) : timers :=
  if (snd_wnd n =? 0) && negb (snd_wnd n1 =? 0) && (snd_una n1 =? snd_nxt n1) then
    restart_timers c m false now
  else if snd_wnd n =? 0 then
    with_rtx m (timers_rtx_on m) (timers_rtx_at m) (timers_rto m) 0
  else m.

(** EV-SEG-SYNC-5e, 5f, 5h: what ESTABLISHED does with an ACK. *)
Definition take_ack (c : config) (t : tcb) (s : seg) (now : time) : tcb :=
  let n := tcb_snd t in
  if AckNew n s then
    let n1 := update_window (tcb_peer t) (with_una n (seg_ack s)) s in
    set_timers (set_snd t n1)
      (restart_timers c (tcb_timers t) (negb (snd_una n1 =? snd_nxt n1)) now)
  else
    let n1 := update_window (tcb_peer t) n s in
    set_timers (set_snd t n1) (probe_answered c n n1 (tcb_timers t) now).

(** Our FIN was sent and everything sent is acknowledged. *)
Definition FinAcked (n : snd) : bool := snd_fin n && (snd_una n =? snd_nxt n).

(** What the acknowledgment of our FIN means, by state. *)
Definition after_ack (c : config) (t : tcb) (now : time) : outcome :=
  if FinAcked (tcb_snd t) then
    match tcb_state t with
    | FIN_WAIT_1 => outcome_of (set_state t FIN_WAIT_2) no_answer REPLY_NONE
                      close_ok_signal false                                        (* EV-SEG-SYNC-5i, EV-SEG-SYNC-5j *)
    | CLOSING => drop (enter_time_wait c t now)                                    (* EV-SEG-SYNC-5l *)
    | LAST_ACK => delete_with close_ok_signal                                      (* EV-SEG-SYNC-5n *)
    | _ => proceed t
    end
  else match tcb_state t with
    | CLOSING => drop t                                                            (* EV-SEG-SYNC-5m *)
    | _ => proceed t                                                               (* EV-SEG-SYNC-5k *)
    end.

(** EV-SEG-SYNC-5c: the handshake is complete.  A CLOSE that was queued takes effect. *)
Definition syn_received_established (c : config) (t : tcb) (s : seg) (now : time) : outcome :=
  let n := with_window (with_una (tcb_snd t) (seg_ack s)) (scaled_window (tcb_peer t) s)
             (seg_seq s) (seg_ack s) in
  let x := if snd_closed n then FIN_WAIT_1 else ESTABLISHED in
  outcome_of
    (set_state (set_timers (set_snd t n) (restart_timers c (tcb_timers t) false now)) x)
    no_answer REPLY_NONE established_signal false.

Definition check_ack (c : config) (t : tcb) (s : seg) (now : time) : outcome :=
  if negb s.(seg_ctl).(ctl_ack) then drop t                                        (* EV-SEG-SYNC-5a *)
  else
    match tcb_state t with
    | SYN_RECEIVED =>
        if AckNew (tcb_snd t) s then syn_received_established c t s now            (* EV-SEG-SYNC-5c *)
        else drop_with t (reset_for s)                                             (* EV-SEG-SYNC-5d *)
    | _ =>
        if AckInRange (tcb_snd t) s then after_ack c (take_ack c t s now) now      (* EV-SEG-SYNC-5e, EV-SEG-SYNC-5f *)
        else challenge_ack c t now                                                 (* EV-SEG-SYNC-5b, EV-SEG-SYNC-5g *)
    end.

(** ** The eight steps in their order *)

(** The outcome of the step before, if it ended the processing; else [o] with what it signalled. *)
Definition arrives_other (c : config) (t : tcb) (s : seg) (now : time) : outcome :=
  let o1 := check_sequence_number c t s now in
  if outcome_done o1 then o1 else
  let o2 := check_rst c (outcome_tcb o1) s now in
  if outcome_done o2 then o2 else
  let o4 := check_syn c (outcome_tcb o2) s now in
  if outcome_done o4 then o4 else
  let o5 := check_ack c (outcome_tcb o4) s now in
  if outcome_done o5 then o5 else
  also_signal (steps_6_to_8 c (outcome_tcb o5) s now) (outcome_signals o5).
