(** * Initial sequence numbers that tell the next one (RFC 9293 section 3.4.1, RFC 6528)

    An ISN is M + F: a clock, and a function of both sockets and a secret that nobody else can
    compute.  Between other sockets F is another number, as good as random.  So ISNs of a host that
    stand close together again and again show that there is no F.

    It is the one clause here that chance can break: five ISNs in a row do, where F is random, once
    in 2^48 times. *)
From Plumb Require Import Seq.
Require Import ZArith List.
Import ListNotations.
Open Scope Z_scope.

(** A connection that a host opens, actively or passively: between which sockets, by a number that is
    the same for the same two, and with which ISN. *)
Definition opening : Type := Z * Z.

(** Close: what F adds, if there is one, and the clock in four seconds. *)
Definition close_isns : Z := 2 ^ 20.
Definition Closely (a b : opening) : Prop := seq_sub (snd b) (snd a) < close_isns.
Definition Apart (a b : opening) : Prop := fst a <> fst b.

(** SHLD-1, R6528-3-a: the last of five openings in a row, all between other sockets, must not be
    close to the one before, if all of them are. *)
Definition IsnUnpredictable (before : list opening) (x : opening) : Prop :=
  forall earlier a b c d, before = earlier ++ [a; b; c; d] ->
  Apart a b -> Apart a c -> Apart a d -> Apart a x -> Apart b c -> Apart b d -> Apart b x ->
  Apart c d -> Apart c x -> Apart d x ->
  ~ (Closely a b /\ Closely b c /\ Closely c d /\ Closely d x).
