(** * Ranges of the user calls, of sending and of the timeouts *)
From Plumb Require Import Seq Segment Tcb Timers Outcome Output UserCalls Text OtherStates
  SegmentArrives Timeouts.
From PlumbProofs Require Import Ranges.
Require Import ZArith Bool Lia.
Open Scope Z_scope.

(** ** Outcomes *)
Lemma wf_outcome_of t a r g d : WfTcb t -> WfAnswer a -> WfOutcome (outcome_of t a r g d).
Proof. intros. constructor; cbn; auto with wf. Qed.
Lemma wf_segment_of k seq ack : U32 seq -> U32 ack -> WfAnswer (segment_of k seq ack).
Proof. fields. Qed.
#[global] Hint Resolve wf_outcome_of wf_segment_of : wf.
Lemma wf_proceed t : WfTcb t -> WfOutcome (proceed t).
Proof. unfold proceed. auto with wf. Qed.
Lemma wf_drop t : WfTcb t -> WfOutcome (drop t).
Proof. unfold drop. auto with wf. Qed.
Lemma wf_drop_with t a : WfTcb t -> WfAnswer a -> WfOutcome (drop_with t a).
Proof. unfold drop_with. auto with wf. Qed.
Lemma wf_returns t r : WfTcb t -> WfOutcome (returns t r).
Proof. unfold returns. auto with wf. Qed.
Lemma wf_sends t a : WfTcb t -> WfAnswer a -> WfOutcome (sends t a).
Proof. unfold sends. auto with wf. Qed.
Lemma wf_delete_with g : WfOutcome (delete_with g).
Proof. unfold delete_with. auto with wf. Qed.
Lemma wf_also_signal o g : WfOutcome o -> WfOutcome (also_signal o g).
Proof. intros []. constructor; auto. Qed.
Lemma wf_ack_now t : WfTcb t -> WfAnswer (ack_now t).
Proof. intros. unfold ack_now. auto 6 with wf. Qed.
Lemma wf_reset_for s : WfSeg s -> WfAnswer (reset_for s).
Proof.
  intros S. pose proof (seg_len_range s S). unfold reset_for.
  destruct (ctl_rst (seg_ctl s)); auto with wf.
  destruct (ctl_ack (seg_ctl s)); auto with wf.
  apply wf_segment_of; auto with wf. destruct S. apply u32_seq_add; ranges; lia.
Qed.
#[global] Hint Resolve wf_proceed wf_drop wf_drop_with wf_returns wf_sends wf_delete_with
  wf_also_signal wf_ack_now wf_reset_for : wf.

(** ** OPEN *)
Lemma wf_listening c : WfConfig c -> WfTcb (listening c).
Proof. intros. constructor; cbn; auto with wf. Qed.
Lemma wf_connecting c iss queued now :
  WfConfig c -> U32 iss -> 0 <= queued <= QueueMax -> WfTime now -> WfTcb (connecting c iss queued now).
Proof. intros. constructor; cbn; auto using wf_syn_snd with wf. Qed.
#[global] Hint Resolve wf_listening : wf.

Theorem wf_open c t a now :
  WfConfig c -> WfTcb t -> WfOpenArgs a -> WfTime now -> WfOutcome (open c t a now).
Proof.
  intros C T A N. unfold WfOpenArgs in A.
  assert (X : WfTcb (connecting c (open_args_iss a) 0 now))
    by (apply wf_connecting; auto; ranges; lia).
  unfold open, open_closed, open_listen. destruct (tcb_state t); auto with wf;
    repeat match goal with |- context [if ?b then _ else _] => destruct b end; auto with wf.
Qed.

(** ** SEND *)
Lemma wf_queue_text t a r : WfTcb t -> WfSendArgs t a -> WfOutcome (queue_text t a r).
Proof.
  intros T []. unfold queue_text. destruct (Z.ltb_spec (send_args_room a) (send_args_octets a));
    auto with wf.
  apply wf_returns, wf_set_snd; auto. apply wf_queue_octets; auto with wf; ranges; lia.
Qed.
Theorem wf_send c t a now :
  WfConfig c -> WfTcb t -> WfSendArgs t a -> WfTime now -> WfOutcome (send c t a now).
Proof.
  intros C T A N. pose proof (fun r => wf_queue_text t a r T A) as Q. unfold send, send_listen.
  destruct (tcb_state t); auto with wf.
  - destruct (send_args_remote_specified a); cbn [negb]; auto with wf.
    destruct A, (wf_snd t T). destruct (Z.ltb_spec (send_args_room a) (send_args_octets a));
      auto with wf.
    apply wf_sends; auto with wf. apply wf_connecting; auto. ranges; lia.
  - destruct (snd_closed _); auto with wf.
  - destruct (snd_closed _); auto with wf.
Qed.

(** ** RECEIVE *)
Lemma window_room_range c t :
  WfConfig c -> WfTcb t -> 0 <= window_room c t /\
  (rcv_buffered (tcb_rcv t) + window_room c t <= config_buffer c \/ window_room c t = 0).
Proof.
  intros [] []. unfold window_room. cbv zeta. rewrite min_u32_min.
  pose proof (power2_range (peer_rcv_shift (tcb_peer t))).
  destruct (Z.leb_spec (rcv_buffered (tcb_rcv t)) (config_buffer c)); lia.
Qed.
Lemma open_window_range c t :
  WfConfig c -> WfTcb t -> rcv_wnd (tcb_rcv t) <= open_window c t /\
  (open_window c t = rcv_wnd (tcb_rcv t) \/
   rcv_buffered (tcb_rcv t) + open_window c t <= config_buffer c).
Proof.
  intros C T. pose proof (window_room_range c t C T). unfold open_window. cbv zeta.
  rewrite min_u32_min. destruct C, (wf_rcv t T).
  assert (0 <= Z.quot (config_buffer c) 2) by (apply Z.quot_pos; lia).
  tests; lia.
Qed.
Lemma wf_receive_text c t octets :
  WfConfig c -> WfTcb t -> U32 octets -> WfOutcome (receive_text c t octets).
Proof.
  intros C T O. unfold receive_text. cbv zeta. rewrite min_u32_min.
  set (n := Z.min _ _).
  assert (N : 0 <= n <= rcv_buffered (tcb_rcv t)) by (destruct (wf_rcv t T); subst n; ranges; lia).
  assert (R : WfRcv (take_text (tcb_rcv t) n (rcv_wnd (tcb_rcv t))))
    by (destruct (wf_rcv t T); apply wf_take_text; auto with wf; lia).
  assert (T1 : WfTcb (set_rcv t (take_text (tcb_rcv t) n (rcv_wnd (tcb_rcv t)))))
    by auto with wf.
  pose proof (open_window_range c _ C T1) as W. cbn in W.
  destruct (MayReceive (tcb_state t) && _); auto with wf.
  assert (R2 : WfRcv (take_text (tcb_rcv t) n
    (open_window c (set_rcv t (take_text (tcb_rcv t) n (rcv_wnd (tcb_rcv t)))))))
    by (destruct C, (wf_rcv t T); apply wf_take_text; auto with wf; lia).
  apply wf_outcome_of; auto with wf.
Qed.
Theorem wf_receive c t octets access :
  WfConfig c -> WfTcb t -> U32 octets -> WfOutcome (receive c t octets access).
Proof.
  intros C T O. pose proof (wf_receive_text c t octets C T O). unfold receive.
  destruct (tcb_state t); auto with wf; destruct (_ =? 0); auto with wf.
Qed.

(** ** CLOSE, ABORT; STATUS stores nothing *)
Theorem wf_close t access : WfTcb t -> WfOutcome (close t access).
Proof. intros. unfold close, close_to. destruct (tcb_state t); auto 6 with wf. Qed.
Theorem wf_abort t access : WfTcb t -> WfOutcome (abort t access).
Proof. intros. unfold abort. destruct (tcb_state t); auto 6 with wf. Qed.

(** ** Sending *)
Lemma wf_text_segment t seq octets fin :
  WfTcb t -> U32 seq -> Len16 octets -> WfAnswer (text_segment t seq octets fin).
Proof. intros. constructor; cbn; auto with wf. Qed.
Lemma wf_send_new t octets fin m :
  WfTcb t -> WfTimers m -> Len16 octets -> octets <= snd_queued (tcb_snd t) ->
  WfOutcome (send_new t octets fin m).
Proof.
  intros T M O Q. unfold send_new. cbv zeta.
  assert (WfSnd (sent (tcb_snd t) octets fin)) by (apply wf_sent; auto with wf; ranges; lia).
  apply wf_outcome_of; auto with wf. apply wf_text_segment; auto with wf.
Qed.
Lemma wf_sending_timers c t now :
  WfConfig c -> WfTcb t -> WfTime now -> WfTimers (sending_timers c t now).
Proof. intros. unfold sending_timers. destruct (_ =? _); auto with wf. Qed.
#[global] Hint Resolve wf_text_segment wf_sending_timers : wf.
Lemma eff_snd_mss_range t : WfTcb t -> 1 <= eff_snd_mss t <= 65535.
Proof.
  intros T. pose proof (wf_peer_mss _ (wf_peer t T)). unfold eff_snd_mss. cbv zeta. ranges.
  destruct (stamps_ok _); [destruct (Z.ltb_spec 12 (peer_mss (tcb_peer t)))
                          | destruct (Z.ltb_spec 0 (peer_mss (tcb_peer t)))]; lia.
Qed.
Theorem wf_transmit c t now : WfConfig c -> WfTcb t -> WfTime now -> WfOutcome (transmit c t now).
Proof.
  intros C T N. unfold transmit. cbv zeta. rewrite !min_u32_min.
  pose proof (usable_range (tcb_snd t) (wf_snd t T)). pose proof (eff_snd_mss_range t T).
  destruct (negb _); auto with wf.
  destruct ((0 <? _) || _); [|destruct (Blocked _); auto with wf].
  destruct (wf_snd t T). apply wf_send_new; auto with wf; ranges; lia.
Qed.

(** ** Timeouts *)
Lemma wf_front_segment t : WfTcb t -> WfAnswer (front_segment t).
Proof.
  intros T. unfold front_segment. cbv zeta. rewrite !min_u32_min.
  pose proof (text_in_flight_range (tcb_snd t) (wf_snd t T)). pose proof (eff_snd_mss_range t T).
  destruct (tcb_state t); try (apply wf_text_segment; auto with wf; ranges; lia); auto 6 with wf.
Qed.
Lemma wf_probe t m : WfTcb t -> WfTimers m -> WfOutcome (probe t m).
Proof.
  intros T M. unfold probe. cbv zeta. rewrite !min_u32_min. destruct (wf_snd t T).
  destruct ((0 <? _) || _).
  - apply wf_send_new; auto; ranges; lia.
  - apply wf_drop, wf_set_timers; auto. destruct M. fields.
Qed.
Lemma wf_retransmission_timeout c t now :
  WfConfig c -> WfTcb t -> WfTime now -> WfOutcome (retransmission_timeout c t now).
Proof.
  intros C T N. unfold retransmission_timeout. cbv zeta.
  destruct (GiveUp c t) eqn:G; auto with wf. apply Z.leb_gt in G.
  pose proof (wf_back_off c _ now C (wf_timers t T) N G) as M.
  destruct (Sending (tcb_state t) && _); [apply wf_probe; auto|].
  apply wf_outcome_of; auto using wf_front_segment with wf.
Qed.
Theorem wf_timeout c t now : WfConfig c -> WfTcb t -> WfTime now -> WfOutcome (timeout c t now).
Proof.
  intros. unfold timeout, user_timeout, time_wait_timeout. cbv zeta.
  repeat match goal with |- context [if ?b then _ else _] => destruct b end;
    auto using wf_retransmission_timeout with wf.
Qed.
