(** * Clauses about what a header has besides

    Reserved bits and AE (RFC 9293 section 3.1, RFC 9768), the form of options, and the options TCP
    MD5 (RFC 2385), TCP-AO (RFC 5925), user timeout (RFC 5482) and Fast Open (RFC 7413).  What a
    header has is an [extras]: spec/WatchExtras.v says how its octets are read. *)
From Plumb Require Import Seq Segment Host History ClausesEcn WatchExtras.
Require Import ZArith List.
Import ListNotations.
Open Scope Z_scope.

(** Histories whose segments are shown with the rest of their headers; times say nothing here. *)
Inductive shown :=
  | Came (s : seg) (x : extras)    (* it arrived *)
  | Went (s : seg) (x : extras).   (* it was sent *)

(** May the segment with the rest of its header be sent after such a history? *)
Definition header_clause := list shown -> seg -> extras -> Prop.

Definition CameWith (l : list shown) (P : seg -> extras -> Prop) : Prop :=
  exists s x, In (Came s x) l /\ P s x.
Definition WentWith (l : list shown) (P : seg -> extras -> Prop) : Prop :=
  exists s x, In (Went s x) l /\ P s x.

(** ** Segments *)

Definition Opens (s : seg) : Prop := HasSyn s /\ ~ HasAck s /\ ~ HasRst s.
Definition Answers (s : seg) : Prop := HasSyn s /\ HasAck s /\ ~ HasRst s.
(** Neither begins a connection nor ends it. *)
Definition Follows (s : seg) : Prop := ~ HasSyn s /\ ~ HasRst s.

Definition HasAe (x : extras) : Prop := extras_ae x = true.
Definition Shows (s : seg) (x : extras) : Prop := HasSyn s /\ (HasAe x \/ HasCwr s \/ HasEce s).

(** The SYN of Accurate ECN, and that of RFC 3168. *)
Definition AsksAccurate (s : seg) (x : extras) : Prop := Opens s /\ HasAe x /\ HasCwr s /\ HasEce s.
Definition AsksSetup (s : seg) (x : extras) : Prop := Opens s /\ ~ HasAe x /\ HasCwr s /\ HasEce s.
(** R9768-3.1.1-d: the four of Accurate ECN.  R3168-6.1.1-a: the one of RFC 3168. *)
Definition AnswersAccurate (s : seg) (x : extras) : Prop :=
  Answers s /\ (HasAe x /\ ~ HasEce s \/ ~ HasAe x /\ HasCwr s).
Definition AnswersSetup (s : seg) (x : extras) : Prop :=
  Answers s /\ ~ HasAe x /\ ~ HasCwr s /\ HasEce s.

(** ** Bits *)

(** R9293-L01.  AE is defined, but with CWR and ECE no SYN,ACK has it. *)
Definition ReservedBitsZero : header_clause := fun _ s x =>
  extras_reserved x = 0 /\ ~ (Answers s /\ HasAe x /\ HasCwr s /\ HasEce s).

(** R9293-L01: after the end's SYN no AE, unless a SYN of either end has shown some kind of ECN. *)
Definition AeIfShown : header_clause := fun before s x =>
  HasAe x -> Follows s -> WentWith before (fun q _ => HasSyn q /\ ~ HasRst q) ->
  CameWith before Shows \/ WentWith before Shows.

(** ** Options *)

(** MUST-68, R5925-2.2-f. *)
Definition OptionsWhole : header_clause := fun _ _ x => extras_cut x = false.
(** MUST-69. *)
Definition PaddingZero : header_clause := fun _ _ x => extras_padded x = false.
(** R5925-2.2-e. *)
Definition AoLongEnough : header_clause := fun _ _ x => extras_ao_short x = false.
(** R5925-2.2-c. *)
Definition AoOnce : header_clause := fun _ _ x => extras_ao_again x = false.

Definition HasAo (x : extras) : Prop := extras_ao x = true.
Definition HasMd5 (x : extras) : Prop := extras_md5 x = true.
(** R5925-2.2-a, R5925-8-c.  SYNs may try one after the other: what follows them tells what is used. *)
Definition OneKindOfKey : header_clause := fun before s x =>
  ~ (HasAo x /\ HasMd5 x)
  /\ ~ (Follows s /\ HasAo x /\ WentWith before (fun q y => Follows q /\ HasMd5 y))
  /\ ~ (Follows s /\ HasMd5 x /\ WentWith before (fun q y => Follows q /\ HasAo y)).

(** R5482-3.3-b, R5482-3.4-a. *)
Definition UtoOfFour : header_clause := fun _ _ x => extras_uto_length x = false.
Definition UtoNotZero : header_clause := fun _ _ x => extras_uto_zero x = false.

(** ** Fast Open *)

Definition HasFast (x : extras) : Prop := 0 < extras_fast x.
Definition HasCookie (x : extras) : Prop := 2 < extras_fast x.

(** R7413-4.1.1-a: without a cookie, or with one of 4 to 16 octets.  R7413-4.1.1-b: an even number. *)
Definition FastOfLength : header_clause := fun _ _ x =>
  let n := extras_fast x in n = 0 \/ n = 2 \/ 6 <= n <= 18.
Definition FastEven : header_clause := fun _ _ x => ~ Z.Odd (extras_fast x).

(** R7413-4.2.2-c, R7413-4.2.1-c: a SYN that was sent with the option goes again without it, and without
    text if that went with a cookie. *)
Definition SynAgainPlain : header_clause := fun before s x => Opens s ->
  ~ (HasFast x /\ WentWith before (fun q y => Opens q /\ HasFast y))
  /\ ~ (0 < seg_text s /\ WentWith before (fun q y => Opens q /\ HasCookie y)).

(** A SYN arrived, and another: then a SYN,ACK may answer that. *)
Definition AskedTwice (l : list shown) : Prop :=
  exists l1 s x l2, l = l1 ++ Came s x :: l2 /\ Opens s /\ CameWith l2 (fun q _ => Opens q).
(** R7413-4.2.2-i, R7413-4.2.1-c. *)
Definition AnswerAgainPlain : header_clause := fun before s x =>
  Answers s -> HasFast x -> ~ AskedTwice before ->
  ~ WentWith before (fun q y => Answers q /\ HasFast y).

(** ** Accurate ECN *)

(** R9768-3.1.1-b. *)
Definition AeWithOthers : header_clause := fun _ s x => Opens s -> HasAe x -> HasCwr s /\ HasEce s.
(** R9768-3.1.1-e, of the two answers with AE: those without it a reflected SYN of RFC 3168 has, too. *)
Definition AccurateIfAsked : header_clause := fun before s x =>
  HasAe x -> AnswersAccurate s x -> CameWith before AsksAccurate.
(** R9768-3.1.5-c. *)
Definition OneKindOfSyn : header_clause := fun before s x =>
  ~ (AsksAccurate s x /\ WentWith before AsksSetup)
  /\ ~ (AsksSetup s x /\ WentWith before AsksAccurate).
(** R9768-3.1.5-d, where Accurate ECN was asked for. *)
Definition OneKindOfAnswer : header_clause := fun before s x => CameWith before AsksAccurate ->
  ~ (AnswersAccurate s x /\ WentWith before AnswersSetup)
  /\ ~ (AnswersSetup s x /\ WentWith before AnswersAccurate).
