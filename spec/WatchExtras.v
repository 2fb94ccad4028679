(** * The watch on what a header has besides (spec/ClausesExtras.v)

    Reserved bits, AE, padding, and the options that the core passes over: TCP MD5 (RFC 2385), TCP-AO
    (RFC 5925), user timeout (RFC 5482), Fast Open (RFC 7413).  proofs/coq/WatchExtras.v: it finds a
    fault in a segment if and only if a clause forbids it. *)
From Plumb Require Import Seq Segment Octets Options.
Require Import ZArith Bool.
Open Scope Z_scope.

(** Kinds, from the IANA registry. *)
Definition kind_md5 : u8 := 19.
Definition kind_uto : u8 := 28.
Definition kind_ao : u8 := 29.
Definition kind_fast : u8 := 34.

(** Of an ordinary header all are 0. *)
Record extras := {
  extras_reserved : u8;      (* bits 4 to 6 beside the data offset, as a number: 0 to 7 *)
  extras_ae : bool;          (* bit 7 (RFC 9768) *)
  extras_cut : bool;         (* an option lacks its length octet, or what that says *)
  extras_padded : bool;      (* an octet after End of Option List is not 0 *)
  extras_md5 : bool;
  extras_ao : bool;
  extras_ao_again : bool;    (* more than one *)
  extras_ao_short : bool;    (* one of less than 4 octets *)
  extras_uto_length : bool;  (* a user timeout option of other than 4 octets *)
  extras_uto_zero : bool;    (* one that says 0 *)
  extras_fast : u8 }.        (* octets of the last Fast Open option; 0: there is none *)

(** ** Read

    The header stands in octets 0 to [stop - 1], its options from 20 on. *)

(** The length octet is there and does not lead out of the header (MUST-68). *)
Definition LengthSound (b : Z -> Z) (i stop : u32) : bool :=
  (i + 1 <? stop) && (2 <=? b (i + 1)) && (i + b (i + 1) <=? stop).

(** Octets of the option at [i], of whatever kind; 0 at the end of them, and if it is cut. *)
Definition extra_length (b : Z -> Z) (i stop : u32) : u32 :=
  if OptionsEnd b i stop then 0
  else if b i =? kind_nop then 1
  else if LengthSound b i stop then b (i + 1)
  else 0.

(** Is there an octet other than 0 from [i] on? *)
Fixpoint NotZero (fuel : nat) (b : Z -> Z) (i stop : u32) : bool :=
  match fuel with
  | O => false
  | S f => if stop <=? i then false else if b i =? 0 then NotZero f b (i + 1) stop else true
  end.

Definition with_md5 (x : extras) : extras :=
  {| extras_reserved := extras_reserved x; extras_ae := extras_ae x; extras_cut := extras_cut x;
     extras_padded := extras_padded x; extras_md5 := true; extras_ao := extras_ao x;
     extras_ao_again := extras_ao_again x; extras_ao_short := extras_ao_short x;
     extras_uto_length := extras_uto_length x; extras_uto_zero := extras_uto_zero x;
     extras_fast := extras_fast x |}.
Definition with_ao (x : extras) (length : u8) : extras :=
  {| extras_reserved := extras_reserved x; extras_ae := extras_ae x; extras_cut := extras_cut x;
     extras_padded := extras_padded x; extras_md5 := extras_md5 x; extras_ao := true;
     extras_ao_again := extras_ao_again x || extras_ao x;
     extras_ao_short := extras_ao_short x || (length <? 4);
     extras_uto_length := extras_uto_length x; extras_uto_zero := extras_uto_zero x;
     extras_fast := extras_fast x |}.
Definition with_uto (x : extras) (other_length zero : bool) : extras :=
  {| extras_reserved := extras_reserved x; extras_ae := extras_ae x; extras_cut := extras_cut x;
     extras_padded := extras_padded x; extras_md5 := extras_md5 x; extras_ao := extras_ao x;
     extras_ao_again := extras_ao_again x; extras_ao_short := extras_ao_short x;
     extras_uto_length := extras_uto_length x || other_length;
     extras_uto_zero := extras_uto_zero x || zero;
     extras_fast := extras_fast x |}.
Definition with_fast (x : extras) (length : u8) : extras :=
  {| extras_reserved := extras_reserved x; extras_ae := extras_ae x; extras_cut := extras_cut x;
     extras_padded := extras_padded x; extras_md5 := extras_md5 x; extras_ao := extras_ao x;
     extras_ao_again := extras_ao_again x; extras_ao_short := extras_ao_short x;
     extras_uto_length := extras_uto_length x; extras_uto_zero := extras_uto_zero x;
     extras_fast := length |}.
Definition with_end (x : extras) (cut padded : bool) : extras :=
  {| extras_reserved := extras_reserved x; extras_ae := extras_ae x; extras_cut := cut;
     extras_padded := padded; extras_md5 := extras_md5 x; extras_ao := extras_ao x;
     extras_ao_again := extras_ao_again x; extras_ao_short := extras_ao_short x;
     extras_uto_length := extras_uto_length x; extras_uto_zero := extras_uto_zero x;
     extras_fast := extras_fast x |}.

(** A user timeout of 0, in seconds or in minutes: the first bit tells which. *)
Definition UtoZero (b : Z -> Z) (i : u32) : bool := Z.rem (be16 b (i + 2)) 32768 =? 0.

(** The option at [i], of which all octets are there, added to those before it. *)
Definition extra_value (b : Z -> Z) (i : u32) (x : extras) : extras :=
  let kind := b i in
  if kind =? kind_md5 then with_md5 x
  else if kind =? kind_ao then with_ao x (b (i + 1))
  else if kind =? kind_uto then
    (if b (i + 1) =? 4 then with_uto x false (UtoZero b i) else with_uto x true false)
  else if kind =? kind_fast then with_fast x (b (i + 1))
  else x.

(** The options from [i] on, at most [fuel] of them, added to [x]. *)
Fixpoint extras_from (fuel : nat) (b : Z -> Z) (i stop : u32) (x : extras) : extras :=
  match fuel with
  | O => x
  | S f =>
      if extra_length b i stop =? 0 then
        with_end x (negb (OptionsEnd b i stop)) (OptionsEnd b i stop && NotZero options_fuel b i stop)
      else extras_from f b (i + extra_length b i stop) stop (extra_value b i x)
  end.

Definition bits_beside_offset (b : Z -> Z) : extras :=
  {| extras_reserved := Z.quot (Z.rem (b 12) 16) 2; extras_ae := Z.rem (b 12) 2 =? 1;
     extras_cut := false; extras_padded := false; extras_md5 := false; extras_ao := false;
     extras_ao_again := false; extras_ao_short := false; extras_uto_length := false;
     extras_uto_zero := false; extras_fast := 0 |}.
Definition extras_read (b : Z -> Z) (stop : u32) : extras :=
  extras_from options_fuel b 20 stop (bits_beside_offset b).

(** ** The watch *)

Inductive extras_fault :=
  | NO_EXTRAS_FAULT
  | RESERVED_BITS_SET        (* R9293-L01 *)
  | AE_WITHOUT_ECN           (* R9293-L01 *)
  | OPTION_CUT               (* MUST-68, R5925-2.2-f *)
  | PADDING_NOT_ZERO         (* MUST-69 *)
  | AO_SHORT                 (* R5925-2.2-e *)
  | AO_TWICE                 (* R5925-2.2-c *)
  | AO_AND_MD5               (* R5925-2.2-a, R5925-8-c *)
  | UTO_LENGTH               (* R5482-3.3-b *)
  | UTO_ZERO                 (* R5482-3.4-a *)
  | FAST_LENGTH              (* R7413-4.1.1-a *)
  | FAST_ODD                 (* R7413-4.1.1-b *)
  | FAST_SYN_AGAIN           (* R7413-4.2.2-c, R7413-4.2.1-c *)
  | FAST_ANSWER_AGAIN        (* R7413-4.2.2-i, R7413-4.2.1-c *)
  | AE_ALONE                 (* R9768-3.1.1-b *)
  | ACCURATE_UNASKED         (* R9768-3.1.1-e *)
  | TWO_KINDS_OF_SYN         (* R9768-3.1.5-c *)
  | TWO_KINDS_OF_ANSWER.     (* R9768-3.1.5-d *)

Record extras_watch := {
  extras_watch_syn_out : bool;              (* it has sent a SYN, *)
  extras_watch_ecn_shown : bool;            (* a SYN, of whichever end, had a bit of ECN *)
  extras_watch_md5_out : bool;              (* of what it sent after SYNs, one had TCP MD5, *)
  extras_watch_ao_out : bool;               (* TCP-AO *)
  extras_watch_fast_out : bool;             (* it has sent a SYN with Fast Open, *)
  extras_watch_cookie_out : bool;           (* and a cookie in it, *)
  extras_watch_fast_answer_out : bool;      (* a SYN,ACK with Fast Open *)
  extras_watch_syn_in : bool;               (* a SYN has arrived, *)
  extras_watch_syn_again : bool;            (* and another, *)
  extras_watch_accurate_in : bool;          (* one that asks for Accurate ECN *)
  extras_watch_accurate_out : bool;         (* it has sent such a SYN, *)
  extras_watch_setup_out : bool;            (* a SYN that asks for ECN of RFC 3168, *)
  extras_watch_accurate_answer_out : bool;  (* a SYN,ACK of Accurate ECN, *)
  extras_watch_setup_answer_out : bool }.   (* and one of RFC 3168 *)

Definition start_extras_watch : extras_watch :=
  {| extras_watch_syn_out := false; extras_watch_ecn_shown := false; extras_watch_md5_out := false;
     extras_watch_ao_out := false; extras_watch_fast_out := false; extras_watch_cookie_out := false;
     extras_watch_fast_answer_out := false; extras_watch_syn_in := false;
     extras_watch_syn_again := false; extras_watch_accurate_in := false;
     extras_watch_accurate_out := false; extras_watch_setup_out := false;
     extras_watch_accurate_answer_out := false; extras_watch_setup_answer_out := false |}.

(** *** Segments *)

(** A SYN that answers nothing; a SYN,ACK. *)
Definition IsSyn (s : seg) : bool :=
  let k := seg_ctl s in ctl_syn k && negb (ctl_ack k) && negb (ctl_rst k).
Definition IsAnswer (s : seg) : bool :=
  let k := seg_ctl s in ctl_syn k && ctl_ack k && negb (ctl_rst k).
Definition IsLater (s : seg) : bool :=
  let k := seg_ctl s in negb (ctl_syn k) && negb (ctl_rst k).

Definition ShowsEcn (s : seg) (x : extras) : bool :=
  let k := seg_ctl s in ctl_syn k && (extras_ae x || ctl_cwr k || ctl_ece k).

Definition AccurateSyn (s : seg) (x : extras) : bool :=
  let k := seg_ctl s in IsSyn s && extras_ae x && ctl_cwr k && ctl_ece k.
Definition SetupSyn (s : seg) (x : extras) : bool :=
  let k := seg_ctl s in IsSyn s && negb (extras_ae x) && ctl_cwr k && ctl_ece k.

(** R9768-3.1.1-d: (AE,CWR,ECE) is (0,1,0), (0,1,1), (1,0,0) or (1,1,0). *)
Definition AccurateAnswer (s : seg) (x : extras) : bool :=
  let k := seg_ctl s in IsAnswer s && (if extras_ae x then negb (ctl_ece k) else ctl_cwr k).
Definition SetupAnswer (s : seg) (x : extras) : bool :=
  let k := seg_ctl s in IsAnswer s && negb (extras_ae x) && negb (ctl_cwr k) && ctl_ece k.

(** *** What is remembered *)

Definition extras_watch_arrived (w : extras_watch) (s : seg) (x : extras) : extras_watch :=
  {| extras_watch_syn_out := extras_watch_syn_out w;
     extras_watch_ecn_shown := extras_watch_ecn_shown w || ShowsEcn s x;
     extras_watch_md5_out := extras_watch_md5_out w; extras_watch_ao_out := extras_watch_ao_out w;
     extras_watch_fast_out := extras_watch_fast_out w;
     extras_watch_cookie_out := extras_watch_cookie_out w;
     extras_watch_fast_answer_out := extras_watch_fast_answer_out w;
     extras_watch_syn_in := extras_watch_syn_in w || IsSyn s;
     extras_watch_syn_again := extras_watch_syn_again w || (extras_watch_syn_in w && IsSyn s);
     extras_watch_accurate_in := extras_watch_accurate_in w || AccurateSyn s x;
     extras_watch_accurate_out := extras_watch_accurate_out w;
     extras_watch_setup_out := extras_watch_setup_out w;
     extras_watch_accurate_answer_out := extras_watch_accurate_answer_out w;
     extras_watch_setup_answer_out := extras_watch_setup_answer_out w |}.

Definition extras_watch_after_sent (w : extras_watch) (s : seg) (x : extras) : extras_watch :=
  {| extras_watch_syn_out := extras_watch_syn_out w || IsSyn s || IsAnswer s;
     extras_watch_ecn_shown := extras_watch_ecn_shown w || ShowsEcn s x;
     extras_watch_md5_out := extras_watch_md5_out w || (IsLater s && extras_md5 x);
     extras_watch_ao_out := extras_watch_ao_out w || (IsLater s && extras_ao x);
     extras_watch_fast_out := extras_watch_fast_out w || (IsSyn s && (0 <? extras_fast x));
     extras_watch_cookie_out := extras_watch_cookie_out w || (IsSyn s && (2 <? extras_fast x));
     extras_watch_fast_answer_out :=
       extras_watch_fast_answer_out w || (IsAnswer s && (0 <? extras_fast x));
     extras_watch_syn_in := extras_watch_syn_in w; extras_watch_syn_again := extras_watch_syn_again w;
     extras_watch_accurate_in := extras_watch_accurate_in w;
     extras_watch_accurate_out := extras_watch_accurate_out w || AccurateSyn s x;
     extras_watch_setup_out := extras_watch_setup_out w || SetupSyn s x;
     extras_watch_accurate_answer_out := extras_watch_accurate_answer_out w || AccurateAnswer s x;
     extras_watch_setup_answer_out := extras_watch_setup_answer_out w || SetupAnswer s x |}.

(** *** Judged *)

(** All bits of ECN on a SYN,ACK are no answer of any RFC: AE is reserved, then. *)
Definition Reflects (s : seg) (x : extras) : bool :=
  let k := seg_ctl s in IsAnswer s && extras_ae x && ctl_cwr k && ctl_ece k.
Definition reserved_fault (w : extras_watch) (s : seg) (x : extras) : extras_fault :=
  if negb (extras_reserved x =? 0) || Reflects s x then RESERVED_BITS_SET
  else if extras_ae x && IsLater s && extras_watch_syn_out w && negb (extras_watch_ecn_shown w)
  then AE_WITHOUT_ECN
  else NO_EXTRAS_FAULT.

Definition MixesKeys (w : extras_watch) (s : seg) (x : extras) : bool :=
  (extras_ao x && extras_md5 x)
  || (IsLater s && ((extras_ao x && extras_watch_md5_out w) || (extras_md5 x && extras_watch_ao_out w))).
Definition option_fault (w : extras_watch) (s : seg) (x : extras) : extras_fault :=
  if extras_cut x then OPTION_CUT
  else if extras_padded x then PADDING_NOT_ZERO
  else if extras_ao_short x then AO_SHORT
  else if extras_ao_again x then AO_TWICE
  else if MixesKeys w s x then AO_AND_MD5
  else if extras_uto_length x then UTO_LENGTH
  else if extras_uto_zero x then UTO_ZERO
  else NO_EXTRAS_FAULT.

Definition FastLengthLegal (n : u8) : bool := (n =? 0) || (n =? 2) || ((6 <=? n) && (n <=? 18)).
Definition fast_fault (w : extras_watch) (s : seg) (x : extras) : extras_fault :=
  let n := extras_fast x in
  if negb (FastLengthLegal n) then FAST_LENGTH
  else if Z.rem n 2 =? 1 then FAST_ODD
  else if IsSyn s && ((extras_watch_fast_out w && (0 <? n))
                      || (extras_watch_cookie_out w && (0 <? seg_text s))) then FAST_SYN_AGAIN
  else if IsAnswer s && extras_watch_fast_answer_out w && negb (extras_watch_syn_again w) && (0 <? n)
  then FAST_ANSWER_AGAIN
  else NO_EXTRAS_FAULT.

Definition accurate_fault (w : extras_watch) (s : seg) (x : extras) : extras_fault :=
  if IsSyn s && extras_ae x && negb (AccurateSyn s x) then AE_ALONE
  else if extras_ae x && AccurateAnswer s x && negb (extras_watch_accurate_in w) then ACCURATE_UNASKED
  else if (AccurateSyn s x && extras_watch_setup_out w) || (SetupSyn s x && extras_watch_accurate_out w)
  then TWO_KINDS_OF_SYN
  else if extras_watch_accurate_in w
          && ((AccurateAnswer s x && extras_watch_setup_answer_out w)
              || (SetupAnswer s x && extras_watch_accurate_answer_out w)) then TWO_KINDS_OF_ANSWER
  else NO_EXTRAS_FAULT.

Definition extras_watch_sent (w : extras_watch) (s : seg) (x : extras) : extras_fault :=
  match reserved_fault w s x with
  | NO_EXTRAS_FAULT =>
      match option_fault w s x with
      | NO_EXTRAS_FAULT =>
          match fast_fault w s x with
          | NO_EXTRAS_FAULT => accurate_fault w s x
          | f => f
          end
      | f => f
      end
  | f => f
  end.

(** ** What passes by one test *)
Definition Ordinary (x : extras) : bool :=
  (extras_reserved x =? 0) && negb (extras_ae x) && negb (extras_cut x) && negb (extras_padded x)
  && negb (extras_md5 x) && negb (extras_ao x) && negb (extras_ao_again x) && negb (extras_ao_short x)
  && negb (extras_uto_length x) && negb (extras_uto_zero x) && (extras_fast x =? 0).
