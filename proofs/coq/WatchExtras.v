(** * The watch on what a header has besides finds a fault if and only if a clause forbids it *)
From Plumb Require Import Seq Segment Host History ClausesEcn WatchExtras ClausesExtras.
Require Import ZArith Bool List Lia.
Import ListNotations.
Open Scope Z_scope.

(** The watch after a history. *)
Definition extras_step (w : extras_watch) (e : shown) : extras_watch :=
  match e with
  | Came s x => extras_watch_arrived w s x
  | Went s x => extras_watch_after_sent w s x
  end.
Definition extras_watched (before : list shown) : extras_watch :=
  fold_left extras_step before start_extras_watch.

(** ** Segments *)

Ltac open :=
  unfold IsSyn, IsAnswer, IsLater, ShowsEcn, AccurateSyn, SetupSyn, AccurateAnswer, SetupAnswer, Opens,
    Answers, Follows, Shows, AsksAccurate, AsksSetup, AnswersAccurate, AnswersSetup, HasAe, HasSyn, HasAck,
    HasRst, HasEce, HasCwr.
Ltac by_control s :=
  open; destruct (ctl_syn (seg_ctl s)), (ctl_ack (seg_ctl s)), (ctl_rst (seg_ctl s)); cbn;
  intuition discriminate.
Ltac by_bits s x :=
  open; destruct (extras_ae x), (ctl_ece (seg_ctl s)), (ctl_cwr (seg_ctl s)); by_control s.

Lemma is_syn s : IsSyn s = true <-> Opens s.
Proof. by_control s. Qed.
Lemma is_answer s : IsAnswer s = true <-> Answers s.
Proof. by_control s. Qed.
Lemma is_later s : IsLater s = true <-> Follows s.
Proof. by_control s. Qed.
Lemma begins s : IsSyn s || IsAnswer s = true <-> HasSyn s /\ ~ HasRst s.
Proof. by_control s. Qed.
Lemma shows s x : ShowsEcn s x = true <-> Shows s x.
Proof. by_bits s x. Qed.
Lemma accurate_syn s x : AccurateSyn s x = true <-> AsksAccurate s x.
Proof. by_bits s x. Qed.
Lemma setup_syn s x : SetupSyn s x = true <-> AsksSetup s x.
Proof. by_bits s x. Qed.
Lemma accurate_answer s x : AccurateAnswer s x = true <-> AnswersAccurate s x.
Proof. by_bits s x. Qed.
Lemma setup_answer s x : SetupAnswer s x = true <-> AnswersSetup s x.
Proof. by_bits s x. Qed.

(** ** What is remembered *)

(** What some kinds of segments set and nothing clears. *)
Lemma flag (f : extras_watch -> bool) (p : shown -> bool) :
  f start_extras_watch = false -> (forall w e, f (extras_step w e) = f w || p e) ->
  forall before, f (extras_watched before) = true <-> exists e, In e before /\ p e = true.
Proof.
  intros Z S before. rewrite <- existsb_exists.
  enough (f (extras_watched before) = existsb p before) as -> by reflexivity.
  induction before as [|e before IH] using rev_ind; [exact Z|].
  unfold extras_watched in *. rewrite fold_left_app, existsb_app. cbn.
  now rewrite S, IH, orb_false_r.
Qed.

Lemma flag_out (f : extras_watch -> bool) (p : seg -> extras -> bool) (P : seg -> extras -> Prop) :
  f start_extras_watch = false ->
  (forall w s x, f (extras_watch_arrived w s x) = f w) ->
  (forall w s x, f (extras_watch_after_sent w s x) = f w || p s x) ->
  (forall s x, p s x = true <-> P s x) ->
  forall before, f (extras_watched before) = true <-> WentWith before P.
Proof.
  intros Z A B E before.
  rewrite (flag f (fun e => match e with Came _ _ => false | Went s x => p s x end) Z).
  - split.
    + intros ([s x | s x] & I & T); [discriminate|]. exists s, x. now rewrite <- E.
    + intros (s & x & I & T). exists (Went s x). now rewrite E.
  - intros w [s x | s x]; cbn; [rewrite A, orb_false_r; reflexivity | apply B].
Qed.
Lemma flag_in (f : extras_watch -> bool) (p : seg -> extras -> bool) (P : seg -> extras -> Prop) :
  f start_extras_watch = false ->
  (forall w s x, f (extras_watch_arrived w s x) = f w || p s x) ->
  (forall w s x, f (extras_watch_after_sent w s x) = f w) ->
  (forall s x, p s x = true <-> P s x) ->
  forall before, f (extras_watched before) = true <-> CameWith before P.
Proof.
  intros Z A B E before.
  rewrite (flag f (fun e => match e with Came s x => p s x | Went _ _ => false end) Z).
  - split.
    + intros ([s x | s x] & I & T); [|discriminate]. exists s, x. now rewrite <- E.
    + intros (s & x & I & T). exists (Came s x). now rewrite E.
  - intros w [s x | s x]; cbn; [apply A | rewrite B, orb_false_r; reflexivity].
Qed.

Ltac plain := reflexivity || (intros; cbn; reflexivity).
Ltac both L := intros; rewrite andb_true_iff, L; try rewrite Z.ltb_lt; reflexivity.

Lemma watched_syn_out before : extras_watch_syn_out (extras_watched before) = true
  <-> WentWith before (fun q _ => HasSyn q /\ ~ HasRst q).
Proof.
  apply (flag_out _ (fun s _ => IsSyn s || IsAnswer s)); try plain.
  - intros. cbn. now rewrite orb_assoc.
  - intros. apply begins.
Qed.
Lemma watched_md5_out before : extras_watch_md5_out (extras_watched before) = true
  <-> WentWith before (fun q y => Follows q /\ HasMd5 y).
Proof. apply (flag_out _ (fun s x => IsLater s && extras_md5 x)); try plain. both is_later. Qed.
Lemma watched_ao_out before : extras_watch_ao_out (extras_watched before) = true
  <-> WentWith before (fun q y => Follows q /\ HasAo y).
Proof. apply (flag_out _ (fun s x => IsLater s && extras_ao x)); try plain. both is_later. Qed.
Lemma watched_fast_out before : extras_watch_fast_out (extras_watched before) = true
  <-> WentWith before (fun q y => Opens q /\ HasFast y).
Proof. apply (flag_out _ (fun s x => IsSyn s && (0 <? extras_fast x))); try plain. both is_syn. Qed.
Lemma watched_cookie_out before : extras_watch_cookie_out (extras_watched before) = true
  <-> WentWith before (fun q y => Opens q /\ HasCookie y).
Proof. apply (flag_out _ (fun s x => IsSyn s && (2 <? extras_fast x))); try plain. both is_syn. Qed.
Lemma watched_fast_answer_out before : extras_watch_fast_answer_out (extras_watched before) = true
  <-> WentWith before (fun q y => Answers q /\ HasFast y).
Proof. apply (flag_out _ (fun s x => IsAnswer s && (0 <? extras_fast x))); try plain. both is_answer. Qed.
Lemma watched_accurate_out before : extras_watch_accurate_out (extras_watched before) = true
  <-> WentWith before AsksAccurate.
Proof. apply (flag_out _ AccurateSyn); try plain. exact accurate_syn. Qed.
Lemma watched_setup_out before : extras_watch_setup_out (extras_watched before) = true
  <-> WentWith before AsksSetup.
Proof. apply (flag_out _ SetupSyn); try plain. exact setup_syn. Qed.
Lemma watched_accurate_answer_out before :
  extras_watch_accurate_answer_out (extras_watched before) = true <-> WentWith before AnswersAccurate.
Proof. apply (flag_out _ AccurateAnswer); try plain. exact accurate_answer. Qed.
Lemma watched_setup_answer_out before :
  extras_watch_setup_answer_out (extras_watched before) = true <-> WentWith before AnswersSetup.
Proof. apply (flag_out _ SetupAnswer); try plain. exact setup_answer. Qed.
Lemma watched_accurate_in before : extras_watch_accurate_in (extras_watched before) = true
  <-> CameWith before AsksAccurate.
Proof. apply (flag_in _ AccurateSyn); try plain. exact accurate_syn. Qed.
Lemma watched_syn_in before : extras_watch_syn_in (extras_watched before) = true
  <-> CameWith before (fun q _ => Opens q).
Proof. apply (flag_in _ (fun s _ => IsSyn s)); try plain. intros. apply is_syn. Qed.

Lemma watched_ecn_shown before : extras_watch_ecn_shown (extras_watched before) = true
  <-> CameWith before Shows \/ WentWith before Shows.
Proof.
  rewrite (flag _ (fun e => match e with Came s x | Went s x => ShowsEcn s x end)); try plain.
  - split.
    + intros ([s x | s x] & I & T); apply shows in T; [left | right]; exists s, x; auto.
    + intros [(s & x & I & T) | (s & x & I & T)]; apply shows in T; eexists; eauto.
  - intros w [s x | s x]; reflexivity.
Qed.

Lemma came_snoc l e P : CameWith (l ++ [e]) P <-> CameWith l P \/ (exists s x, e = Came s x /\ P s x).
Proof.
  split.
  - intros (s & x & I & T). apply in_app_or in I as [I | [-> | []]].
    + left. exists s, x. auto.
    + right. exists s, x. auto.
  - intros [(s & x & I & T) | (s & x & -> & T)]; exists s, x; (split; [apply in_or_app|exact T]); cbn; auto.
Qed.

Lemma asked_twice_snoc l e : AskedTwice (l ++ [e])
  <-> AskedTwice l \/ (CameWith l (fun q _ => Opens q) /\ exists s x, e = Came s x /\ Opens s).
Proof.
  unfold AskedTwice. split.
  - intros (l1 & s & x & l2 & E & O & C). destruct l2 as [|e' l2 _] using rev_ind.
    { destruct C as (? & ? & [] & _). }
    assert (E2 : l ++ [e] = (l1 ++ Came s x :: l2) ++ [e']) by (rewrite E, <- app_assoc; reflexivity).
    apply app_inj_tail in E2 as [-> ->]. apply came_snoc in C as [C | C].
    + left. exists l1, s, x, l2. auto.
    + right. split; [|exact C]. exists s, x. split; [apply in_or_app; cbn; auto | exact O].
  - intros [(l1 & s & x & l2 & -> & O & C) | ((s & x & I & O) & C)].
    + exists l1, s, x, (l2 ++ [e]). rewrite <- app_assoc. cbn. rewrite came_snoc. auto.
    + apply in_split in I as (l1 & l2 & ->). exists l1, s, x, (l2 ++ [e]).
      rewrite <- app_assoc. cbn. rewrite came_snoc. auto.
Qed.

Lemma watched_syn_again before :
  extras_watch_syn_again (extras_watched before) = true <-> AskedTwice before.
Proof.
  induction before as [|e before IH] using rev_ind.
  - split; [discriminate | intros (l1 & s & x & l2 & E & _)]. destruct l1; discriminate.
  - rewrite asked_twice_snoc, <- IH, <- watched_syn_in.
    unfold extras_watched. rewrite fold_left_app. cbn. fold (extras_watched before).
    destruct e as [s x | s x]; cbn.
    + rewrite orb_true_iff, andb_true_iff, is_syn.
      split; [intros [A | [A B]]; eauto 6|]. intros [A | [A (q & y & E & O)]]; [auto|].
      injection E as -> ->. auto.
    + split; [auto | intros [A | [_ (q & y & E & _)]]; [exact A | discriminate]].
Qed.

(** ** Judged *)

Lemma negb_iff (b : bool) (P : Prop) : (b = true <-> P) -> (negb b = true <-> ~ P).
Proof. destruct b; cbn; intuition discriminate. Qed.

Lemma reserved_judged before s x :
  reserved_fault (extras_watched before) s x = NO_EXTRAS_FAULT
  <-> ReservedBitsZero before s x /\ AeIfShown before s x.
Proof.
  unfold ReservedBitsZero, AeIfShown. rewrite <- watched_ecn_shown, <- watched_syn_out.
  unfold reserved_fault, Reflects. rewrite <- is_answer, <- is_later, <- (Z.eqb_eq (extras_reserved x) 0).
  unfold HasAe, HasCwr, HasEce.
  destruct (extras_reserved x =? 0), (IsAnswer s), (IsLater s), (extras_ae x), (ctl_cwr (seg_ctl s)),
    (ctl_ece (seg_ctl s)), (extras_watch_syn_out (extras_watched before)),
    (extras_watch_ecn_shown (extras_watched before)); cbn; intuition discriminate.
Qed.

Lemma options_judged before s x :
  option_fault (extras_watched before) s x = NO_EXTRAS_FAULT
  <-> OptionsWhole before s x /\ PaddingZero before s x /\ AoLongEnough before s x /\ AoOnce before s x
      /\ OneKindOfKey before s x /\ UtoOfFour before s x /\ UtoNotZero before s x.
Proof.
  unfold OptionsWhole, PaddingZero, AoLongEnough, AoOnce, OneKindOfKey, UtoOfFour, UtoNotZero.
  rewrite <- watched_md5_out, <- watched_ao_out, <- is_later. unfold option_fault, MixesKeys, HasAo, HasMd5.
  destruct (extras_cut x); [intuition discriminate|].
  destruct (extras_padded x); [intuition discriminate|].
  destruct (extras_ao_short x); [intuition discriminate|].
  destruct (extras_ao_again x); [intuition discriminate|].
  destruct (extras_uto_length x), (extras_uto_zero x), (extras_ao x), (extras_md5 x), (IsLater s),
    (extras_watch_md5_out (extras_watched before)), (extras_watch_ao_out (extras_watched before));
    cbn; intuition discriminate.
Qed.

Lemma fast_length n : FastLengthLegal n = true <-> n = 0 \/ n = 2 \/ 6 <= n <= 18.
Proof. unfold FastLengthLegal. rewrite !orb_true_iff, andb_true_iff, !Z.eqb_eq, !Z.leb_le. lia. Qed.
Lemma fast_odd n : FastLengthLegal n = true -> (Z.rem n 2 =? 1) = true <-> Z.Odd n.
Proof.
  rewrite fast_length. intros L. rewrite Z.rem_mod_nonneg by lia.
  rewrite <- Z.odd_spec, Zmod_odd. destruct (Z.odd n); cbn; intuition discriminate.
Qed.

Lemma syn_again_plain before s x :
  (let w := extras_watched before in
   IsSyn s && ((extras_watch_fast_out w && (0 <? extras_fast x))
               || (extras_watch_cookie_out w && (0 <? seg_text s)))) = false <-> SynAgainPlain before s x.
Proof.
  unfold SynAgainPlain, HasFast. cbv zeta.
  rewrite <- watched_fast_out, <- watched_cookie_out, <- is_syn, <- !Z.ltb_lt.
  destruct (IsSyn s); [|cbn; intuition discriminate].
  destruct (0 <? extras_fast x), (0 <? seg_text s), (extras_watch_fast_out (extras_watched before)),
    (extras_watch_cookie_out (extras_watched before)); cbn; intuition discriminate.
Qed.

Lemma answer_again_plain before s x :
  (let w := extras_watched before in
   IsAnswer s && extras_watch_fast_answer_out w && negb (extras_watch_syn_again w)
   && (0 <? extras_fast x)) = false <-> AnswerAgainPlain before s x.
Proof.
  unfold AnswerAgainPlain, HasFast. cbv zeta.
  rewrite <- watched_fast_answer_out, <- watched_syn_again, <- is_answer, <- Z.ltb_lt.
  destruct (IsAnswer s); [|cbn; intuition discriminate].
  destruct (0 <? extras_fast x), (extras_watch_fast_answer_out (extras_watched before)),
    (extras_watch_syn_again (extras_watched before)); cbn; intuition discriminate.
Qed.

(** What none of the conditions of a chain holds of. *)
Ltac chain := repeat match goal with |- context [if ?c then _ else _] => destruct c end; cbn;
  intuition discriminate.

Lemma fast_judged before s x :
  fast_fault (extras_watched before) s x = NO_EXTRAS_FAULT
  <-> FastOfLength before s x /\ FastEven before s x /\ SynAgainPlain before s x
      /\ AnswerAgainPlain before s x.
Proof.
  rewrite <- syn_again_plain, <- answer_again_plain. unfold FastOfLength, FastEven. cbv zeta.
  rewrite <- fast_length. unfold fast_fault. cbv zeta.
  destruct (FastLengthLegal (extras_fast x)) eqn:L; [|cbn; intuition discriminate].
  rewrite <- (fast_odd _ L). cbn [negb]. destruct (Z.rem (extras_fast x) 2 =? 1); [intuition discriminate|].
  chain.
Qed.

Lemma ae_with_others before s x :
  IsSyn s && extras_ae x && negb (AccurateSyn s x) = false <-> AeWithOthers before s x.
Proof.
  unfold AeWithOthers. rewrite <- is_syn. unfold AccurateSyn, HasAe, HasCwr, HasEce.
  destruct (IsSyn s), (extras_ae x), (ctl_cwr (seg_ctl s)), (ctl_ece (seg_ctl s)); cbn; intuition discriminate.
Qed.
Lemma accurate_if_asked before s x :
  extras_ae x && AccurateAnswer s x && negb (extras_watch_accurate_in (extras_watched before)) = false
  <-> AccurateIfAsked before s x.
Proof.
  unfold AccurateIfAsked, HasAe. rewrite <- accurate_answer, <- watched_accurate_in.
  destruct (extras_ae x), (AccurateAnswer s x), (extras_watch_accurate_in (extras_watched before));
    cbn; intuition discriminate.
Qed.
Lemma one_kind_of_syn before s x :
  (let w := extras_watched before in
   (AccurateSyn s x && extras_watch_setup_out w) || (SetupSyn s x && extras_watch_accurate_out w)) = false
  <-> OneKindOfSyn before s x.
Proof.
  unfold OneKindOfSyn. cbv zeta.
  rewrite <- watched_accurate_out, <- watched_setup_out, <- accurate_syn, <- setup_syn.
  destruct (AccurateSyn s x), (SetupSyn s x), (extras_watch_accurate_out (extras_watched before)),
    (extras_watch_setup_out (extras_watched before)); cbn; intuition discriminate.
Qed.
Lemma one_kind_of_answer before s x :
  (let w := extras_watched before in
   extras_watch_accurate_in w
   && ((AccurateAnswer s x && extras_watch_setup_answer_out w)
       || (SetupAnswer s x && extras_watch_accurate_answer_out w))) = false
  <-> OneKindOfAnswer before s x.
Proof.
  unfold OneKindOfAnswer. cbv zeta. rewrite <- watched_accurate_in, <- watched_accurate_answer_out,
    <- watched_setup_answer_out, <- accurate_answer, <- setup_answer.
  destruct (extras_watch_accurate_in (extras_watched before)); [|cbn; intuition discriminate].
  destruct (AccurateAnswer s x), (SetupAnswer s x), (extras_watch_accurate_answer_out (extras_watched before)),
    (extras_watch_setup_answer_out (extras_watched before)); cbn; intuition discriminate.
Qed.

Lemma accurate_judged before s x :
  accurate_fault (extras_watched before) s x = NO_EXTRAS_FAULT
  <-> AeWithOthers before s x /\ AccurateIfAsked before s x /\ OneKindOfSyn before s x
      /\ OneKindOfAnswer before s x.
Proof.
  rewrite <- ae_with_others, <- accurate_if_asked, <- one_kind_of_syn, <- one_kind_of_answer.
  unfold accurate_fault. cbv zeta. chain.
Qed.

(** In every history, for every segment and whatever its header has besides. *)
Theorem extras_judged (before : list shown) (s : seg) (x : extras) :
  extras_watch_sent (extras_watched before) s x = NO_EXTRAS_FAULT
  <-> (ReservedBitsZero before s x /\ AeIfShown before s x)
      /\ (OptionsWhole before s x /\ PaddingZero before s x /\ AoLongEnough before s x
          /\ AoOnce before s x /\ OneKindOfKey before s x /\ UtoOfFour before s x /\ UtoNotZero before s x)
      /\ (FastOfLength before s x /\ FastEven before s x /\ SynAgainPlain before s x
          /\ AnswerAgainPlain before s x)
      /\ (AeWithOthers before s x /\ AccurateIfAsked before s x /\ OneKindOfSyn before s x
          /\ OneKindOfAnswer before s x).
Proof.
  rewrite <- reserved_judged, <- options_judged, <- fast_judged, <- accurate_judged.
  unfold extras_watch_sent.
  destruct (reserved_fault (extras_watched before) s x);
    [|split; [discriminate | intros (E & _); discriminate] ..].
  destruct (option_fault (extras_watched before) s x);
    [|split; [discriminate | intros (_ & E & _); discriminate] ..].
  destruct (fast_fault (extras_watched before) s x);
    [|split; [discriminate | intros (_ & _ & E & _); discriminate] ..].
  split; [auto | intros (_ & _ & _ & E); exact E].
Qed.

(** Which segments need not be shown to the watch: neither is there a fault, nor does it change. *)
Theorem ordinary_passes (w : extras_watch) (s : seg) (x : extras) :
  ctl_syn (seg_ctl s) = false -> Ordinary x = true ->
  extras_watch_sent w s x = NO_EXTRAS_FAULT
  /\ extras_watch_after_sent w s x = w /\ extras_watch_arrived w s x = w.
Proof.
  intros N O. unfold Ordinary in O. rewrite !andb_true_iff, !negb_true_iff, !Z.eqb_eq in O.
  destruct x as [r ae cut padded md5 ao again short length zero fast], w. cbn in O.
  destruct O as [[[[[[[[[[-> ->] ->] ->] ->] ->] ->] ->] ->] ->] ->].
  unfold extras_watch_sent, reserved_fault, option_fault, fast_fault, accurate_fault, Reflects, MixesKeys,
    extras_watch_after_sent, extras_watch_arrived, AccurateSyn, SetupSyn, AccurateAnswer, SetupAnswer,
    ShowsEcn, IsSyn, IsAnswer, IsLater.
  rewrite N. cbn. rewrite !andb_false_r, !orb_false_r. auto.
Qed.
