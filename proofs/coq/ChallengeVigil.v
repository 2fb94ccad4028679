(** * The vigil keeps watch: what it knows is so *)
From Plumb Require Import Seq Segment Tcb UserCalls Host HostArrives HostSends Observe Challenge.
From PlumbProofs Require Import ObserveBasics ObserveInvariant ObserveArrived ObserveProcessed ObserveReceives
  ObserveSent ChallengeInvariant.
Require Import ZArith Bool List Lia.
Import ListNotations.
Open Scope Z_scope.

(** The peer's SYN, alone in the inbox. *)
Record SynItem (v : vigil) (s : seg) : Prop := {
  sy_syn : HasSyn s; sy_rst : ~ HasRst s; sy_fin : ~ HasFin s; sy_text : seg_text s = 0;
  sy_wnd : 0 < seg_wnd s; sy_ts : 0 <= options_ts_val (seg_options s) < 2 ^ 32;
  sy_first : vigil_stamp_first v = options_ts_val (seg_options s);
  sy_last : vigil_stamp_last v = options_ts_val (seg_options s) }.

(** Before the peer's SYN is processed. *)
Record Quiet (o : observer) (v : vigil) (h : host) (l : list (Z * seg)) : Prop := {
  qu_none : h_syn_options h = None;
  qu_calm : h_challenged h = false;
  qu_una : observer_una_max o <= 1;
  qu_nxt : h_nxt h <= 1;
  qu_inbox : l = [] \/ exists t s, l = [(t, s)] /\ SynItem v s }.

(** After it, nothing but segments in order. *)
Definition Steady (o : observer) (v : vigil) (h : host) (l : list (Z * seg)) : Prop :=
  exists q y, Calm h (vigil_stamp_first v) q y
    /\ InOrder h (vigil_stamp_first v) q (Z.max 1 (h_una h)) y l (observer_rcv_max o)
         (Z.max 1 (observer_una_max o)) (seq_sub (vigil_stamp_last v) (vigil_stamp_first v)).

(** Established or closing, our FIN not sent: it cannot vanish. *)
Definition Lively (h : host) : Prop :=
  (h_state h = ESTABLISHED \/ h_state h = FIN_WAIT_1) /\ 1 <= h_una h /\ h_fin h = None.

(** [s], at [p], asks for a challenge ACK: a reset or a SYN, behind segments in order up to [qe] and
    timestamps up to [ye]. *)
Definition AsksForChallenge (h : host) (base : Z) (s : seg) (qe ye p : Z) : Prop :=
  ~ HasFin s /\ seg_text s = 0
  /\ ((HasRst s /\ ~ HasSyn s /\ qe < p)
      \/ (HasSyn s /\ ~ HasRst s /\ qe <= p
          /\ (PeerStamps h -> options_has_ts (seg_options s) = true
              /\ 0 <= options_ts_val (seg_options s) < 2 ^ 32
              /\ ye <= seq_sub (options_ts_val (seg_options s)) base < 2 ^ 31))).

(** It waits behind them, sent at [t0]. *)
Definition Pending (h : host) (l : list (Z * seg)) (t0 : Z) : Prop :=
  exists base pre s post q y qe ye p,
    l = pre ++ (t0, s) :: post /\ Calm h base q y
    /\ InOrder h base q (h_una h) y pre qe (h_nxt h) ye
    /\ AsksForChallenge h base s qe ye p
    /\ OnWire (h_irs h) p (seg_seq s) /\ p < h_edge h /\ Lively h.

Record Watches (o : observer) (v : vigil) (h : host) (l : list (Z * seg)) (due : option Z) : Prop := {
  w_phase : vigil_textbook v = true -> Quiet o v h l \/ Steady o v h l
    \/ (h_state h = CLOSED /\ h_syn_options h <> None);
  w_alive : vigil_alive v = true -> vigil_textbook v = true ->
    Lively h /\ observer_una_max o = h_nxt h /\ h_syn_options h <> None;
  w_due : vigil_due v = true -> vigil_textbook v = false
    /\ (Pending h l (vigil_due_from v) \/ exists t0, due = Some t0 /\ t0 <= vigil_due_from v);
  w_offered : HasTcb h -> h_offered h <= h_edge h;
  w_none : h_challenged h = false -> due = None;
  w_una : observer_opened o = true -> 1 <= observer_una_max o;
  w_stamps : 0 <= vigil_stamp_first v < 2 ^ 32 /\ 0 <= vigil_stamp_last v < 2 ^ 32
    /\ seq_sub (vigil_stamp_last v) (vigil_stamp_first v) < 2 ^ 31;
  w_text : vigil_alive v = true \/ vigil_due v = true -> observer_text_sent o = true }.

(** ** A reset or a SYN inside the window makes a challenge ACK due *)
Lemma asks_step h base q y s qe ye p h' due : Calm h base q y -> Lively h ->
  AsksForChallenge h base s qe ye p -> q <= qe -> y <= ye ->
  OnWire (h_irs h) p (seg_seq s) -> p < h_edge h ->
  Receives h s h' due -> due = true.
Proof.
  intros C (ST & U & FN) (NF & TX & A) LQ LY W P R. destruct C.
  assert (LEN : Length s = one_if (ctl_syn (seg_ctl s))).
  { unfold Length. apply not_true_is_false in NF. rewrite NF, TX. cbn. lia. }
  assert (NC : h_state h <> CLOSED /\ h_state h <> LISTEN /\ h_state h <> SYN_SENT /\ h_state h <> SYN_RECEIVED)
    by (destruct ST as [-> | ->]; repeat split; congruence).
  destruct NC as (N1 & N2 & N3 & N4).
  assert (IN : InWindow h p (Length s)).
  { unfold InWindow. rewrite LEN. destruct A as [(_ & NY & L) | (HY & _ & L & _)].
    - apply not_true_is_false in NY. rewrite NY. cbn. right. left. lia.
    - unfold HasSyn in HY. rewrite HY. cbn. right. right. lia. }
  destruct A as [(HR & NY & L) | (HY & NR & L & TS)].
  - destruct R; try congruence; try contradiction.
    + destruct H0 as (_ & NR & _). contradiction.
    + exfalso. exact (H0 p W IN).
    + exfalso. subst p0. destruct H0 as [W0 _]. apply on_wire in W0 as [_ [k E]]. apply on_wire in W as [_ [j F]]. lia.
    + destruct H3; congruence.
  - destruct R; try congruence; try contradiction.
    + exfalso. destruct H0 as (AG & _ & X). destruct AG as (_ & AG). destruct (TS AG) as (T1 & T2 & T3).
      destruct X as [X | [_ X]]; [congruence|]. revert X. apply (older_not base); auto.
      specialize (ca_stamp AG). lia.
    + exfalso. exact (H0 p W IN).
    + destruct H3; congruence.
Qed.

(** ** Processing *)
Lemma takes_text_keeps h s p h' : TakesText h s p h' ->
  h_challenged h' = h_challenged h /\ h_edge h' = h_edge h /\ h_offered h' = h_offered h.
Proof. intros []; cbn; auto. Qed.

(** Whatever is processed: what is due was a challenge, and the offered edge is one the endpoint has. *)
Lemma received_general o h t0 s l h' due : Tracks o h ((t0, s) :: l) -> Receives h s h' due ->
  ~ ListensAgain h h' -> (HasTcb h -> h_offered h <= h_edge h) ->
  (h_challenged h = true \/ due = true -> h_challenged h' = true)
  /\ (HasTcb h' -> h_offered h' <= h_edge h').
Proof.
  intros T R NL OE.
  assert (TCB : HasTcb h -> h_syn_options h <> None) by apply (tcb_syn _ _ _ T).
  assert (NT : forall x, h_state h = x -> match x with CLOSED | LISTEN | SYN_SENT => True | _ => False end -> ~ HasTcb h).
  { intros x <- Y Z. unfold HasTcb in Z. destruct (h_state h); auto. }
  Local Ltac plainly OE NT :=
    split; [cbn; intuition congruence
           | cbn; solve [ auto | lia | exact OE
                        | intros X; rewrite has_tcb_state in X; cbn in X; tauto
                        | intros X; exfalso; eapply NT; eauto ]].
  destruct R; unfold max_window in *; try solve [plainly OE NT].
  - apply takes_text_keeps in H5 as (E1 & E2 & E3). rewrite E1, E2, E3. cbn. split; [intuition congruence | lia].
  - destruct H3 as [-> | [(ES & EP & ->) | (ES & ->)]]; try solve [plainly OE NT].
    exfalso. apply NL. split; auto.
  - exfalso. eapply no_syn_in_window; eauto.
  - destruct (recent_eq _ _ _ H2) as [-> | [r ->]]; (split; [reflexivity | exact OE]).
  - destruct (recent_eq _ _ _ H4) as [-> | [r ->]]; (split; [cbn; intuition congruence | exact OE]).
  - destruct (recent_eq _ _ _ H5) as [-> | [r ->]]; (split; [cbn; intuition congruence | exact OE]).
  - apply takes_text_keeps in H7 as (E1 & E2 & E3). assert (HT : HasTcb h) by (rewrite has_tcb_state, H; repeat split; congruence).
    specialize (OE HT). rewrite E1, E2, E3. destruct (recent_eq _ _ _ H5) as [-> | [r ->]]; cbn; (split; [intuition congruence | auto]).
  - assert (HT : HasTcb h) by (rewrite has_tcb_state, H; repeat split; congruence). specialize (OE HT).
    destruct (recent_eq _ _ _ H6) as [-> | [r ->]]; cbn; (split; [intuition congruence | auto]).
  - destruct (recent_eq _ _ _ H6) as [-> | [r ->]]; (split; [reflexivity | exact OE]).
  - assert (HT : HasTcb h) by (rewrite has_tcb_state; rewrite synchronized_state in H; tauto). specialize (OE HT).
    apply takes_text_keeps in H8 as (E1 & E2 & E3). rewrite E1, E2, E3.
    destruct H6 as (una & wnd & k & _ & _ & _ & ->).
    apply after_ack_into in H7.
    destruct (recent_eq _ _ _ H5) as [-> | [r ->]]; destruct H7 as [-> | [x ->]]; cbn; (split; [intuition congruence | auto]).
Qed.

(** The peer's SYN is processed: nothing yet, or a calm start. *)
Lemma quiet_step o v h t0 s l h' due : Tracks o h ((t0, s) :: l) -> Ranges o -> Quiet o v h ((t0, s) :: l) ->
  Receives h s h' due -> Tracks o h' l ->
  Quiet o v h' l \/ Steady o v h' l \/ (h_state h' = CLOSED /\ h_syn_options h' <> None).
Proof.
  intros T RG Q R T'. destruct Q. destruct qu_inbox0 as [X | (t & s0 & X & SI)]; [discriminate|].
  injection X as -> -> ->. destruct SI. destruct (t_no_syn _ _ _ T qu_none0) as (NT & _).
  pose proof (t_una _ _ _ T') as TU. pose proof (t_una _ _ _ T) as TU0.
  assert (SE : seq_sub (options_ts_val (seg_options s0)) (options_ts_val (seg_options s0)) = 0).
  { destruct (seq_sub_spec _ _ sy_ts0 sy_ts0) as [B [k K]]. lia. }
  assert (NOGOT : forall q, ~ Got [] q) by (intros q (a & n & [] & _)).
  (* a calm start: what all of them have in common *)
  assert (START : forall x, h_syn_options h' = Some (seg_options s0) -> h_rcv h' = 1 -> (forall q, ~ Got (h_got h') q) ->
    h_peer_fin h' = None -> h_challenged h' = false -> h_wnd h' = seg_wnd s0 -> h_recent h' = options_ts_val (seg_options s0) ->
    h_state h' = x -> (x = SYN_RECEIVED /\ h_una h' = 0 \/ x = ESTABLISHED) -> h_una h' <= 1 -> Steady o v h' []).
  { intros x SO RV GT PF CH WN RC ST XS U.
    destruct (t_syn _ _ _ T' _ SO) as (_ & _ & AG & ED & EA & AR). pose proof (t_acked_pos _ _ _ T').
    pose proof (t_span _ _ _ T').
    exists 1, 0. rewrite sy_first0, sy_last0, SE. split.
    - constructor; auto; try lia.
      + intros k SK. unfold SndShift in SK. rewrite SO in SK. destruct (h_own_shift h'); [|lia].
        destruct (options_has_shift (seg_options s0)); [|lia]. destruct AG as (_ & AG & _). destruct RG. lia.
      + intros q Gq. exfalso. eapply GT; eauto.
      + rewrite ST. intuition.
      + intros _. rewrite RC, SE. lia.
    - cbn. destruct RG. lia. }
  assert (SAME : forall h2, h_syn_options h2 = None -> h_challenged h2 = false -> h_nxt h2 = h_nxt h -> Quiet o v h2 []).
  { intros h2 A B C. constructor; auto. lia. }
  destruct R; try (exfalso; apply NT; first [exact H | rewrite has_tcb_state; rewrite ?H, ?H0; repeat split; congruence
      | rewrite has_tcb_state; rewrite synchronized_state in H; tauto]); unfold max_window in *.
  all: try (left; apply SAME; auto; fail).
  - right; left. apply (START SYN_RECEIVED); cbn; auto; try lia.
  - (* SYN,ACK *)
    right; left. destruct H3 as [AW AL].
    assert (h_una h = 0) by (apply (t_handshake _ _ _ T); right; left; auto).
    assert (E : h' = with_syn h ESTABLISHED s0 a edge
      \/ exists got, h' = with_text (with_syn h ESTABLISHED s0 a edge) got None 1 /\ forall q, ~ Got got q).
    { destruct H5 as [N | got fin rcv N G1 G2 G3 G4 | got fin f N G1 G2 G3 G4 G5]; [now left | right | exfalso].
      - assert (NG : forall q, ~ Got got q).
        { intros q Gq. destruct (G1 q Gq) as [(b & n & [] & _) | [Y _]]. rewrite sy_text0 in Y. lia. }
        assert (fin = None) as -> by (destruct G2 as [G2 | [G2 _]]; [exact G2 | contradiction]).
        exists got. split; auto. f_equal. cbn in G3.
        destruct (Z_le_gt_dec rcv 1); [lia|]. exfalso. apply (NG 1). apply G4. cbn. lia.
      - destruct G2 as [G2 | [G2 _]]; [cbn in G2; congruence | contradiction]. }
    destruct E as [-> | (got & -> & NG)]; apply (START ESTABLISHED); cbn; auto; try lia.
  - right; left. assert (h_una h = 0) by (apply (t_handshake _ _ _ T); right; left; auto).
    apply (START SYN_RECEIVED); cbn; auto; try lia.
Qed.
