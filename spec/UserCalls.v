(** * User calls (RFC 9293 sections 3.10.1 to 3.10.6)

    What the environment decides is an argument: whether the caller may use the socket ([access]),
    whether there is room, whether the remote socket is specified, the ISS. *)
From Plumb Require Import Seq Segment Tcb Outcome Timers.
Require Import ZArith Bool.
Open Scope Z_scope.

(** What an OPEN brings along. *)
Record open_args := {
  open_args_active : bool;
  open_args_access : bool;           (* the caller may use the local socket *)
  open_args_room : bool;             (* there is room for a connection *)
  open_args_diffserv_ok : bool;      (* the Diffserv value is allowed *)
  open_args_remote_specified : bool;
  open_args_iss : u32 }.

(** A connection that sends its SYN: <SEQ=ISS><CTL=SYN>, SND.UNA = ISS, SND.NXT = ISS + 1. *)
Definition syn_snd (iss : u32) (queued : u32) (closed : bool) : snd :=
  {| snd_una := iss; snd_nxt := seq_add iss 1; snd_wnd := 0; snd_wl1 := 0; snd_wl2 := 0;
     snd_up := 0; snd_urgent := false; snd_max_wnd := 0; snd_queued := queued;
     snd_closed := closed; snd_fin := false |}.

Definition opening_window (c : config) : u32 := min_u32 (config_buffer c) 65535.
Definition opening_rcv (c : config) : rcv :=
  {| rcv_nxt := 0; rcv_wnd := opening_window c; rcv_up := 0; rcv_urgent := false; rcv_buffered := 0;
     rcv_push := false; rcv_fin_held := false; rcv_fin_seq := 0; rcv_held := nothing_held |}.

Definition listening (c : config) : tcb :=
  {| tcb_state := LISTEN; tcb_passive := true; tcb_iss := 0; tcb_irs := 0; tcb_snd := no_snd;
     tcb_rcv := opening_rcv c; tcb_peer := no_peer; tcb_stamps := no_stamps; tcb_timers := no_timers |}.

Definition connecting (c : config) (iss : u32) (queued : u32) (now : time) : tcb :=
  {| tcb_state := SYN_SENT; tcb_passive := false; tcb_iss := iss; tcb_irs := 0;
     tcb_snd := syn_snd iss queued false; tcb_rcv := opening_rcv c; tcb_peer := no_peer;
     tcb_stamps := no_stamps; tcb_timers := fresh_timers c now |}.

(** ** OPEN, 3.10.1 *)
Definition open_closed (c : config) (t : tcb) (a : open_args) (now : time) : outcome :=
  if negb (open_args_access a) then returns t REPLY_ILLEGAL                         (* EV-OPEN-CLOSED-1 *)
  else if negb (open_args_diffserv_ok a) then returns t REPLY_DIFFSERV              (* EV-OPEN-CLOSED-3 *)
  else if open_args_active a && negb (open_args_remote_specified a) then
    returns t REPLY_REMOTE_UNSPECIFIED                                             (* EV-OPEN-CLOSED-5 *)
  else if negb (open_args_room a) then returns t REPLY_NO_ROOM                      (* EV-OPEN-CLOSED-2 *)
  else if open_args_active a then                                                  (* EV-OPEN-CLOSED-6 *)
    sends (connecting c (open_args_iss a) 0 now) (segment_of SEND_SYN (open_args_iss a) 0)
  else returns (listening c) REPLY_OK.                                             (* EV-OPEN-CLOSED-4 *)

Definition open_listen (c : config) (t : tcb) (a : open_args) (now : time) : outcome :=
  if negb (open_args_active a) then returns t REPLY_EXISTS                          (* MUST-41 *)
  else if negb (open_args_remote_specified a) then
    returns t REPLY_REMOTE_UNSPECIFIED                                             (* EV-OPEN-LISTEN-1 *)
  else if negb (open_args_room a) then returns t REPLY_NO_ROOM                      (* EV-OPEN-LISTEN-2 *)
  else sends (connecting c (open_args_iss a) 0 now)
         (segment_of SEND_SYN (open_args_iss a) 0).                                (* EV-OPEN-LISTEN-3 *)

Definition open (c : config) (t : tcb) (a : open_args) (now : time) : outcome :=
  match tcb_state t with
  | CLOSED => open_closed c t a now
  | LISTEN => open_listen c t a now
  | _ => returns t REPLY_EXISTS                                                    (* EV-OPEN-OTHER-1 *)
  end.

(** ** SEND, 3.10.2 *)
Record send_args := {
  send_args_access : bool;
  send_args_remote_specified : bool;
  send_args_octets : u32;      (* octets of user data *)
  send_args_room : u32;        (* room in the send buffer, octets *)
  send_args_urgent : bool;     (* URGENT flag *)
  send_args_iss : u32 }.

Definition queue_octets (n : snd) (octets : u32) (urgent : bool) : snd :=
  {| snd_una := snd_una n; snd_nxt := snd_nxt n; snd_wnd := snd_wnd n; snd_wl1 := snd_wl1 n;
     snd_wl2 := snd_wl2 n;
     snd_up := if urgent then seq_add (snd_nxt n) (snd_queued n + octets) else snd_up n;
     snd_urgent := urgent || snd_urgent n;
     snd_max_wnd := snd_max_wnd n; snd_queued := snd_queued n + octets;
     snd_closed := snd_closed n; snd_fin := snd_fin n |}.

(** Queue the octets; Output.v segments and sends them when window and state allow. *)
Definition queue_text (t : tcb) (a : send_args) (r : reply) : outcome :=
  if send_args_room a <? send_args_octets a then returns t REPLY_NO_ROOM            (* EV-SEND-ESTAB+-2 *)
  else returns (set_snd t (queue_octets (tcb_snd t) (send_args_octets a) (send_args_urgent a))) r.

Definition send_listen (c : config) (t : tcb) (a : send_args) (now : time) : outcome :=
  if negb (send_args_remote_specified a) then
    returns t REPLY_REMOTE_UNSPECIFIED                                             (* EV-SEND-LISTEN-2 *)
  else if send_args_room a <? send_args_octets a then returns t REPLY_NO_ROOM
  else sends (connecting c (send_args_iss a) (send_args_octets a) now)
         (segment_of SEND_SYN (send_args_iss a) 0).                                (* EV-SEND-LISTEN-1 *)

Definition send (c : config) (t : tcb) (a : send_args) (now : time) : outcome :=
  match tcb_state t with
  | CLOSED => returns t (if send_args_access a then REPLY_NOT_EXIST                 (* EV-SEND-CLOSED-2 *)
                         else REPLY_ILLEGAL)                                       (* EV-SEND-CLOSED-1 *)
  | LISTEN => send_listen c t a now
  | SYN_SENT | SYN_RECEIVED =>
      if snd_closed (tcb_snd t) then returns t REPLY_CLOSING
      else queue_text t a REPLY_QUEUED                                             (* EV-SEND-SYNSENT+-1 *)
  | ESTABLISHED | CLOSE_WAIT => queue_text t a REPLY_OK            (* EV-SEND-ESTAB+-1, EV-SEND-ESTAB+-3 *)
  | _ => returns t REPLY_CLOSING                                                   (* EV-SEND-FW1+-1 *)
  end.

(** ** RECEIVE, 3.10.3 *)

(** [v * 2^n] and [v / 2^n] for the shift counts of RFC 7323 section 2.3. *)
Definition power2 (n : u8) : u32 :=
  if n =? 0 then 1 else if n =? 1 then 2 else if n =? 2 then 4 else if n =? 3 then 8
  else if n =? 4 then 16 else if n =? 5 then 32 else if n =? 6 then 64 else if n =? 7 then 128
  else if n =? 8 then 256 else if n =? 9 then 512 else if n =? 10 then 1024 else if n =? 11 then 2048
  else if n =? 12 then 4096 else if n =? 13 then 8192 else 16384.

(** The window the buffer has room for, no larger than the header can say. *)
Definition window_room (c : config) (t : tcb) : u32 :=
  let r := tcb_rcv t in
  let free := if rcv_buffered r <=? config_buffer c then config_buffer c - rcv_buffered r else 0 in
  min_u32 free (65535 * power2 t.(tcb_peer).(peer_rcv_shift)).

(** Silly window avoidance, MUST-39: the right edge moves when it can move by half the buffer or a
    segment.  It never moves left (SHLD-14). *)
Definition open_window (c : config) (t : tcb) : u32 :=
  let w := rcv_wnd (tcb_rcv t) in
  let room := window_room c t in
  if w + min_u32 (Z.quot (config_buffer c) 2) (config_mss c) <=? room then room else w.

(** Urgent mode lasts until the user has taken the octet before RCV.UP (R9293-L18, MUST-33). *)
Definition UrgentAhead (r : rcv) (buffered : u32) : bool :=
  rcv_urgent r && seq_lt (seq_sub (rcv_nxt r) buffered) (rcv_up r).

Definition take_text (r : rcv) (octets wnd : u32) : rcv :=
  {| rcv_nxt := rcv_nxt r; rcv_wnd := wnd; rcv_up := rcv_up r;
     rcv_urgent := UrgentAhead r (rcv_buffered r - octets);
     rcv_buffered := rcv_buffered r - octets;
     rcv_push := rcv_push r && negb (octets =? rcv_buffered r);
     rcv_fin_held := rcv_fin_held r; rcv_fin_seq := rcv_fin_seq r; rcv_held := rcv_held r |}.

(** The user takes up to [octets]; the window may open and is announced (EV-RECV-ESTAB+-4). *)
Definition receive_text (c : config) (t : tcb) (octets : u32) : outcome :=
  let r := tcb_rcv t in
  let n := min_u32 octets (rcv_buffered r) in
  let t1 := set_rcv t (take_text r n (rcv_wnd r)) in
  let w := open_window c t1 in
  let g := urgent_signal (UrgentAhead r (rcv_buffered r - n)) in
  if MayReceive (tcb_state t) && (rcv_wnd r <? w) then
    let t2 := note_ack (set_rcv t (take_text r n w)) in
    outcome_of t2 (ack_now t2) REPLY_OK g true
  else outcome_of t1 no_answer REPLY_OK g true.

Definition receive (c : config) (t : tcb) (octets : u32) (access : bool) : outcome :=
  match tcb_state t with
  | CLOSED => returns t (if access then REPLY_NOT_EXIST                             (* EV-RECV-CLOSED-2 *)
                         else REPLY_ILLEGAL)                                       (* EV-RECV-CLOSED-1 *)
  | LISTEN | SYN_SENT | SYN_RECEIVED => returns t REPLY_QUEUED                     (* EV-RECV-LISTEN+-1 *)
  | ESTABLISHED | FIN_WAIT_1 | FIN_WAIT_2 =>
      if rcv_buffered (tcb_rcv t) =? 0 then returns t REPLY_QUEUED                  (* EV-RECV-ESTAB+-1 *)
      else receive_text c t octets               (* EV-RECV-ESTAB+-2, EV-RECV-ESTAB+-3, EV-RECV-ESTAB+-4 *)
  | CLOSE_WAIT =>
      if rcv_buffered (tcb_rcv t) =? 0 then returns t REPLY_CLOSING                 (* EV-RECV-CWAIT-2 *)
      else receive_text c t octets                                                 (* EV-RECV-CWAIT-1 *)
  | CLOSING | LAST_ACK | TIME_WAIT => returns t REPLY_CLOSING                      (* EV-RECV-CLOSING+-1 *)
  end.

(** ** CLOSE, 3.10.4.  The FIN follows what is queued: Output.v sends it. *)
Definition close_snd (n : snd) : snd :=
  {| snd_una := snd_una n; snd_nxt := snd_nxt n; snd_wnd := snd_wnd n; snd_wl1 := snd_wl1 n;
     snd_wl2 := snd_wl2 n; snd_up := snd_up n; snd_urgent := snd_urgent n;
     snd_max_wnd := snd_max_wnd n; snd_queued := snd_queued n; snd_closed := true; snd_fin := snd_fin n |}.
Definition close_to (t : tcb) (x : tcp_state) : outcome :=
  returns (set_state (set_snd t (close_snd (tcb_snd t))) x) REPLY_OK.

Definition close (t : tcb) (access : bool) : outcome :=
  match tcb_state t with
  | CLOSED => returns t (if access then REPLY_NOT_EXIST                             (* EV-CLOSE-CLOSED-2 *)
                         else REPLY_ILLEGAL)                                       (* EV-CLOSE-CLOSED-1 *)
  | LISTEN => returns deleted REPLY_OK                                             (* EV-CLOSE-LISTEN-1 *)
  | SYN_SENT => returns deleted REPLY_OK                                           (* EV-CLOSE-SYNSENT-1 *)
  | SYN_RECEIVED => close_to t SYN_RECEIVED     (* EV-CLOSE-SYNRCVD-1, EV-CLOSE-SYNRCVD-2: takes effect
                                                   when ESTABLISHED is entered, step 5 *)
  | ESTABLISHED => close_to t FIN_WAIT_1                                           (* EV-CLOSE-ESTAB-1 *)
  | FIN_WAIT_1 | FIN_WAIT_2 => returns t REPLY_CLOSING                             (* EV-CLOSE-FW1+-1 *)
  | CLOSE_WAIT => close_to t LAST_ACK                                              (* EV-CLOSE-CWAIT-1 *)
  | CLOSING | LAST_ACK | TIME_WAIT => returns t REPLY_CLOSING                      (* EV-CLOSE-CLOSING+-1 *)
  end.

(** ** ABORT, 3.10.5 *)
Definition abort (t : tcb) (access : bool) : outcome :=
  match tcb_state t with
  | CLOSED => returns t (if access then REPLY_NOT_EXIST                             (* EV-ABORT-CLOSED-2 *)
                         else REPLY_ILLEGAL)                                       (* EV-ABORT-CLOSED-1 *)
  | LISTEN => outcome_of deleted no_answer REPLY_OK reset_signal true              (* EV-ABORT-LISTEN-1 *)
  | SYN_SENT => outcome_of deleted no_answer REPLY_OK reset_signal true            (* EV-ABORT-SYNSENT-1 *)
  | SYN_RECEIVED | ESTABLISHED | FIN_WAIT_1 | FIN_WAIT_2 | CLOSE_WAIT =>           (* EV-ABORT-SYNRCVD+-1 *)
      outcome_of deleted (segment_of SEND_RST t.(tcb_snd).(snd_nxt) 0) REPLY_OK reset_signal true
  | CLOSING | LAST_ACK | TIME_WAIT => returns deleted REPLY_OK                     (* EV-ABORT-CLOSING+-1 *)
  end.

(** ** STATUS, 3.10.6: the state and the TCB are the caller's to read. *)
Definition status (t : tcb) (access : bool) : reply :=
  match tcb_state t with
  | CLOSED => if access then REPLY_NOT_EXIST                                        (* EV-STATUS-CLOSED-2 *)
              else REPLY_ILLEGAL                                                   (* EV-STATUS-CLOSED-1 *)
  | _ => REPLY_OK                                                                  (* EV-STATUS-OTHER-1 *)
  end.
