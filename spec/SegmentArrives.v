(** * SEGMENT ARRIVES: CLOSED, LISTEN, SYN-SENT (RFC 9293 sections 3.10.7.1 to 3.10.7.3) *)
From Plumb Require Import Seq Segment Tcb Outcome Timers UserCalls Text OtherStates.
Require Import ZArith Bool.
Open Scope Z_scope.

(** ** 3.10.7.1 CLOSED: there is no TCB.  EV-SEG-CLOSED-1, EV-SEG-CLOSED-2, EV-SEG-CLOSED-3. *)
Definition arrives_closed (t : tcb) (s : seg) : outcome := drop_with t (reset_for s).

(** ** What a SYN tells *)

(** SendMSS (MUST-15), at most what IP can send (MUST-16); a value of zero cannot be meant. *)
Definition send_mss (c : config) (o : options) : u32 :=
  if options_has_mss o && negb (options_mss o =? 0) then min_u32 (options_mss o) (config_mss c)
  else min_u32 (config_default_mss c) (config_mss c).

(** R7323-2.3-c, R7323-2.3-f, R7323-2.3-h: scaling only if both offered it, a shift of 14 at most. *)
Definition syn_peer (c : config) (o : options) : peer :=
  let scaling := config_use_shift c && options_has_shift o in
  {| peer_mss := send_mss c o;
     peer_snd_shift := if scaling then min_u32 (options_shift o) 14 else 0;
     peer_rcv_shift := if scaling then config_shift c else 0;
     peer_sack := config_use_sack c && options_sack_permitted o |}.

(** R7323-AppD-b: TS.Recent and Snd.TS.OK from the SYN; Last.ACK.sent = RCV.NXT. *)
Definition syn_stamps (c : config) (s : seg) (now : time) : stamps :=
  let o := seg_options s in
  {| stamps_ok := config_use_stamps c && options_has_ts o;
     stamps_recent := options_ts_val o; stamps_recent_at := now;
     stamps_last_ack := seq_add (seg_seq s) 1 |}.

(** RCV.NXT = SEG.SEQ + 1.  Text on the SYN is left to the peer's retransmission. *)
Definition syn_rcv (c : config) (s : seg) : rcv :=
  {| rcv_nxt := seq_add (seg_seq s) 1; rcv_wnd := opening_window c; rcv_up := 0; rcv_urgent := false;
     rcv_buffered := 0; rcv_push := false; rcv_fin_held := false; rcv_fin_seq := 0;
     rcv_held := nothing_held |}.

(** The window of a SYN is never scaled (R7323-2.2-h). *)
Definition with_syn_window (n : snd) (una : u32) (s : seg) (wl2 : u32) : snd :=
  {| snd_una := una; snd_nxt := snd_nxt n; snd_wnd := seg_wnd s; snd_wl1 := seg_seq s;
     snd_wl2 := wl2; snd_up := snd_up n; snd_urgent := snd_urgent n;
     snd_max_wnd := seg_wnd s; snd_queued := snd_queued n;
     snd_closed := snd_closed n; snd_fin := snd_fin n |}.

(** ** 3.10.7.2 LISTEN *)

(** Third: a SYN.  EV-SEG-LISTEN-3b. *)
Definition listen_syn (c : config) (s : seg) (iss : u32) (now : time) : outcome :=
  let t := {| tcb_state := SYN_RECEIVED; tcb_passive := true; tcb_iss := iss; tcb_irs := seg_seq s;
              tcb_snd := with_syn_window (syn_snd iss 0 false) iss s iss;
              tcb_rcv := syn_rcv c s; tcb_peer := syn_peer c (seg_options s);
              tcb_stamps := syn_stamps c s now; tcb_timers := fresh_timers c now |} in
  drop_with t (segment_of SEND_SYN_ACK iss t.(tcb_rcv).(rcv_nxt)).

Definition arrives_listen (c : config) (t : tcb) (s : seg) (iss : u32) (now : time) : outcome :=
  if s.(seg_ctl).(ctl_rst) then drop t                                             (* EV-SEG-LISTEN-1 *)
  else if s.(seg_ctl).(ctl_ack) then drop_with t (reset_for s)                     (* EV-SEG-LISTEN-2 *)
  else if s.(seg_ctl).(ctl_syn) then listen_syn c s iss now                        (* EV-SEG-LISTEN-3b *)
  else drop t.                                                                     (* EV-SEG-LISTEN-4 *)

(** ** 3.10.7.3 SYN-SENT *)

(** ISS < SEG.ACK =< SND.NXT, or no ACK at all: the ACK does no harm. *)
Definition SynSentAckAcceptable (t : tcb) (s : seg) : bool :=
  seq_lt (tcb_iss t) (seg_ack s) && seq_leq (seg_ack s) t.(tcb_snd).(snd_nxt).

(** What is left of a SYN,ACK when its SYN and ACK are dealt with: the text begins at RCV.NXT. *)
Definition after_syn (s : seg) : seg :=
  let k := seg_ctl s in
  {| seg_seq := seq_add (seg_seq s) 1; seg_ack := seg_ack s; seg_wnd := seg_wnd s; seg_up := seg_up s;
     seg_text := seg_text s;
     seg_ctl := {| ctl_cwr := ctl_cwr k; ctl_ece := ctl_ece k; ctl_urg := ctl_urg k;
                   ctl_ack := ctl_ack k; ctl_psh := ctl_psh k; ctl_rst := false; ctl_syn := false;
                   ctl_fin := ctl_fin k |};
     seg_options := seg_options s |}.

(** The TCB that a SYN in SYN-SENT makes.  EV-SEG-SYNSENT-4a; SND.WND, WL1 and WL2 are set in both
    branches. *)
Definition syn_sent_tcb (c : config) (t : tcb) (s : seg) (x : tcp_state) (una wl2 : u32) (now : time) : tcb :=
  {| tcb_state := x; tcb_passive := false; tcb_iss := tcb_iss t; tcb_irs := seg_seq s;
     tcb_snd := with_syn_window (tcb_snd t) una s wl2;
     tcb_rcv := syn_rcv c s; tcb_peer := syn_peer c (seg_options s);
     tcb_stamps := syn_stamps c s now; tcb_timers := tcb_timers t |}.

(** Our SYN is acknowledged: ESTABLISHED, then step 6 on for the rest.  EV-SEG-SYNSENT-4b. *)
Definition syn_sent_established (c : config) (t : tcb) (s : seg) (now : time) : outcome :=
  let t1 := syn_sent_tcb c t s ESTABLISHED (seg_ack s) (seg_ack s) now in
  let t2 := set_timers t1 (restart_timers c (tcb_timers t) false now) in
  also_signal (acknowledged (steps_6_to_8 c t2 (after_syn s) now)) established_signal.

(** Simultaneous open (MUST-10): SYN-RECEIVED.  EV-SEG-SYNSENT-4c. *)
Definition syn_sent_crossing (c : config) (t : tcb) (s : seg) (now : time) : outcome :=
  let t1 := syn_sent_tcb c t s SYN_RECEIVED t.(tcb_snd).(snd_una) (tcb_iss t) now in
  drop_with t1 (segment_of SEND_SYN_ACK (tcb_iss t1) t1.(tcb_rcv).(rcv_nxt)).

Definition arrives_syn_sent (c : config) (t : tcb) (s : seg) (now : time) : outcome :=
  let k := seg_ctl s in
  if ctl_ack k && negb (SynSentAckAcceptable t s) then drop_with t (reset_for s)   (* EV-SEG-SYNSENT-1a, EV-SEG-SYNSENT-1b *)
  else if ctl_rst k then
    (if ctl_ack k then delete_with reset_signal                                    (* EV-SEG-SYNSENT-1c, EV-SEG-SYNSENT-2a *)
     else drop t)                                                                  (* EV-SEG-SYNSENT-2b, R5961-3.2-c *)
  else if ctl_syn k then
    (if ctl_ack k then syn_sent_established c t s now                              (* EV-SEG-SYNSENT-4b *)
     else syn_sent_crossing c t s now)                                             (* EV-SEG-SYNSENT-4c *)
  else drop t.                                                                     (* EV-SEG-SYNSENT-5, EV-SEG-SYNC-8a *)

(** ** SEGMENT ARRIVES *)
Definition segment_arrives (c : config) (t : tcb) (s : seg) (iss : u32) (now : time) : outcome :=
  match tcb_state t with
  | CLOSED => arrives_closed t s
  | LISTEN => arrives_listen c t s iss now
  | SYN_SENT => arrives_syn_sent c t s now
  | _ => arrives_other c t s now
  end.
