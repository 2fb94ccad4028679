(** * The internet checksum (RFC 1071; RFC 9293 section 3.1, MUST-2, MUST-3)

    Sums are kept unfolded in 32 bits.  A segment has at most 65535 octets, hence 32768 words; with
    a pseudo-header the sum stays below 2^32, and folding may wait until the end. *)
From Plumb Require Import Seq.
Require Import ZArith Bool.
Open Scope Z_scope.

(** An IPv6 address as four 32-bit words, the first one leftmost.  An IPv4 address is [address_w0],
    the others are 0. *)
Record address := { address_w0 : u32; address_w1 : u32; address_w2 : u32; address_w3 : u32 }.

(** The sum over the first [n] octets.  The first octet of a word is its upper half; an odd last one
    is so too, as if a zero followed. *)
Fixpoint octet_sum (n : nat) (b : Z -> Z) : u32 :=
  match n with
  | O => 0
  | S i => octet_sum i b + (if Z.rem (Z.of_nat i) 2 =? 0 then 256 * b (Z.of_nat i) else b (Z.of_nat i))
  end.

(** The upper half of a word added to the lower: the carries of a sum come back in at the other end.
    Twice, and any 32-bit sum is a ones' complement sum of 16 bits. *)
Definition fold (sum : u32) : u32 := Z.quot sum 65536 + Z.rem sum 65536.

(** The value of the checksum field for a [sum] over everything else. *)
Definition checksum (sum : u32) : u16 := 65535 - fold (fold sum).

(** ** The pseudo-header

    RFC 9293 section 3.1 (IPv4) and RFC 8200 section 8.1 (IPv6) sum the same: the words of both
    addresses, the protocol number 6 and the length of the segment. *)
Definition address_sum (a : address) : u32 :=
  fold (address_w0 a) + fold (address_w1 a) + fold (address_w2 a) + fold (address_w3 a).
Definition pseudo_sum (source destination : address) (length : u32) : u32 :=
  address_sum source + address_sum destination + 6 + fold length.

(** Does the segment in the first [n] octets carry the right checksum?  MUST-3. *)
Definition checksum_ok (source destination : address) (b : Z -> Z) (n : u32) : bool :=
  checksum (pseudo_sum source destination n + octet_sum (Z.to_nat n) b) =? 0.
