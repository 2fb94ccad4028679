(** * The segment that an answer stands for (RFC 9293 section 3.1; RFC 7323)

    An outcome says what to send as <SEQ=..><ACK=..><CTL=..>; this is the whole segment: window,
    urgent pointer, options.  [t] is the TCB after the event. *)
From Plumb Require Import Seq Segment Tcb Outcome UserCalls.
Require Import ZArith Bool.
Open Scope Z_scope.

Definition answer_ctl (a : answer) (urg psh : bool) : ctl :=
  let k := answer_kind a in
  {| ctl_cwr := false; ctl_ece := false; ctl_urg := urg; ctl_psh := psh;
     ctl_ack := match k with SEND_SYN_ACK | SEND_ACK | SEND_RST_ACK => true | _ => false end;
     ctl_rst := match k with SEND_RST | SEND_RST_ACK => true | _ => false end;
     ctl_syn := match k with SEND_SYN | SEND_SYN_ACK => true | _ => false end;
     ctl_fin := answer_fin a |}.

(** The window of a SYN is not scaled (R7323-2.2-h), that of other segments is (R7323-2.3-e). *)
Definition announced_window (t : tcb) (k : send_kind) : u32 :=
  let w := t.(tcb_rcv).(rcv_wnd) in
  match k with
  | SEND_SYN | SEND_SYN_ACK => min_u32 w 65535
  | SEND_ACK => min_u32 (Z.quot w (power2 t.(tcb_peer).(peer_rcv_shift))) 65535
  | _ => 0
  end.

Definition bare_options : options :=
  {| options_has_mss := false; options_mss := 0; options_has_shift := false; options_shift := 0;
     options_sack_permitted := false; options_has_ts := false; options_ts_val := 0; options_ts_ecr := 0;
     options_sack := {| sack_n := 0; sack_b0 := no_block; sack_b1 := no_block; sack_b2 := no_block;
                        sack_b3 := no_block |};
     options_malformed := false |}.

(** The timestamp clock ticks once a millisecond (R7323-5.4-d). *)
Definition stamp_clock (now : time) : u32 := Z.rem (Z.quot now 1000) two32.

(** Scaling was agreed on, or does not matter since both shifts are 0. *)
Definition Scaling (p : peer) : bool := negb ((peer_snd_shift p =? 0) && (peer_rcv_shift p =? 0)).

(** A SYN offers what the configuration wants, a SYN,ACK what both want (R7323-2.2-f, R7323-3.2-f). *)
Definition syn_segment_options (c : config) (t : tcb) (k : send_kind) (now : time) : options :=
  let first := match k with SEND_SYN => true | _ => false end in
  let shift := if first then config_use_shift c else Scaling (tcb_peer t) in
  let stamps := if first then config_use_stamps c else t.(tcb_stamps).(stamps_ok) in
  {| options_has_mss := true; options_mss := config_mss c;
     options_has_shift := shift; options_shift := if shift then config_shift c else 0;
     options_sack_permitted := if first then config_use_sack c else t.(tcb_peer).(peer_sack);
     options_has_ts := stamps; options_ts_val := if stamps then stamp_clock now else 0;
     options_ts_ecr := if stamps && negb first then t.(tcb_stamps).(stamps_recent) else 0;
     options_sack := options_sack bare_options; options_malformed := false |}.

(** Other segments carry a timestamp once agreed (R7323-3.2-g); resets of a deleted TCB carry none. *)
Definition plain_segment_options (t : tcb) (now : time) : options :=
  let ok := t.(tcb_stamps).(stamps_ok) in
  {| options_has_mss := false; options_mss := 0; options_has_shift := false; options_shift := 0;
     options_sack_permitted := false;
     options_has_ts := ok; options_ts_val := if ok then stamp_clock now else 0;
     options_ts_ecr := if ok then t.(tcb_stamps).(stamps_recent) else 0;
     options_sack := options_sack bare_options; options_malformed := false |}.

(** Urgent text is ahead of this segment's first octet (MUST-62). *)
Definition UrgentToSend (n : snd) (a : answer) : bool :=
  snd_urgent n && (0 <? answer_text a) && seq_lt (answer_seq a) (snd_up n).

(** PSH on the last octets queued (MUST-61). *)
Definition PushToSend (n : snd) (a : answer) : bool := (0 <? answer_text a) && (snd_queued n =? 0).

Definition segment_to_send (c : config) (t : tcb) (a : answer) (now : time) : seg :=
  let k := answer_kind a in
  let n := tcb_snd t in
  let urg := UrgentToSend n a in
  {| seg_seq := answer_seq a; seg_ack := answer_ack a; seg_wnd := announced_window t k;
     seg_up := if urg then min_u32 (seq_sub (snd_up n) (answer_seq a)) 65535 else 0;
     seg_text := answer_text a;
     seg_ctl := answer_ctl a urg (PushToSend n a);
     seg_options := match k with
                    | SEND_SYN | SEND_SYN_ACK => syn_segment_options c t k now
                    | SEND_ACK => plain_segment_options t now
                    | _ => bare_options
                    end |}.
