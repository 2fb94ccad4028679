(** * Who may be marked, and by whom (RFC 3168 section 6.1)

    The capture tells of each segment the ECN field of its IP header, 0 to 3: not capable of ECN, ECT(1),
    ECT(0), CE; and the AE bit (RFC 9768).  Where Accurate ECN is used, ECE and CWR count, and RFC 9768
    has ACKs declare the capability: nothing is said of such connections, nor of one whose answers to
    SYNs leave a doubt of it.  Histories are read latest first. *)
From Plumb Require Import Seq Segment Host History ClausesFlight.
Require Import ZArith Bool List.
Import ListNotations.
Open Scope Z_scope.

(** What was captured, with ECN field and AE. *)
Definition marked := list (label * (Z * bool)).

(** R3168-6.1.1-a, of a segment with SYN; what is none is a non-ECN-setup SYN or SYN,ACK. *)
Definition opening (q : seg) : bool := ctl_syn (seg_ctl q) && negb (ctl_rst (seg_ctl q)).
Definition sets_up (q : seg) : bool :=
  if ctl_ack (seg_ctl q) then ctl_ece (seg_ctl q) && negb (ctl_cwr (seg_ctl q))
  else ctl_ece (seg_ctl q) && ctl_cwr (seg_ctl q).

(** ECN-setup SYNs or SYN,ACKs were sent, or have arrived; and others. *)
Fixpoint sent_setup (l : marked) : bool :=
  match l with
  | (Sent _ q, _) :: l' => (opening q && sets_up q) || sent_setup l'
  | _ :: l' => sent_setup l'
  | [] => false
  end.
Fixpoint sent_other (l : marked) : bool :=
  match l with
  | (Sent _ q, _) :: l' => (opening q && negb (sets_up q)) || sent_other l'
  | _ :: l' => sent_other l'
  | [] => false
  end.
Fixpoint got_setup (l : marked) : bool :=
  match l with
  | (Arrived _ q, _) :: l' => (opening q && sets_up q) || got_setup l'
  | _ :: l' => got_setup l'
  | [] => false
  end.

(** Of those that arrive, one counts surely while the connection is opened: nothing without SYN was sent
    or has arrived. *)
Fixpoint settled (l : marked) : bool :=
  match l with
  | (Sent _ q, _) :: l' | (Arrived _ q, _) :: l' => negb (ctl_syn (seg_ctl q)) || settled l'
  | _ :: l' => settled l'
  | [] => false
  end.
Fixpoint got_other (l : marked) : bool :=
  match l with
  | (Arrived _ q, _) :: l' => (opening q && negb (sets_up q) && negb (settled l')) || got_other l'
  | _ :: l' => got_other l'
  | [] => false
  end.

(** A SYN was answered, by whichever end: at all, and so that Accurate ECN may be meant. *)
Definition answers (q : seg) : bool := opening q && ctl_ack (seg_ctl q).
Fixpoint answered (l : marked) : bool :=
  match l with
  | (Sent _ q, _) :: l' | (Arrived _ q, _) :: l' => answers q || answered l'
  | _ :: l' => answered l'
  | [] => false
  end.
Fixpoint doubtful (l : marked) : bool :=
  match l with
  | (Sent _ q, (_, ae)) :: l' | (Arrived _ q, (_, ae)) :: l' =>
      (answers q && (ctl_cwr (seg_ctl q) || ae)) || doubtful l'
  | _ :: l' => doubtful l'
  | [] => false
  end.

(** Both ends were heard, and none uses Accurate ECN. *)
Definition classic (l : marked) : bool :=
  (sent_setup l || sent_other l) && (got_setup l || got_other l) && answered l && negb (doubtful l).

(** Something has arrived that could have been marked on its way. *)
Fixpoint capable_came (l : marked) : bool :=
  match l with
  | (Arrived _ _, (ecn, _)) :: l' => negb (ecn =? 0) || capable_came l'
  | _ :: l' => capable_came l'
  | [] => false
  end.

(** How far the endpoint has sent. *)
Fixpoint sent_to (l : marked) : option Z :=
  match l with
  | (Sent _ q, _) :: l' =>
      if ctl_rst (seg_ctl q) then sent_to l'
      else match sent_to l' with
           | Some n => Some (later n (fin_seq q))
           | None => if ctl_syn (seg_ctl q) then Some (fin_seq q) else None
           end
  | _ :: l' => sent_to l'
  | [] => None
  end.

(** A segment of a connection that is open. *)
Definition plain (s : seg) : bool := negb (ctl_syn (seg_ctl s)) && negb (ctl_rst (seg_ctl s)).

(** All its text was sent before.  One octet may be a keep-alive's, which was not (MAY-6). *)
Definition again (l : marked) (s : seg) : bool :=
  (1 <? seg_text s)
  && match sent_to l with Some n => seq_leq (fin_seq s) n | None => false end.

Definition markedly := marked -> Z -> bool -> seg -> Prop.

(** R3168-6.1.1-j: SYNs are not capable of ECN.  But SYN,ACKs that agree to it are, by RFC 5562, and
    those of Accurate ECN may be. *)
Definition NoEctOnSyn : markedly := fun _ ecn ae s =>
  opening s = true -> ecn <> 0 -> ae = true \/ (ctl_ack (seg_ctl s) = true /\
  (ctl_ece (seg_ctl s) = true \/ ctl_cwr (seg_ctl s) = true)).

(** R3168-6.1.1-d: text is capable of ECN only if both ends have said so, and this one never otherwise. *)
Definition EctIfAgreed : markedly := fun before ecn _ s =>
  let l := rev before in
  plain s = true -> 0 < seg_text s -> ecn <> 0 -> classic l = true ->
  sent_setup l = true /\ got_setup l = true /\ sent_other l = false.

(** R3168-6.1.1-e: nor if the other end has said otherwise. *)
Definition NoEctIfRefused : markedly := fun before ecn _ s =>
  let l := rev before in
  plain s = true -> 0 < seg_text s -> ecn <> 0 -> classic l = true -> got_other l = false.

(** R3168-6.1.4-a, R3168-5.2-b: pure ACKs are not capable of ECN. *)
Definition NoEctOnAck : markedly := fun before ecn _ s =>
  plain s = true -> seg_text s = 0 -> ctl_ack (seg_ctl s) = true -> ctl_fin (seg_ctl s) = false ->
  classic (rev before) = true -> ecn = 0.

(** R3168-6.1.5-a: nor is text that is sent again. *)
Definition NoEctAgain : markedly := fun before ecn _ s =>
  plain s = true -> again (rev before) s = true -> classic (rev before) = true -> ecn = 0.

(** R3168-6.1.2-h, R3168-6.1.2-g: CWR is for new text, where ECN was agreed to. *)
Definition CwrOnNewText : markedly := fun before _ _ s =>
  let l := rev before in
  plain s = true -> ctl_cwr (seg_ctl s) = true -> classic l = true ->
  (0 < seg_text s \/ ctl_fin (seg_ctl s) = true) /\ again l s = false
  /\ sent_setup l = true /\ got_setup l = true.

(** R3168-6.1.3-b: ECE answers a mark.  Between the capture point and the endpoint a segment may be
    marked, but only one that is capable. *)
Definition EceIfMarked : markedly := fun before _ _ s =>
  let l := rev before in
  plain s = true -> ctl_ece (seg_ctl s) = true -> classic l = true -> capable_came l = true.
