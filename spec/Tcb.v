(** * The Transmission Control Block (RFC 9293 section 3.3.1; RFC 7323; RFC 5961) *)
From Plumb Require Import Seq Segment.
Require Import ZArith Bool.
Open Scope Z_scope.

(** RFC 9293 section 3.3.2. *)
Inductive tcp_state :=
  | CLOSED | LISTEN | SYN_SENT | SYN_RECEIVED | ESTABLISHED | FIN_WAIT_1
  | FIN_WAIT_2 | CLOSE_WAIT | CLOSING | LAST_ACK | TIME_WAIT.

(** Send sequence variables. *)
Record snd := {
  snd_una : u32;      (* SND.UNA, oldest unacknowledged *)
  snd_nxt : u32;      (* SND.NXT, next to send *)
  snd_wnd : u32;      (* SND.WND, scaled *)
  snd_wl1 : u32;      (* SND.WL1, SEG.SEQ of the last window update *)
  snd_wl2 : u32;      (* SND.WL2, SEG.ACK of the last window update *)
  snd_up  : u32;      (* SND.UP, the octet after the urgent text *)
  snd_urgent : bool;  (* SND.UP is meant *)
  snd_max_wnd : u32;  (* MAX.SND.WND, RFC 5961 section 5.2 *)
  snd_queued : u32;   (* octets of the user not yet sent: they follow SND.NXT *)
  snd_closed : bool;  (* the user has CLOSEd: a FIN follows the queued octets *)
  snd_fin : bool }.   (* the FIN was sent: it stands at SND.NXT - 1 *)

(** Text that arrived ahead of RCV.NXT (SHLD-31): up to four runs, the most recent first. *)
Record held := { held_b0 : block; held_b1 : block; held_b2 : block; held_b3 : block }.

(** Receive sequence variables. *)
Record rcv := {
  rcv_nxt : u32;      (* RCV.NXT, next expected *)
  rcv_wnd : u32;      (* RCV.WND, offered *)
  rcv_up  : u32;      (* RCV.UP, the octet after the urgent text *)
  rcv_urgent : bool;  (* urgent mode: RCV.UP is meant *)
  rcv_buffered : u32; (* octets received in order, not yet taken by a RECEIVE *)
  rcv_push : bool;    (* a PUSH was seen among them *)
  rcv_fin_held : bool; rcv_fin_seq : u32; (* a FIN that arrived ahead of its text *)
  rcv_held : held }.

(** What the SYNs agreed on. *)
Record peer := {
  peer_mss : u32;         (* SendMSS (MUST-15), at most MMS_S - 20 (MUST-16) *)
  peer_snd_shift : u8;    (* Snd.Wind.Shift, RFC 7323 section 2.3 *)
  peer_rcv_shift : u8;    (* Rcv.Wind.Shift *)
  peer_sack : bool }.     (* SACK permitted by both, RFC 2018 *)

(** Timestamps and PAWS, RFC 7323 sections 4.3 and 5. *)
Record stamps := {
  stamps_ok : bool;         (* Snd.TS.OK *)
  stamps_recent : u32;      (* TS.Recent *)
  stamps_recent_at : time;  (* when TS.Recent was set *)
  stamps_last_ack : u32 }.  (* Last.ACK.sent *)

(** Deadlines.  A timer that is off has its [on] flag clear. *)
Record timers := {
  timers_rtx_on : bool;  timers_rtx_at : time;
  timers_rto : time;     timers_rtx_count : u32;
  timers_user_on : bool; timers_user_at : time;
  timers_wait_on : bool; timers_wait_at : time;     (* 2 MSL *)
  timers_challenge_from : time; timers_challenge_count : u32 }. (* RFC 5961 section 7 *)

Record tcb := {
  tcb_state : tcp_state;
  tcb_passive : bool;     (* SYN-RECEIVED was reached from LISTEN, MUST-11 *)
  tcb_iss : u32;
  tcb_irs : u32;
  tcb_snd : snd;
  tcb_rcv : rcv;
  tcb_peer : peer;
  tcb_stamps : stamps;
  tcb_timers : timers }.

(** What the owner of the connection chooses.  Defaults and ranges stand in the C header. *)
Record config := {
  config_buffer : u32;      (* receive buffer, octets *)
  config_mss : u32;         (* announced MSS; also MMS_S - 20, MUST-16 *)
  config_default_mss : u32; (* without an MSS option: 536 (IPv4) or 1220 (IPv6), MUST-15 *)
  config_use_shift : bool;  config_shift : u8;   (* window scale offered *)
  config_use_stamps : bool;
  config_use_sack : bool;
  config_rto : time;        (* first retransmission timeout *)
  config_rto_max : time;
  config_r1 : u32;          (* retransmissions after which the user is told, SHLD-10 *)
  config_r2 : u32;          (* retransmissions after which the connection is closed, MUST-20 *)
  config_msl : time;
  config_user_timeout : time; (* 0: none *)
  config_challenge_limit : u32;    (* challenge ACKs per interval, RFC 5961 section 7 *)
  config_challenge_interval : time }.

(** ** One field changed, the rest kept *)
Definition set_state (t : tcb) (x : tcp_state) : tcb :=
  {| tcb_state := x; tcb_passive := tcb_passive t; tcb_iss := tcb_iss t; tcb_irs := tcb_irs t;
     tcb_snd := tcb_snd t; tcb_rcv := tcb_rcv t; tcb_peer := tcb_peer t;
     tcb_stamps := tcb_stamps t; tcb_timers := tcb_timers t |}.
Definition set_snd (t : tcb) (x : snd) : tcb :=
  {| tcb_state := tcb_state t; tcb_passive := tcb_passive t; tcb_iss := tcb_iss t; tcb_irs := tcb_irs t;
     tcb_snd := x; tcb_rcv := tcb_rcv t; tcb_peer := tcb_peer t;
     tcb_stamps := tcb_stamps t; tcb_timers := tcb_timers t |}.
Definition set_rcv (t : tcb) (x : rcv) : tcb :=
  {| tcb_state := tcb_state t; tcb_passive := tcb_passive t; tcb_iss := tcb_iss t; tcb_irs := tcb_irs t;
     tcb_snd := tcb_snd t; tcb_rcv := x; tcb_peer := tcb_peer t;
     tcb_stamps := tcb_stamps t; tcb_timers := tcb_timers t |}.
Definition set_stamps (t : tcb) (x : stamps) : tcb :=
  {| tcb_state := tcb_state t; tcb_passive := tcb_passive t; tcb_iss := tcb_iss t; tcb_irs := tcb_irs t;
     tcb_snd := tcb_snd t; tcb_rcv := tcb_rcv t; tcb_peer := tcb_peer t;
     tcb_stamps := x; tcb_timers := tcb_timers t |}.
Definition set_timers (t : tcb) (x : timers) : tcb :=
  {| tcb_state := tcb_state t; tcb_passive := tcb_passive t; tcb_iss := tcb_iss t; tcb_irs := tcb_irs t;
     tcb_snd := tcb_snd t; tcb_rcv := tcb_rcv t; tcb_peer := tcb_peer t;
     tcb_stamps := tcb_stamps t; tcb_timers := x |}.

(** ** The empty TCB *)
Definition no_block : block := {| block_left := 0; block_right := 0 |}.
Definition nothing_held : held :=
  {| held_b0 := no_block; held_b1 := no_block; held_b2 := no_block; held_b3 := no_block |}.
Definition no_snd : snd :=
  {| snd_una := 0; snd_nxt := 0; snd_wnd := 0; snd_wl1 := 0; snd_wl2 := 0; snd_up := 0;
     snd_urgent := false; snd_max_wnd := 0; snd_queued := 0; snd_closed := false; snd_fin := false |}.
Definition no_rcv : rcv :=
  {| rcv_nxt := 0; rcv_wnd := 0; rcv_up := 0; rcv_urgent := false; rcv_buffered := 0;
     rcv_push := false; rcv_fin_held := false; rcv_fin_seq := 0; rcv_held := nothing_held |}.
Definition no_peer : peer :=
  {| peer_mss := 0; peer_snd_shift := 0; peer_rcv_shift := 0; peer_sack := false |}.
Definition no_stamps : stamps :=
  {| stamps_ok := false; stamps_recent := 0; stamps_recent_at := 0; stamps_last_ack := 0 |}.
Definition no_timers : timers :=
  {| timers_rtx_on := false; timers_rtx_at := 0; timers_rto := 0; timers_rtx_count := 0;
     timers_user_on := false; timers_user_at := 0; timers_wait_on := false; timers_wait_at := 0;
     timers_challenge_from := 0; timers_challenge_count := 0 |}.

(** "Delete TCB, enter the CLOSED state." *)
Definition deleted : tcb :=
  {| tcb_state := CLOSED; tcb_passive := false; tcb_iss := 0; tcb_irs := 0; tcb_snd := no_snd;
     tcb_rcv := no_rcv; tcb_peer := no_peer; tcb_stamps := no_stamps; tcb_timers := no_timers |}.

(** ** Groups of states that section 3.10 names together *)
Definition MayReceive (x : tcp_state) : bool :=   (* text and URG are processed, steps 6 and 7 *)
  match x with ESTABLISHED | FIN_WAIT_1 | FIN_WAIT_2 => true | _ => false end.
