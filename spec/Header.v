(** * The TCP header (RFC 9293 section 3.1) *)
From Plumb Require Import Seq Segment Octets Options.
Require Import ZArith Bool.
Open Scope Z_scope.

Inductive header_fault :=
  | HEADER_OK
  | HEADER_SHORT      (* the octets at hand end within the header *)
  | HEADER_OFFSET.    (* the data offset is below 5 or leads out of the segment *)

(** The rest is meant for HEADER_OK only. *)
Record header := {
  header_error : header_fault;
  header_source : u16;        (* port *)
  header_destination : u16;
  header_length : u32;        (* octets, options included: the text begins there *)
  header_seg : seg }.

(** ** Parse *)
Definition ctl_of (v : u8) : ctl :=
  {| ctl_cwr := Z.quot v 128 =? 1; ctl_ece := Z.rem (Z.quot v 64) 2 =? 1;
     ctl_urg := Z.rem (Z.quot v 32) 2 =? 1; ctl_ack := Z.rem (Z.quot v 16) 2 =? 1;
     ctl_psh := Z.rem (Z.quot v 8) 2 =? 1; ctl_rst := Z.rem (Z.quot v 4) 2 =? 1;
     ctl_syn := Z.rem (Z.quot v 2) 2 =? 1; ctl_fin := Z.rem v 2 =? 1 |}.

(** The data offset, in octets. *)
Definition data_offset (b : Z -> Z) : u32 := 4 * Z.quot (b 12) 16.

Definition no_ctl : ctl :=
  {| ctl_cwr := false; ctl_ece := false; ctl_urg := false; ctl_ack := false;
     ctl_psh := false; ctl_rst := false; ctl_syn := false; ctl_fin := false |}.
Definition no_seg : seg :=
  {| seg_seq := 0; seg_ack := 0; seg_wnd := 0; seg_up := 0; seg_text := 0; seg_ctl := no_ctl;
     seg_options := no_options |}.
Definition no_header (f : header_fault) : header :=
  {| header_error := f; header_source := 0; header_destination := 0; header_length := 0;
     header_seg := no_seg |}.

Definition seg_at (b : Z -> Z) (text : u32) (o : options) : seg :=
  {| seg_seq := be32 b 4; seg_ack := be32 b 8; seg_wnd := be16 b 14; seg_up := be16 b 18;
     seg_text := text; seg_ctl := ctl_of (b 13);
     seg_options := o |}.

(** A header that is there in full. *)
Definition header_at (b : Z -> Z) (length : u32) : header :=
  {| header_error := HEADER_OK; header_source := be16 b 0; header_destination := be16 b 2;
     header_length := data_offset b;
     header_seg := seg_at b (length - data_offset b) (options_parse b 20 (data_offset b)) |}.

(** What is wrong with the header of a segment of [length] octets, [n] of which are at hand? *)
Definition header_check (b : Z -> Z) (n length : u32) : header_fault :=
  if n <? 20 then HEADER_SHORT
  else if (data_offset b <? 20) || (length <? data_offset b) then HEADER_OFFSET
  else if n <? data_offset b then HEADER_SHORT
  else HEADER_OK.

(** Options are read whatever the control bits are (MUST-5); the reserved bits are ignored. *)
Definition header_parse (b : Z -> Z) (n length : u32) : header :=
  match header_check b n length with
  | HEADER_OK => header_at b length
  | _ => no_header (header_check b n length)
  end.

(** ** Build *)
Definition ctl_octet (c : ctl) : u8 :=
  128 * bit (ctl_cwr c) + 64 * bit (ctl_ece c) + 32 * bit (ctl_urg c) + 16 * bit (ctl_ack c)
  + 8 * bit (ctl_psh c) + 4 * bit (ctl_rst c) + 2 * bit (ctl_syn c) + bit (ctl_fin c).

Definition header_words (s : seg) : u32 := 5 + options_words (seg_options s).

(** Word [k] of the header; the checksum is 0, to be filled in. *)
Definition header_word (source destination : u16) (s : seg) (k : u32) : u32 :=
  if k =? 0 then 65536 * source + destination
  else if k =? 1 then seg_seq s
  else if k =? 2 then seg_ack s
  else if k =? 3 then 268435456 * header_words s + 65536 * ctl_octet (seg_ctl s) + seg_wnd s
  else if k =? 4 then seg_up s
  else option_word (seg_options s) (k - 5).

(** Octet [i] of the header. *)
Definition header_octet (source destination : u16) (s : seg) (i : u32) : u8 :=
  octet_of (header_word source destination s (Z.quot i 4)) (Z.rem i 4).
