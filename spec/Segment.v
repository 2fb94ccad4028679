(** * The segment (RFC 9293 section 3.1, 3.2; RFC 7323; RFC 2018)

    What the state machine reads of an arriving segment.  Ports, addresses and checksum are dealt
    with before (they choose the TCB), the octets of the text stay where they are: the model speaks
    of how many there are and where they go. *)
From Plumb Require Import Seq.
Require Import ZArith Bool.
Open Scope Z_scope.

(** Control bits, RFC 9293 section 3.1.  CWR and ECE are carried for RFC 3168. *)
Record ctl := {
  ctl_cwr : bool; ctl_ece : bool; ctl_urg : bool; ctl_ack : bool;
  ctl_psh : bool; ctl_rst : bool; ctl_syn : bool; ctl_fin : bool }.

(** A run of sequence numbers [left, right); empty when [left = right]. *)
Record block := { block_left : u32; block_right : u32 }.

(** SACK option, RFC 2018 section 3: up to four blocks, the first [sack_n] are meant. *)
Record sack := { sack_n : u8; sack_b0 : block; sack_b1 : block; sack_b2 : block; sack_b3 : block }.

(** Header options as parsed, MUST-4, MUST-5, MUST-6, MUST-7.  A value is meaningful only when its
    [has] flag is set.  [options_malformed]: an illegal length was met and parsing stopped there. *)
Record options := {
  options_has_mss : bool;   options_mss : u16;
  options_has_shift : bool; options_shift : u8;
  options_sack_permitted : bool;
  options_has_ts : bool;    options_ts_val : u32; options_ts_ecr : u32;
  options_sack : sack;
  options_malformed : bool }.

Record seg := {
  seg_seq : u32;      (* SEG.SEQ *)
  seg_ack : u32;      (* SEG.ACK, meaningful when the ACK bit is set *)
  seg_wnd : u32;      (* SEG.WND as in the header: 16 bits, not yet scaled *)
  seg_up  : u32;      (* SEG.UP: urgent pointer, 16 bits *)
  seg_text : u32;     (* octets of text *)
  seg_ctl : ctl;
  seg_options : options }.

Definition bit (b : bool) : u32 := if b then 1 else 0.

(** SEG.LEN: octets of text, counting SYN and FIN (R9293-L05). *)
Definition seg_len (s : seg) : u32 := seg_text s + bit s.(seg_ctl).(ctl_syn) + bit s.(seg_ctl).(ctl_fin).

(** The sequence number of the first octet of text: the SYN comes before it. *)
Definition text_seq (s : seg) : u32 := seq_add (seg_seq s) (bit s.(seg_ctl).(ctl_syn)).

(** The sequence number of the FIN: after the text. *)
Definition fin_seq (s : seg) : u32 := seq_add (text_seq s) (seg_text s).
