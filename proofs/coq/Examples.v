(** * Two endpoints of the model, talking to each other

    Not theorems but examples, computed by Coq: what the functions of the model do when each endpoint
    is given the segments that the other sends.  Time stands still, nothing is lost. *)
From Plumb Require Import Seq Segment Tcb Outcome Output UserCalls SegmentArrives Timeouts Emit.
Require Import ZArith Bool.
Open Scope Z_scope.

(** The defaults of the public header. *)
Definition defaults : config :=
  {| config_buffer := 65535; config_mss := 1460; config_default_mss := 536;
     config_use_shift := true; config_shift := 0; config_use_stamps := true; config_use_sack := true;
     config_rto := 1000000; config_rto_max := 60000000; config_r1 := 3; config_r2 := 8;
     config_msl := 120000000; config_user_timeout := 300000000;
     config_challenge_limit := 10; config_challenge_interval := 5000000 |}.
Definition noon : time := 43200000000.

(** The two initial sequence numbers: the first is about to wrap. *)
Definition iss_a : u32 := 4294967290.
Definition iss_b : u32 := 1000.

Definition opening (active : bool) (iss : u32) : outcome :=
  open defaults deleted
    {| open_args_active := active; open_args_access := true; open_args_room := true;
       open_args_diffserv_ok := true; open_args_remote_specified := active; open_args_iss := iss |} noon.
(** [t] receives what the other endpoint sent with outcome [o]. *)
Definition hears (t : tcb) (o : outcome) : outcome :=
  segment_arrives defaults t (segment_to_send defaults (outcome_tcb o) (outcome_answer o) noon) iss_b noon.
Definition sending (t : tcb) (octets : u32) : outcome :=
  send defaults t
    {| send_args_access := true; send_args_remote_specified := true; send_args_octets := octets;
       send_args_room := 65536; send_args_urgent := false; send_args_iss := 0 |} noon.
Definition transmitting (t : tcb) : outcome := transmit defaults t noon.
Definition closing (t : tcb) : outcome := transmitting (outcome_tcb (close t true)).
Definition state (o : outcome) : tcp_state := tcb_state (outcome_tcb o).
Definition kind (o : outcome) : send_kind := answer_kind (outcome_answer o).

(** ** Three-way handshake (RFC 9293 section 3.5, figure 6) *)
Definition a1 := opening true iss_a.              (* SYN       -> *)
Definition b0 := opening false 0.
Definition b1 := hears (outcome_tcb b0) a1.       (* <- SYN,ACK  *)
Definition a2 := hears (outcome_tcb a1) b1.       (* ACK       -> *)
Definition b2 := hears (outcome_tcb b1) a2.

Example handshake_states :
  (state a1, state b0, state b1, state a2, state b2) =
  (SYN_SENT, LISTEN, SYN_RECEIVED, ESTABLISHED, ESTABLISHED).
Proof. vm_compute. reflexivity. Qed.
Example handshake_segments :
  (kind a1, kind b1, kind a2, kind b2) = (SEND_SYN, SEND_SYN_ACK, SEND_ACK, NO_ANSWER).
Proof. vm_compute. reflexivity. Qed.
(** Each knows where the other begins. *)
Example handshake_agrees :
  let a := outcome_tcb a2 in let b := outcome_tcb b2 in
  snd_nxt (tcb_snd a) = rcv_nxt (tcb_rcv b) /\ snd_nxt (tcb_snd b) = rcv_nxt (tcb_rcv a) /\
  snd_una (tcb_snd a) = snd_nxt (tcb_snd a) /\ snd_una (tcb_snd b) = snd_nxt (tcb_snd b).
Proof. vm_compute. auto. Qed.

(** ** Text, across the wrap of the sequence number *)
Definition a3 := transmitting (outcome_tcb (sending (outcome_tcb a2) 100)).
Definition b3 := hears (outcome_tcb b2) a3.
Definition a4 := hears (outcome_tcb a3) b3.
Example text_arrives :
  (answer_seq (outcome_answer a3), placement_len (outcome_placement b3),
   rcv_buffered (tcb_rcv (outcome_tcb b3)), rcv_nxt (tcb_rcv (outcome_tcb b3)),
   snd_una (tcb_snd (outcome_tcb a4))) = (4294967291, 100, 100, 95, 95).
Proof. vm_compute. reflexivity. Qed.
(** The user takes it. *)
Example text_is_taken :
  rcv_buffered (tcb_rcv (outcome_tcb (receive defaults (outcome_tcb b3) 4096 true))) = 0.
Proof. vm_compute. reflexivity. Qed.

(** ** Normal close (section 3.6, figure 12) *)
Definition a5 := closing (outcome_tcb a4).        (* FIN,ACK   -> *)
Definition b5 := hears (outcome_tcb b3) a5.       (* <- ACK      *)
Definition a6 := hears (outcome_tcb a5) b5.
Definition b6 := closing (outcome_tcb b5).        (* <- FIN,ACK  *)
Definition a7 := hears (outcome_tcb a6) b6.       (* ACK       -> *)
Definition b7 := hears (outcome_tcb b6) a7.
Example close_states :
  (state a5, state b5, state a6, state b6, state a7, state b7) =
  (FIN_WAIT_1, CLOSE_WAIT, FIN_WAIT_2, LAST_ACK, TIME_WAIT, CLOSED).
Proof. vm_compute. reflexivity. Qed.
(** TIME-WAIT lasts 2 MSL, to the microsecond. *)
Example time_wait_ends :
  (state (timeout defaults (outcome_tcb a7) (noon + 239999999)),
   state (timeout defaults (outcome_tcb a7) (noon + 240000000))) = (TIME_WAIT, CLOSED).
Proof. vm_compute. reflexivity. Qed.

(** ** Simultaneous close (figure 13) *)
Definition c1 := closing (outcome_tcb a2).
Definition d1 := closing (outcome_tcb b2).
Definition c2 := hears (outcome_tcb c1) d1.
Definition d2 := hears (outcome_tcb d1) c1.
Definition c3 := hears (outcome_tcb c2) d2.
Definition d3 := hears (outcome_tcb d2) c2.
Example simultaneous_close_states :
  (state c1, state d1, state c2, state d2, state c3, state d3) =
  (FIN_WAIT_1, FIN_WAIT_1, CLOSING, CLOSING, TIME_WAIT, TIME_WAIT).
Proof. vm_compute. reflexivity. Qed.

(** ** Simultaneous open (figure 7): the crossing SYN,ACKs lie before the window, the ACKs that they
    provoke complete the handshake. *)
Definition e1 := opening true iss_a.
Definition f1 := opening true iss_b.
Definition e2 := hears (outcome_tcb e1) f1.
Definition f2 := hears (outcome_tcb f1) e1.
Definition e3 := hears (outcome_tcb e2) f2.
Definition f3 := hears (outcome_tcb f2) e2.
Definition e4 := hears (outcome_tcb e3) f3.
Definition f4 := hears (outcome_tcb f3) e3.
Example simultaneous_open_states :
  (state e1, state f1, state e2, state f2, state e3, state f3, state e4, state f4) =
  (SYN_SENT, SYN_SENT, SYN_RECEIVED, SYN_RECEIVED, SYN_RECEIVED, SYN_RECEIVED,
   ESTABLISHED, ESTABLISHED).
Proof. vm_compute. reflexivity. Qed.
Example simultaneous_open_segments :
  (kind e2, kind f2, kind e3, kind f3, kind e4, kind f4) =
  (SEND_SYN_ACK, SEND_SYN_ACK, SEND_ACK, SEND_ACK, NO_ANSWER, NO_ANSWER).
Proof. vm_compute. reflexivity. Qed.

(** ** A reset that must not be believed (RFC 5961 section 3.2): in the window, but not at RCV.NXT *)
Definition reset_at (seq : u32) : outcome :=
  outcome_of (outcome_tcb a2) (segment_of SEND_RST seq 0) REPLY_NONE no_signals true.
Example blind_reset :
  let here := rcv_nxt (tcb_rcv (outcome_tcb b2)) in
  (state (hears (outcome_tcb b2) (reset_at (seq_add here 1))),
   kind (hears (outcome_tcb b2) (reset_at (seq_add here 1))),
   state (hears (outcome_tcb b2) (reset_at here))) = (ESTABLISHED, SEND_ACK, CLOSED).
Proof. vm_compute. reflexivity. Qed.
