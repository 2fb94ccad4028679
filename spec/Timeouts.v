(** * Timeouts (RFC 9293 section 3.10.8) *)
From Plumb Require Import Seq Segment Tcb Outcome Timers Output.
Require Import ZArith Bool.
Open Scope Z_scope.

(** ** USER TIMEOUT: EV-TOUSER-ANY-1 *)
Definition user_timeout : outcome := delete_with timeout_signal.

(** ** RETRANSMISSION TIMEOUT *)

(** The timer once more, the RTO doubled up to its bound (RFC 6298 rules 5.5 and 5.6). *)
Definition back_off (c : config) (m : timers) (now : time) : timers :=
  let rto := if 2 * timers_rto m <=? config_rto_max c then 2 * timers_rto m else config_rto_max c in
  with_rtx m true (now + rto) rto (timers_rtx_count m + 1).

(** Octets of text between SND.UNA and SND.NXT: neither SYN nor FIN. *)
Definition text_in_flight (n : snd) : u32 :=
  let inflight := seq_sub (snd_nxt n) (snd_una n) in
  if snd_fin n && (0 <? inflight) then inflight - 1 else inflight.

(** The segment at the front of the retransmission queue, by state. *)
Definition front_segment (t : tcb) : answer :=
  let n := tcb_snd t in
  match tcb_state t with
  | SYN_SENT => segment_of SEND_SYN (tcb_iss t) 0                                  (* MUST-22 *)
  | SYN_RECEIVED => segment_of SEND_SYN_ACK (tcb_iss t) t.(tcb_rcv).(rcv_nxt)
  | _ =>
      let octets := min_u32 (text_in_flight n) (eff_snd_mss t) in
      text_segment t (snd_una n) octets (snd_fin n && (octets =? text_in_flight n))
  end.

(** A window probe (MUST-36, R9293-L21): one octet beyond the window, or the FIN. *)
Definition probe (t : tcb) (m : timers) : outcome :=
  let n := tcb_snd t in
  let octets := min_u32 (snd_queued n) 1 in
  let fin := FinDue n octets && (octets =? 0) in
  if (0 <? octets) || fin then send_new t octets fin m
  else drop (set_timers t (with_rtx m false 0 (timers_rto m) 0)).

(** R2 retransmissions, or probes, in a row that nothing answered (MUST-20). *)
Definition GiveUp (c : config) (t : tcb) : bool := config_r2 c <=? t.(tcb_timers).(timers_rtx_count).

Definition retransmission_timeout (c : config) (t : tcb) (now : time) : outcome :=
  let m := back_off c (tcb_timers t) now in
  let n := tcb_snd t in
  if GiveUp c t then delete_with timeout_signal                                    (* EV-TORTX-ANY-3 *)
  else if Sending (tcb_state t) && (snd_una n =? snd_nxt n) then probe t m
  else
    outcome_of (set_timers t m) (front_segment t) REPLY_NONE                       (* EV-TORTX-ANY-1 *)
      (if timers_rtx_count m =? config_r1 c then trouble_signal else no_signals)   (* EV-TORTX-ANY-2 *)
      true.

(** ** TIME-WAIT TIMEOUT: EV-TOTW-TWAIT-1 *)
Definition time_wait_timeout : outcome := delete_with no_signals.

(** ** What is due at [now] *)
Definition Due (on : bool) (at_ now : time) : bool := on && (at_ <=? now).

Definition timeout (c : config) (t : tcb) (now : time) : outcome :=
  let m := tcb_timers t in
  if Due (timers_user_on m) (timers_user_at m) now then user_timeout
  else if Due (timers_wait_on m) (timers_wait_at m) now then time_wait_timeout
  else if Due (timers_rtx_on m) (timers_rtx_at m) now then retransmission_timeout c t now
  else drop t.
