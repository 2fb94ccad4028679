(** * Ranges: every value fits the C field that stores it

    The predicates, alike those of the public C header, and the functions that make up the parts of
    a TCB.  The entry points follow in RangesCalls.v and RangesArrives.v. *)
From Plumb Require Import Seq Segment Tcb Timers Held Outcome Output UserCalls Text OtherStates
  SegmentArrives Timeouts.
Require Import ZArith Bool Lia.
Open Scope Z_scope.

(** ** The C types *)
Definition U8 (x : Z) : Prop := 0 <= x < 256.
Definition U16 (x : Z) : Prop := 0 <= x < 65536.
Definition U32 (x : Z) : Prop := 0 <= x < 4294967296.
Definition U64 (x : Z) : Prop := 0 <= x < 18446744073709551616.

(** ** The bounds of the public header *)
Definition BufferMax : Z := 1073741823.              (* octets: 2^30 - 1 *)
Definition QueueMax : Z := 1073741824.               (* octets: 2^30 *)
Definition DurationMax : Z := 1152921504606846976.   (* microseconds: 2^60 *)
Definition TimeMax : Z := 4611686018427387904.       (* microseconds: 2^62 *)

Definition Duration (x : Z) : Prop := 0 <= x <= DurationMax.
Definition WfTime (x : Z) : Prop := 0 <= x <= TimeMax.
Definition Shift (x : Z) : Prop := 0 <= x <= 14.
Definition Len16 (x : Z) : Prop := 0 <= x <= 65535.

Record WfConfig (c : config) : Prop := {
  wf_config_buffer : 1 <= config_buffer c <= BufferMax;
  wf_config_mss : 1 <= config_mss c <= 65535;
  wf_config_default_mss : 1 <= config_default_mss c <= 65535;
  wf_config_shift : Shift (config_shift c);
  wf_config_rto : Duration (config_rto c);
  wf_config_rto_max : Duration (config_rto_max c);
  wf_config_r1 : U32 (config_r1 c);
  wf_config_r2 : U32 (config_r2 c);
  wf_config_msl : Duration (config_msl c);
  wf_config_user_timeout : Duration (config_user_timeout c);
  wf_config_challenge_limit : 1 <= config_challenge_limit c < 4294967296;
  wf_config_challenge_interval : Duration (config_challenge_interval c) }.

Record WfBlock (x : block) : Prop := {
  wf_left : U32 (block_left x);
  wf_right : U32 (block_right x) }.

Record WfSack (x : sack) : Prop := {
  wf_sack_n : 0 <= sack_n x <= 4;
  wf_sack_b0 : WfBlock (sack_b0 x); wf_sack_b1 : WfBlock (sack_b1 x);
  wf_sack_b2 : WfBlock (sack_b2 x); wf_sack_b3 : WfBlock (sack_b3 x) }.

Record WfOptions (o : options) : Prop := {
  wf_opt_mss : U16 (options_mss o);
  wf_opt_shift : U8 (options_shift o);
  wf_opt_ts_val : U32 (options_ts_val o);
  wf_opt_ts_ecr : U32 (options_ts_ecr o);
  wf_opt_sack : WfSack (options_sack o) }.

Record WfSeg (s : seg) : Prop := {
  wf_seg_seq : U32 (seg_seq s);
  wf_seg_ack : U32 (seg_ack s);
  wf_seg_wnd : Len16 (seg_wnd s);
  wf_seg_up : Len16 (seg_up s);
  wf_seg_text : Len16 (seg_text s);
  wf_seg_options : WfOptions (seg_options s) }.

Record WfSnd (n : snd) : Prop := {
  wf_una : U32 (snd_una n);
  wf_nxt : U32 (snd_nxt n);
  wf_wnd : U32 (snd_wnd n);
  wf_wl1 : U32 (snd_wl1 n);
  wf_wl2 : U32 (snd_wl2 n);
  wf_up : U32 (snd_up n);
  wf_max_wnd : U32 (snd_max_wnd n);
  wf_queued : 0 <= snd_queued n <= QueueMax }.

Record WfHeld (h : held) : Prop := {
  wf_held_b0 : WfBlock (held_b0 h); wf_held_b1 : WfBlock (held_b1 h);
  wf_held_b2 : WfBlock (held_b2 h); wf_held_b3 : WfBlock (held_b3 h) }.

Record WfRcv (r : rcv) : Prop := {
  wf_rcv_nxt : U32 (rcv_nxt r);
  wf_rcv_wnd : 0 <= rcv_wnd r;
  wf_rcv_up : U32 (rcv_up r);
  wf_rcv_buffered : 0 <= rcv_buffered r;
  wf_rcv_fin_seq : U32 (rcv_fin_seq r);
  wf_rcv_held : WfHeld (rcv_held r);
  wf_rcv_sum : rcv_buffered r + rcv_wnd r <= BufferMax }.

Record WfPeer (p : peer) : Prop := {
  wf_peer_mss : Len16 (peer_mss p);
  wf_peer_snd_shift : Shift (peer_snd_shift p);
  wf_peer_rcv_shift : Shift (peer_rcv_shift p) }.

Record WfStamps (m : stamps) : Prop := {
  wf_recent : U32 (stamps_recent m);
  wf_recent_at : WfTime (stamps_recent_at m);
  wf_last_ack : U32 (stamps_last_ack m) }.

Record WfTimers (m : timers) : Prop := {
  wf_rtx_at : U64 (timers_rtx_at m);
  wf_rto : Duration (timers_rto m);
  wf_rtx_count : U32 (timers_rtx_count m);
  wf_user_at : U64 (timers_user_at m);
  wf_wait_at : U64 (timers_wait_at m);
  wf_challenge_from : WfTime (timers_challenge_from m);
  wf_challenge_count : U32 (timers_challenge_count m) }.

Record WfTcb (t : tcb) : Prop := {
  wf_iss : U32 (tcb_iss t);
  wf_irs : U32 (tcb_irs t);
  wf_snd : WfSnd (tcb_snd t);
  wf_rcv : WfRcv (tcb_rcv t);
  wf_peer : WfPeer (tcb_peer t);
  wf_stamps : WfStamps (tcb_stamps t);
  wf_timers : WfTimers (tcb_timers t) }.

Definition WfOpenArgs (a : open_args) : Prop := U32 (open_args_iss a).

(** The room that the caller reports is what the send buffer has left. *)
Record WfSendArgs (t : tcb) (a : send_args) : Prop := {
  wf_send_octets : U32 (send_args_octets a);
  wf_send_room : 0 <= send_args_room a;
  wf_send_iss : U32 (send_args_iss a);
  wf_send_sum : snd_queued (tcb_snd t) + send_args_room a <= QueueMax }.

Record WfAnswer (a : answer) : Prop := {
  wf_answer_seq : U32 (answer_seq a);
  wf_answer_ack : U32 (answer_ack a);
  wf_answer_text : Len16 (answer_text a) }.

Record WfPlacement (p : placement) : Prop := {
  wf_skip : Len16 (placement_skip p);
  wf_at : U32 (placement_at p);
  wf_len : Len16 (placement_len p) }.

Record WfOutcome (o : outcome) : Prop := {
  wf_out_tcb : WfTcb (outcome_tcb o);
  wf_out_answer : WfAnswer (outcome_answer o);
  wf_out_placement : WfPlacement (outcome_placement o) }.

(** ** Tactics *)
#[global] Arguments Z.mul : simpl never.
#[global] Arguments Z.add : simpl never.
#[global] Arguments Z.sub : simpl never.
Ltac ranges := unfold U8, U16, U32, U64, Duration, WfTime, Shift, Len16, BufferMax, QueueMax,
  DurationMax, TimeMax in *.

Ltac opened := repeat match goal with
  | H : WfConfig _ |- _ => destruct H
  | H : WfBlock _ |- _ => destruct H
  | H : WfOptions _ |- _ => destruct H
  | H : WfSeg _ |- _ => destruct H
  | H : WfSnd _ |- _ => destruct H
  | H : WfHeld _ |- _ => destruct H
  | H : WfRcv _ |- _ => destruct H
  | H : WfPeer _ |- _ => destruct H
  | H : WfStamps _ |- _ => destruct H
  | H : WfTimers _ |- _ => destruct H
  | H : WfTcb _ |- _ => destruct H
  | H : WfSendArgs _ _ |- _ => destruct H
  | H : WfAnswer _ |- _ => destruct H
  | H : WfPlacement _ |- _ => destruct H
  | H : WfOutcome _ |- _ => destruct H
  end.

(** Case analysis on an arithmetic test. *)
Ltac tests := repeat match goal with
  | |- context [?a <=? ?b] => destruct (Z.leb_spec a b)
  | |- context [?a <? ?b] => destruct (Z.ltb_spec a b)
  | |- context [?a =? ?b] => destruct (Z.eqb_spec a b)
  end.

Create HintDb wf discriminated.
#[global] Hint Constants Opaque : wf.

(** Records field by field; what is left is arithmetic. *)
Ltac split_fields := repeat match goal with
  | |- WfBlock _ => constructor; cbn
  | |- WfSnd _ => constructor; cbn
  | |- WfHeld _ => constructor; cbn
  | |- WfRcv _ => constructor; cbn
  | |- WfPeer _ => constructor; cbn
  | |- WfStamps _ => constructor; cbn
  | |- WfTimers _ => constructor; cbn
  | |- WfTcb _ => constructor; cbn
  | |- WfAnswer _ => constructor; cbn
  | |- WfPlacement _ => constructor; cbn
  | |- WfOutcome _ => constructor; cbn
  end.
Ltac fields := intros; opened; split_fields; auto with wf; ranges; try lia.

(** ** Sequence arithmetic and counts *)
Lemma u32_seq_add a n : 0 <= a -> 0 <= n -> U32 (seq_add a n).
Proof. intros. unfold U32, seq_add, two32. apply Z.rem_bound_pos; lia. Qed.
Lemma u32_seq_sub a b : U32 a -> U32 b -> U32 (seq_sub a b).
Proof. unfold U32, seq_sub, two32. intros. apply Z.rem_bound_pos; lia. Qed.
Lemma min_u32_min a b : min_u32 a b = Z.min a b.
Proof. unfold min_u32. tests; lia. Qed.
Lemma bit_range b : 0 <= bit b <= 1.
Proof. destruct b; cbn; lia. Qed.
Lemma seg_len_range s : WfSeg s -> 0 <= seg_len s <= 65537.
Proof.
  intros []. unfold seg_len. pose proof (bit_range (ctl_syn (seg_ctl s))).
  pose proof (bit_range (ctl_fin (seg_ctl s))). ranges. lia.
Qed.
Lemma u32_text_seq s : WfSeg s -> U32 (text_seq s).
Proof.
  intros []. unfold text_seq. pose proof (bit_range (ctl_syn (seg_ctl s))).
  apply u32_seq_add; ranges; lia.
Qed.
Lemma u32_fin_seq s : WfSeg s -> U32 (fin_seq s).
Proof. intros W. pose proof (u32_text_seq s W). destruct W. apply u32_seq_add; ranges; lia. Qed.
Lemma power2_range n : 1 <= power2 n <= 16384.
Proof. unfold power2. tests; lia. Qed.
Lemma scaled_window_range p s : WfSeg s -> 0 <= scaled_window p s <= 1073725440.
Proof.
  intros []. unfold scaled_window. pose proof (power2_range (peer_snd_shift p)). ranges. nia.
Qed.

Lemma u32_0 : U32 0. Proof. ranges; lia. Qed.
Lemma u64_0 : U64 0. Proof. ranges; lia. Qed.
Lemma len16_0 : Len16 0. Proof. ranges; lia. Qed.
Lemma time_0 : WfTime 0. Proof. ranges; lia. Qed.
Lemma len16_u32 x : Len16 x -> U32 x. Proof. ranges; lia. Qed.
#[global] Hint Resolve u32_0 u64_0 len16_0 time_0 len16_u32 u32_seq_sub u32_text_seq u32_fin_seq : wf.
#[global] Hint Extern 3 (U32 (seq_add _ _)) => apply u32_seq_add; ranges; lia : wf.

(** ** The empty parts *)
Lemma wf_no_block : WfBlock no_block. Proof. fields. Qed.
#[global] Hint Resolve wf_no_block : wf.
Lemma wf_nothing_held : WfHeld nothing_held. Proof. fields. Qed.
Lemma wf_no_snd : WfSnd no_snd. Proof. fields. Qed.
#[global] Hint Resolve wf_nothing_held wf_no_snd : wf.
Lemma wf_no_rcv : WfRcv no_rcv. Proof. fields. Qed.
Lemma wf_no_peer : WfPeer no_peer. Proof. fields. Qed.
Lemma wf_no_stamps : WfStamps no_stamps. Proof. fields. Qed.
Lemma wf_no_timers : WfTimers no_timers. Proof. fields. Qed.
#[global] Hint Resolve wf_no_rcv wf_no_peer wf_no_stamps wf_no_timers : wf.
Lemma wf_deleted : WfTcb deleted. Proof. fields. Qed.
Lemma wf_no_answer : WfAnswer no_answer. Proof. fields. Qed.
Lemma wf_no_placement : WfPlacement no_placement. Proof. fields. Qed.
#[global] Hint Resolve wf_deleted wf_no_answer wf_no_placement : wf.

(** ** One part of a TCB replaced *)
Lemma wf_set_state t x : WfTcb t -> WfTcb (set_state t x).
Proof. intros []. constructor; cbn; auto. Qed.
Lemma wf_set_snd t n : WfTcb t -> WfSnd n -> WfTcb (set_snd t n).
Proof. intros [] ?. constructor; cbn; auto. Qed.
Lemma wf_set_rcv t r : WfTcb t -> WfRcv r -> WfTcb (set_rcv t r).
Proof. intros [] ?. constructor; cbn; auto. Qed.
Lemma wf_set_stamps t m : WfTcb t -> WfStamps m -> WfTcb (set_stamps t m).
Proof. intros [] ?. constructor; cbn; auto. Qed.
Lemma wf_set_timers t m : WfTcb t -> WfTimers m -> WfTcb (set_timers t m).
Proof. intros [] ?. constructor; cbn; auto. Qed.
#[global] Hint Resolve wf_set_state wf_set_snd wf_set_rcv wf_set_stamps wf_set_timers : wf.
#[global] Hint Resolve wf_snd wf_rcv wf_peer wf_stamps wf_timers wf_out_tcb wf_out_answer
  wf_out_placement wf_seg_options wf_iss wf_irs wf_nxt wf_una wf_rcv_nxt wf_seg_seq wf_seg_ack
  wf_rcv_held wf_held_b0 wf_held_b1 wf_held_b2 wf_held_b3 : wf.

(** ** Timers *)
Lemma wf_with_rtx m on at_ rto n :
  WfTimers m -> U64 at_ -> Duration rto -> U32 n -> WfTimers (with_rtx m on at_ rto n).
Proof. fields. Qed.
Lemma wf_with_user m on at_ : WfTimers m -> U64 at_ -> WfTimers (with_user m on at_).
Proof. fields. Qed.
Lemma wf_with_challenge m from n :
  WfTimers m -> WfTime from -> U32 n -> WfTimers (with_challenge m from n).
Proof. fields. Qed.
Lemma wf_start_timers c m now :
  WfConfig c -> WfTimers m -> WfTime now -> WfTimers (start_timers c m now).
Proof.
  intros. unfold start_timers. destruct (timers_rtx_on m); cbv zeta;
    match goal with |- context [if ?b then _ else _] => destruct b end; fields.
Qed.
Lemma wf_wait_timers c m now :
  WfConfig c -> WfTimers m -> WfTime now -> WfTimers (wait_timers c m now).
Proof. fields. Qed.
Lemma wf_back_off c m now :
  WfConfig c -> WfTimers m -> WfTime now -> timers_rtx_count m < config_r2 c ->
  WfTimers (back_off c m now).
Proof. unfold back_off. intros. tests; fields. Qed.
Lemma wf_count_challenge c m now :
  WfConfig c -> WfTimers m -> WfTime now -> ChallengeAllowed c m now = true ->
  WfTimers (count_challenge c m now).
Proof.
  unfold ChallengeAllowed, count_challenge. intros C M N. destruct (_ <=? now); [fields|].
  cbn [orb]. rewrite Z.ltb_lt. fields.
Qed.
Lemma wf_restart_timers c m b now :
  WfConfig c -> WfTimers m -> WfTime now -> WfTimers (restart_timers c m b now).
Proof.
  intros. unfold restart_timers. cbv zeta. destruct b; [apply wf_start_timers; auto|]; fields.
Qed.
Lemma wf_probe_answered c n n1 m now :
  WfConfig c -> WfTimers m -> WfTime now -> WfTimers (probe_answered c n n1 m now).
Proof.
  intros C M N. unfold probe_answered. destruct (_ && _); [now apply wf_restart_timers|].
  destruct (_ =? 0); [fields | auto].
Qed.
Lemma wf_fresh_timers c now : WfConfig c -> WfTime now -> WfTimers (fresh_timers c now).
Proof. intros. unfold fresh_timers. apply wf_start_timers; auto. fields. Qed.
#[global] Hint Resolve wf_start_timers wf_wait_timers wf_restart_timers wf_fresh_timers
  wf_count_challenge wf_probe_answered : wf.

(** ** Send sequence variables *)
Lemma wf_syn_snd iss queued b : U32 iss -> 0 <= queued <= QueueMax -> WfSnd (syn_snd iss queued b).
Proof. fields. Qed.
Lemma wf_sent n octets fin : WfSnd n -> 0 <= octets <= snd_queued n -> WfSnd (sent n octets fin).
Proof. intros. pose proof (bit_range fin). fields. Qed.
Lemma wf_queue_octets n octets u :
  WfSnd n -> 0 <= octets -> snd_queued n + octets <= QueueMax -> WfSnd (queue_octets n octets u).
Proof. intros. destruct u; fields. Qed.
Lemma wf_close_snd n : WfSnd n -> WfSnd (close_snd n).
Proof. fields. Qed.
Lemma wf_with_window n wnd wl1 wl2 :
  WfSnd n -> U32 wnd -> U32 wl1 -> U32 wl2 -> WfSnd (with_window n wnd wl1 wl2).
Proof. intros. fields; tests; lia. Qed.
Lemma wf_with_una n una : WfSnd n -> U32 una -> WfSnd (with_una n una).
Proof. fields. Qed.
Lemma wf_with_syn_window n una s wl2 :
  WfSnd n -> WfSeg s -> U32 una -> U32 wl2 -> WfSnd (with_syn_window n una s wl2).
Proof. fields. Qed.
Lemma u32_scaled_window p s : WfSeg s -> U32 (scaled_window p s).
Proof. intros W. pose proof (scaled_window_range p s W). ranges; lia. Qed.
#[global] Hint Resolve wf_close_snd wf_with_window wf_with_una wf_with_syn_window u32_scaled_window : wf.
Lemma wf_update_window p n s : WfSnd n -> WfSeg s -> WfSnd (update_window p n s).
Proof. intros. unfold update_window. destruct (WindowNews n s); auto with wf. Qed.
#[global] Hint Resolve wf_update_window : wf.
Lemma usable_range n : WfSnd n -> U32 (usable n).
Proof.
  intros []. unfold usable. pose proof (u32_seq_sub (snd_nxt n) (snd_una n) wf_nxt0 wf_una0).
  cbv zeta. tests; ranges; lia.
Qed.
Lemma text_in_flight_range n : WfSnd n -> U32 (text_in_flight n).
Proof.
  intros []. unfold text_in_flight. pose proof (u32_seq_sub (snd_nxt n) (snd_una n) wf_nxt0 wf_una0).
  cbv zeta. destruct (snd_fin n); cbn [andb]; tests; ranges; lia.
Qed.

(** ** Receive sequence variables *)
Lemma wf_joined b x : WfBlock b -> WfBlock x -> WfBlock (joined b x).
Proof.
  intros. unfold joined. destruct (Touch b x); auto.
  destruct (seq_lt (block_left x) (block_left b)), (seq_lt (block_right b) (block_right x)); fields.
Qed.
Lemma wf_beside b x : WfBlock x -> WfBlock (beside b x).
Proof. unfold beside. destruct (Touch b x); auto with wf. Qed.
Lemma wf_hold_first b old h : WfBlock b -> WfHeld old -> WfHeld h -> WfHeld (hold_first b old h).
Proof.
  intros B O H. unfold hold_first.
  repeat match goal with |- context [NoBlock ?x] => destruct (NoBlock x) end;
    auto; destruct H; constructor; cbn; auto.
Qed.
#[global] Hint Resolve wf_joined wf_beside : wf.
Lemma wf_hold h b : WfHeld h -> WfBlock b -> WfHeld (hold h b).
Proof.
  intros H B. unfold hold. cbv zeta. apply wf_hold_first; auto 10 with wf.
  constructor; cbn; auto with wf.
Qed.
Lemma u32_over nxt x : U32 nxt -> WfBlock x -> U32 (over nxt x).
Proof.
  intros ? []. unfold over. match goal with |- context [if ?b then _ else _] => destruct b end; auto.
Qed.
Lemma u32_over_held nxt h : U32 nxt -> WfHeld h -> U32 (over_held nxt h).
Proof. intros ? []. unfold over_held. auto using u32_over. Qed.
Lemma wf_ahead nxt x : WfBlock x -> WfBlock (ahead nxt x).
Proof. unfold ahead. destruct (seq_lt nxt (block_left x)); auto with wf. Qed.
Lemma wf_still_held nxt h : WfHeld h -> WfHeld (still_held nxt h).
Proof. intros []. constructor; cbn; auto using wf_ahead. Qed.
#[global] Hint Resolve wf_hold u32_over_held wf_still_held : wf.

Lemma opening_window_range c : WfConfig c -> 1 <= opening_window c <= BufferMax.
Proof. intros []. unfold opening_window. rewrite min_u32_min. ranges. lia. Qed.
Lemma wf_opening_rcv c : WfConfig c -> WfRcv (opening_rcv c).
Proof. intros C. pose proof (opening_window_range c C). fields. Qed.
Lemma wf_syn_rcv c s : WfConfig c -> WfSeg s -> WfRcv (syn_rcv c s).
Proof. intros C S. pose proof (opening_window_range c C). fields. Qed.
Lemma wf_with_urgent r up : WfRcv r -> U32 up -> WfRcv (with_urgent r up).
Proof. fields. Qed.
Lemma wf_with_held r h : WfRcv r -> WfHeld h -> WfRcv (with_held r h).
Proof. fields. Qed.
Lemma wf_forward r n psh : WfRcv r -> 0 <= n <= rcv_wnd r -> WfRcv (forward r n psh).
Proof. intros [] ?. constructor; cbn; auto with wf; ranges; lia. Qed.
Lemma wf_take_text r n w :
  WfRcv r -> 0 <= n <= rcv_buffered r -> 0 <= w -> rcv_buffered r - n + w <= BufferMax ->
  WfRcv (take_text r n w).
Proof. intros [] ? ? ?. constructor; cbn; auto; lia. Qed.
Lemma wf_note_fin r s : WfRcv r -> WfSeg s -> WfRcv (note_fin r s).
Proof.
  intros R S. unfold note_fin. destruct (FinInWindow r s); auto.
  pose proof (u32_fin_seq s S). destruct R; constructor; cbn; auto.
Qed.
Lemma wf_over_fin r : WfRcv r -> 0 < rcv_wnd r -> WfRcv (over_fin r).
Proof. intros [] ?. constructor; cbn; auto with wf; ranges; lia. Qed.
#[global] Hint Resolve wf_opening_rcv wf_syn_rcv wf_with_urgent wf_with_held wf_note_fin : wf.

Lemma wf_trim r s : WfRcv r -> WfSeg s -> WfPlacement (trim r s).
Proof.
  intros R S. unfold trim. pose proof (u32_text_seq s S) as X. destruct R, S.
  pose proof (u32_seq_sub _ _ wf_rcv_nxt0 X). pose proof (u32_seq_sub _ _ X wf_rcv_nxt0).
  cbv zeta. rewrite !min_u32_min. destruct (_ <? two31); constructor; cbn;
    tests; ranges; lia.
Qed.
(** What is placed fits the window. *)
Lemma trim_fits r s :
  WfRcv r -> WfSeg s -> 0 < placement_len (trim r s) ->
  placement_at (trim r s) + placement_len (trim r s) <= rcv_wnd r.
Proof.
  intros R S. unfold trim. cbv zeta. rewrite !min_u32_min.
  destruct (_ <? two31); cbn; tests; lia.
Qed.
Lemma reach_range r n : WfRcv r -> 0 <= n -> 0 <= reach r n <= rcv_wnd r.
Proof.
  intros R N. unfold reach. rewrite min_u32_min.
  assert (U32 (over_held (seq_add (rcv_nxt r) n) (rcv_held r))).
  { apply u32_over_held; [|apply R]. apply u32_seq_add; auto. destruct R. ranges; lia. }
  destruct R. pose proof (u32_seq_sub _ _ H wf_rcv_nxt0). ranges; lia.
Qed.
Lemma wf_accept_text r p psh : WfRcv r -> WfPlacement p -> WfRcv (accept_text r p psh).
Proof.
  intros R P. unfold accept_text. destruct (_ =? 0).
  - apply wf_forward; auto. apply reach_range; auto. destruct P; ranges; lia.
  - cbv zeta. apply wf_with_held; auto. apply wf_hold; auto with wf.
    destruct R, P. constructor; cbn; [|apply u32_seq_add; [apply u32_seq_add|]]; auto with wf; ranges; lia.
Qed.
#[global] Hint Resolve wf_trim wf_accept_text : wf.

(** ** What the SYNs agreed on, timestamps *)
Lemma wf_syn_peer c o : WfConfig c -> WfOptions o -> WfPeer (syn_peer c o).
Proof.
  intros [] []. unfold syn_peer, send_mss. cbv zeta. rewrite !min_u32_min.
  constructor; cbn; repeat match goal with |- context [if ?b then _ else _] => destruct b end;
    ranges; lia.
Qed.
Lemma wf_syn_stamps c s now : WfSeg s -> WfTime now -> WfStamps (syn_stamps c s now).
Proof. fields. Qed.
Lemma wf_record_stamp m s now : WfStamps m -> WfSeg s -> WfTime now -> WfStamps (record_stamp m s now).
Proof.
  intros. unfold record_stamp. cbv zeta. match goal with |- context [if ?b then _ else _] => destruct b end;
    auto; fields.
Qed.
Lemma wf_note_ack t : WfTcb t -> WfTcb (note_ack t).
Proof. intros. apply wf_set_stamps; auto. fields. Qed.
#[global] Hint Resolve wf_syn_peer wf_syn_stamps wf_record_stamp wf_note_ack : wf.
