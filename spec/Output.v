(** * Sending what is queued (RFC 9293 sections 3.10.2, 3.10.4, 3.8.6)

    The part of SEND and CLOSE that says "segment the buffer and send it".  Nagle, sender SWS and
    congestion control are not yet in it: it sends what window and segment size allow. *)
From Plumb Require Import Seq Segment Tcb Outcome Timers.
Require Import ZArith Bool.
Open Scope Z_scope.

(** The states in which queued text or the FIN may be sent for the first time. *)
Definition Sending (x : tcp_state) : bool :=
  match x with ESTABLISHED | CLOSE_WAIT | FIN_WAIT_1 | CLOSING | LAST_ACK => true | _ => false end.

(** Room in the peer's window beyond SND.NXT; none after the window was shrunk below what is in
    flight (MUST-34, SHLD-15). *)
Definition usable (n : snd) : u32 :=
  let inflight := seq_sub (snd_nxt n) (snd_una n) in
  if inflight <? snd_wnd n then snd_wnd n - inflight else 0.

(** Eff.snd.MSS (MUST-16): the text of a segment spares what the segment's TCP options take (R6691-2-c).
    Timestamps, once agreed, are the only ones on a segment with text: ten octets after two of padding.
    IP options are never sent.  If SendMSS has no room beside them one octet goes out all the same. *)
Definition eff_snd_mss (t : tcb) : u32 :=
  let mss := t.(tcb_peer).(peer_mss) in
  let taken := if t.(tcb_stamps).(stamps_ok) then 12 else 0 in
  if taken <? mss then mss - taken else 1.

(** SND.NXT after sending [octets] of the queue and, if [fin], the FIN. *)
Definition sent (n : snd) (octets : u32) (fin : bool) : snd :=
  {| snd_una := snd_una n; snd_nxt := seq_add (snd_nxt n) (octets + bit fin); snd_wnd := snd_wnd n;
     snd_wl1 := snd_wl1 n; snd_wl2 := snd_wl2 n; snd_up := snd_up n; snd_urgent := snd_urgent n;
     snd_max_wnd := snd_max_wnd n; snd_queued := snd_queued n - octets;
     snd_closed := snd_closed n; snd_fin := fin || snd_fin n |}.

Definition text_segment (t : tcb) (seq octets : u32) (fin : bool) : answer :=
  {| answer_kind := SEND_ACK; answer_seq := seq; answer_ack := t.(tcb_rcv).(rcv_nxt);
     answer_text := octets; answer_fin := fin |}.

(** The next [octets] of text and perhaps the FIN, from SND.NXT. *)
Definition send_new (t : tcb) (octets : u32) (fin : bool) (m : timers) : outcome :=
  let n := tcb_snd t in
  outcome_of (note_ack (set_timers (set_snd t (sent n octets fin)) m)) (text_segment t (snd_nxt n) octets fin) REPLY_NONE no_signals true.

(** The FIN waits for all text before it (EV-CLOSE-ESTAB-1, EV-CLOSE-CWAIT-1). *)
Definition FinDue (n : snd) (octets : u32) : bool :=
  snd_closed n && negb (snd_fin n) && (octets =? snd_queued n).

(** Something is queued that a closed window keeps back. *)
Definition Blocked (n : snd) : bool :=
  (snd_una n =? snd_nxt n) && ((0 <? snd_queued n) || FinDue n 0).

(** The timers when new text goes out: a back-off left over from window probes ends. *)
Definition sending_timers (c : config) (t : tcb) (now : time) : timers :=
  if t.(tcb_snd).(snd_una) =? t.(tcb_snd).(snd_nxt) then restart_timers c (tcb_timers t) true now
  else start_timers c (tcb_timers t) now.

(** One segment, if there is one to send.  With a closed window the retransmission timer is started,
    so that it can probe (SHLD-29). *)
Definition transmit (c : config) (t : tcb) (now : time) : outcome :=
  let n := tcb_snd t in
  let room := usable n in
  let octets := min_u32 (snd_queued n) (min_u32 room (eff_snd_mss t)) in
  let fin := FinDue n octets && (octets <? room) in
  if negb (Sending (tcb_state t)) then drop t
  else if (0 <? octets) || fin then send_new t octets fin (sending_timers c t now)                   (* EV-SEND-ESTAB+-1 *)
  else if Blocked n then drop (set_timers t (start_timers c (tcb_timers t) now))
  else drop t.
