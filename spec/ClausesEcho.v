(** * How a mark is answered (RFC 3168 section 6.1.3)

    Text that arrives marked is answered by ECE, in every ACK from the one that covers it on, until CWR
    arrives.  Histories are read latest first; what [marked] captures tell is in ClausesMarks. *)
From Plumb Require Import Seq Segment Host History ClausesFlight ClausesMarks.
From Plumb Require ClausesObey.
Require Import ZArith Bool List.
Import ListNotations.
Open Scope Z_scope.

(** The history without its marks: of what has arrived, and of FINs. *)
Definition labels (l : marked) : list label := map fst l.
Definition arrived_to (l : marked) : option Z := ClausesObey.arrived_to (labels l).

(** Both ends have agreed to ECN as RFC 3168 has it, and no SYN said otherwise. *)
Definition agreed (l : marked) : bool :=
  classic l && sent_setup l && got_setup l && negb (sent_other l) && negb (got_other l).

(** Nothing of the text of [q] has arrived before. *)
Definition is_new (l : marked) (q : seg) : bool :=
  (0 <? seg_text q) && match arrived_to l with Some n => seq_leq n (seg_seq q) | None => false end.

(** Marked text that is to be answered: from where to where, whether its segment has CWR too, and
    whether ECE was sent that answers it. *)
Record mark := { mark_from : Z; mark_to : Z; mark_anew : bool; mark_answered : bool }.

Definition marked_to (q : seg) : Z := seq_add (seg_seq q) (seg_text q).

(** Some of it comes again, before it was answered: that may be what the endpoint takes, for it may
    have had no room for the first. *)
Definition comes_again (m : mark) (q : seg) : bool :=
  negb (mark_answered m) && (0 <? seg_text q)
  && seq_lt (seg_seq q) (mark_to m) && seq_lt (mark_from m) (marked_to q).

(** [q] acknowledges all of it. *)
Definition covers (m : mark) (q : seg) : bool :=
  plain q && ctl_ack (seg_ctl q) && seq_leq (mark_to m) (seg_ack q).

(** What is to be answered: of several marks the first.  CWR ends it, and its segment may begin it anew:
    CWR comes before the mark of the same segment (R3168-6.1.3-c). *)
Fixpoint awaiting (l : marked) : option mark :=
  match l with
  | (Arrived _ q, (ecn, _)) :: l' =>
      if ctl_rst (seg_ctl q) then awaiting l'
      else if ctl_syn (seg_ctl q) then None
      else
        match
          match awaiting l' with
          | Some m => if ctl_cwr (seg_ctl q) || comes_again m q then None else Some m
          | None => None
          end
        with
        | Some m => Some m
        | None =>
            if (ecn =? 3) && is_new l' q && agreed l' then
              Some {| mark_from := seg_seq q; mark_to := marked_to q; mark_anew := ctl_cwr (seg_ctl q);
                      mark_answered := false |}
            else None
        end
  | (Sent _ q, _) :: l' =>
      if ctl_syn (seg_ctl q) then None
      else
        match awaiting l' with
        | Some m =>
            if covers m q && ctl_ece (seg_ctl q) then
              Some {| mark_from := mark_from m; mark_to := mark_to m; mark_anew := mark_anew m;
                      mark_answered := true |}
            else Some m
        | None => None
        end
  | _ :: l' => awaiting l'
  | [] => None
  end.

(** Where both FINs were sent it may be in TIME-WAIT, and ECN is forgotten (R3168-6.1.1-k). *)
Definition may_forget (l : marked) : bool :=
  ClausesObey.fin_out (labels l) && ClausesObey.fin_in (labels l).

(** [s] acknowledges marked text, of which [which] holds, without ECE. *)
Definition AnswersMark (which : mark -> bool) : markedly := fun before _ _ s =>
  let l := rev before in
  forall m, awaiting l = Some m -> which m = true -> covers m s = true -> may_forget l = false ->
  ctl_ece (seg_ctl s) = true.

(** R3168-6.1.3-a, R3168-6.1.1-g: the ACK that covers a marked segment says so. *)
Definition EceAnswers : markedly := AnswersMark (fun m => negb (mark_answered m) && negb (mark_anew m)).

(** R3168-6.1.3-c: though the segment has CWR. *)
Definition EceAnew : markedly := AnswersMark (fun m => negb (mark_answered m) && mark_anew m).

(** R3168-6.1.3-b: and so do all that follow, until CWR arrives. *)
Definition EceUntilCwr : markedly := AnswersMark mark_answered.
