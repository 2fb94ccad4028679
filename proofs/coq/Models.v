(** * A TCB as an image of a host of the relation

    [Models c t h]: the TCB [t] of the step functions, in 32-bit numbers, stands for the host [h] of
    Host.v, in unbounded positions.  The refinement theorems (Refinement*.v) say: whatever an event
    does to [t], some rules of the relation do to [h], and the results stand for each other again. *)
From Plumb Require Import Seq Segment Tcb Outcome Emit Host HostArrives HostSends.
From PlumbProofs Require Import Ranges.
Require Import ZArith List.
Import ListNotations.
Open Scope Z_scope.

(** A held run is text that was received. *)
Definition HeldGot (r : rcv) (h : host) (b : block) : Prop :=
  forall q, seq_sub (block_left b) (rcv_nxt r) <= q < seq_sub (block_right b) (rcv_nxt r) ->
    Got (h_got h) (h_rcv h + q).

Record SendModels (n : snd) (h : host) : Prop := {
  sm_una : OnWire (h_iss h) (h_una h) (snd_una n);
  sm_nxt : OnWire (h_iss h) (h_nxt h) (snd_nxt n);
  sm_flight : h_nxt h - h_una h = seq_sub (snd_nxt n) (snd_una n);
  sm_una_pos : 0 <= h_una h;
  sm_wnd : h_wnd h = snd_wnd n;
  sm_closed : h_closed h = snd_closed n;
  sm_fin : h_fin h = if snd_fin n then Some (h_nxt h - 1) else None }.

Record ReceiveModels (t : tcb) (h : host) : Prop := {
  rm_irs : h_irs h = tcb_irs t;
  rm_rcv : OnWire (h_irs h) (h_rcv h) (rcv_nxt (tcb_rcv t));
  rm_rcv_pos : 1 <= h_rcv h;
  rm_edge : h_edge h = h_rcv h + rcv_wnd (tcb_rcv t);
  rm_held : HeldGot (tcb_rcv t) h (held_b0 (rcv_held (tcb_rcv t)))
    /\ HeldGot (tcb_rcv t) h (held_b1 (rcv_held (tcb_rcv t)))
    /\ HeldGot (tcb_rcv t) h (held_b2 (rcv_held (tcb_rcv t)))
    /\ HeldGot (tcb_rcv t) h (held_b3 (rcv_held (tcb_rcv t)));
  rm_fin : rcv_fin_held (tcb_rcv t) = true ->
    h_peer_fin h = Some (h_rcv h + seq_sub (rcv_fin_seq (tcb_rcv t)) (rcv_nxt (tcb_rcv t)));
  rm_acked : h_acked h = h_rcv h;
  rm_offered : h_offered h <= h_edge h;
  rm_snd_shift : SndShift h (peer_snd_shift (tcb_peer t));
  rm_rcv_shift : RcvShift h (peer_rcv_shift (tcb_peer t));
  rm_cap : rcv_wnd (tcb_rcv t) <= 65535 * 2 ^ peer_rcv_shift (tcb_peer t);
  rm_stamps : StampsAgreed h <-> stamps_ok (tcb_stamps t) = true;
  rm_recent : h_recent h = stamps_recent (tcb_stamps t) }.

(** A SYN was sent and none received. *)
Record SynSentModels (c : config) (t : tcb) (h : host) : Prop := {
  ss_numbers : h_una h = 0 /\ h_nxt h = 1 /\ h_wnd h = 0;
  ss_fin : h_fin h = None /\ h_closed h = false /\ h_passive h = false;
  ss_syn : h_syn_options h = None /\ h_acked h = 0 /\ h_offered h = 0;
  ss_shift : h_own_shift h = if config_use_shift c then Some (config_shift c) else None;
  ss_stamps : h_own_stamps h = config_use_stamps c }.

Record Models (c : config) (t : tcb) (h : host) : Prop := {
  models_state : h_state h = tcb_state t;
  models_listen : tcb_state t = LISTEN -> exists owed, h = owing (fresh LISTEN (h_iss h)) owed;
  models_iss : tcb_state t <> CLOSED -> tcb_state t <> LISTEN -> h_iss h = tcb_iss t;
  models_syn_sent : tcb_state t = SYN_SENT -> SynSentModels c t h;
  models_passive : HasTcb h -> h_passive h = tcb_passive t;
  models_send : HasTcb h -> SendModels (tcb_snd t) h;
  models_receive : HasTcb h -> ReceiveModels t h;
  models_syn_acked : Synchronized h -> 1 <= h_una h;
  models_challenged : 0 < timers_challenge_count (tcb_timers t) -> h_challenged h = true }.

(** The segment of an outcome is sent, if there is one. *)
Definition Answers (c : config) (o : outcome) (now : time) (h h' : host) : Prop :=
  match answer_kind (outcome_answer o) with
  | NO_ANSWER => h' = h
  | _ => Sends h (segment_to_send c (outcome_tcb o) (outcome_answer o) now) h'
  end.

(** SEGMENT ARRIVES is within the relation: the arrived segment is processed by one of its rules,
    then the answer is one of the segments it lets the endpoint send; what makes an ACK due is
    answered at once.  When the connection listens afterwards, the ISS it will choose is [next]: a
    host has its ISS from the start, a TCB only from the SYN on. *)
Definition ArrivalWithin (c : config) (s : seg) (now : time) (next : Z) (h : host) (o : outcome) : Prop :=
  exists h1 h2 due, Receives h s h1 due /\ Answers c o now h1 h2 /\ Models c (outcome_tcb o) h2
    /\ (due = true -> answer_kind (outcome_answer o) <> NO_ANSWER)
    /\ (tcb_state (outcome_tcb o) = LISTEN -> h_iss h2 = next).

(** A user call or a timeout is within the relation: at most one rule of [Internal] or giving up,
    then the answer. *)
Definition CallWithin (c : config) (t : tcb) (now : time) (h : host) (o : outcome) : Prop :=
  exists h1 h2, (h1 = h \/ Internal h h1 \/ (MayGiveUp h /\ h1 = into h CLOSED))
    /\ Answers c o now h1 h2 /\ Models c (outcome_tcb o) h2.
