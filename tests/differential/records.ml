(* The structs of plumb.h and its neighbours, field after field.

   [f] is called with the name and the value of each field, in the order of the C struct, and
   returns what its value is to be.  So one function does for reading a record ([f] takes the next
   number of the line) and for comparing it ([f] looks whether the next number is the same). *)
open Model

(* The name of a field: from the outermost record to the innermost. *)
type visit = string list -> Integer.t -> Integer.t

let within (f : visit) record : visit = fun name x -> f (record :: name) x

let bool (f : visit) name x =
  not (Integer.equal (f [name] (if x then Integer.one else Integer.zero)) Integer.zero)

(* An enumeration, in the order of its C enumerators. *)
let enum constructors (f : visit) name x =
  let rec position i = if constructors.(i) == x then i else position (i + 1) in
  let i = Integer.to_int (f [name] (Integer.of_int (position 0))) in
  if i >= Array.length constructors then failwith (name ^ ": no such enumerator");
  constructors.(i)

let tcp_state =
  enum [| CLOSED; LISTEN; SYN_SENT; SYN_RECEIVED; ESTABLISHED; FIN_WAIT_1; FIN_WAIT_2; CLOSE_WAIT;
          CLOSING; LAST_ACK; TIME_WAIT |]

let send_kind = enum [| NO_ANSWER; SEND_SYN; SEND_SYN_ACK; SEND_ACK; SEND_RST; SEND_RST_ACK |]

let reply =
  enum [| REPLY_NONE; REPLY_OK; REPLY_ILLEGAL; REPLY_NO_ROOM; REPLY_DIFFSERV; REPLY_SECURITY;
          REPLY_REMOTE_UNSPECIFIED; REPLY_EXISTS; REPLY_NOT_EXIST; REPLY_CLOSING; REPLY_QUEUED |]

let ip_fault =
  enum [| IP_OK; IP_SHORT; IP_VERSION; IP_LENGTH; IP_FRAGMENT; IP_ROUTED; IP_EXTENSIONS; IP_CUT |]

let header_fault = enum [| HEADER_OK; HEADER_SHORT; HEADER_OFFSET |]

let loss =
  enum [| NOT_LOST; LOST_NO_SYN; LOST_SEVERAL_SYNS; LOST_RESET_EARLY; LOST_EARLY_ACK; LOST_ODD_SYN;
          LOST_FAR |]

let finding =
  enum [| NO_FINDING; SYN_OTHER_ISS; SYN_AFTER_TEXT; SHIFT_TOO_LARGE; SHIFT_NOT_OFFERED;
          STAMP_NOT_OFFERED; ACK_BIT_MISSING; MSS_OUTSIDE_SYN; STAMP_MISSING; ACK_OF_NOTHING;
          ACK_WENT_BACK; SEQ_BEYOND_NXT; TEXT_BEYOND_WINDOW; TEXT_AFTER_FIN; FIN_MOVED;
          WINDOW_SHRUNK; SEGMENT_AFTER_RESET; RESET_SEQ_NOT_ZERO; CHALLENGE_MISSING; SYN_CHALLENGE_MISSING |]

let config (f : visit)
    { config_buffer; config_mss; config_default_mss; config_use_shift; config_shift;
      config_use_stamps; config_use_sack; config_rto; config_rto_max; config_r1; config_r2;
      config_msl; config_user_timeout; config_challenge_limit; config_challenge_interval } =
  let config_buffer = f ["buffer"] config_buffer in
  let config_mss = f ["mss"] config_mss in
  let config_default_mss = f ["default_mss"] config_default_mss in
  let config_use_shift = bool f "use_shift" config_use_shift in
  let config_shift = f ["shift"] config_shift in
  let config_use_stamps = bool f "use_stamps" config_use_stamps in
  let config_use_sack = bool f "use_sack" config_use_sack in
  let config_rto = f ["rto"] config_rto in
  let config_rto_max = f ["rto_max"] config_rto_max in
  let config_r1 = f ["r1"] config_r1 in
  let config_r2 = f ["r2"] config_r2 in
  let config_msl = f ["msl"] config_msl in
  let config_user_timeout = f ["user_timeout"] config_user_timeout in
  let config_challenge_limit = f ["challenge_limit"] config_challenge_limit in
  let config_challenge_interval = f ["challenge_interval"] config_challenge_interval in
  { config_buffer; config_mss; config_default_mss; config_use_shift; config_shift;
    config_use_stamps; config_use_sack; config_rto; config_rto_max; config_r1; config_r2;
    config_msl; config_user_timeout; config_challenge_limit; config_challenge_interval }

let block (f : visit) { block_left; block_right } =
  let block_left = f ["left"] block_left in
  let block_right = f ["right"] block_right in
  { block_left; block_right }

let snd (f : visit)
    { snd_una; snd_nxt; snd_wnd; snd_wl1; snd_wl2; snd_up; snd_urgent; snd_max_wnd; snd_queued;
      snd_closed; snd_fin } =
  let snd_una = f ["una"] snd_una in
  let snd_nxt = f ["nxt"] snd_nxt in
  let snd_wnd = f ["wnd"] snd_wnd in
  let snd_wl1 = f ["wl1"] snd_wl1 in
  let snd_wl2 = f ["wl2"] snd_wl2 in
  let snd_up = f ["up"] snd_up in
  let snd_urgent = bool f "urgent" snd_urgent in
  let snd_max_wnd = f ["max_wnd"] snd_max_wnd in
  let snd_queued = f ["queued"] snd_queued in
  let snd_closed = bool f "closed" snd_closed in
  let snd_fin = bool f "fin" snd_fin in
  { snd_una; snd_nxt; snd_wnd; snd_wl1; snd_wl2; snd_up; snd_urgent; snd_max_wnd; snd_queued;
    snd_closed; snd_fin }

let held (f : visit) { held_b0; held_b1; held_b2; held_b3 } =
  let held_b0 = block (within f "b0") held_b0 in
  let held_b1 = block (within f "b1") held_b1 in
  let held_b2 = block (within f "b2") held_b2 in
  let held_b3 = block (within f "b3") held_b3 in
  { held_b0; held_b1; held_b2; held_b3 }

let rcv (f : visit)
    { rcv_nxt; rcv_wnd; rcv_up; rcv_urgent; rcv_buffered; rcv_push; rcv_fin_held; rcv_fin_seq;
      rcv_held } =
  let rcv_nxt = f ["nxt"] rcv_nxt in
  let rcv_wnd = f ["wnd"] rcv_wnd in
  let rcv_up = f ["up"] rcv_up in
  let rcv_urgent = bool f "urgent" rcv_urgent in
  let rcv_buffered = f ["buffered"] rcv_buffered in
  let rcv_push = bool f "push" rcv_push in
  let rcv_fin_held = bool f "fin_held" rcv_fin_held in
  let rcv_fin_seq = f ["fin_seq"] rcv_fin_seq in
  let rcv_held = held (within f "held") rcv_held in
  { rcv_nxt; rcv_wnd; rcv_up; rcv_urgent; rcv_buffered; rcv_push; rcv_fin_held; rcv_fin_seq;
    rcv_held }

let peer (f : visit) { peer_mss; peer_snd_shift; peer_rcv_shift; peer_sack } =
  let peer_mss = f ["mss"] peer_mss in
  let peer_snd_shift = f ["snd_shift"] peer_snd_shift in
  let peer_rcv_shift = f ["rcv_shift"] peer_rcv_shift in
  let peer_sack = bool f "sack" peer_sack in
  { peer_mss; peer_snd_shift; peer_rcv_shift; peer_sack }

let stamps (f : visit) { stamps_ok; stamps_recent; stamps_recent_at; stamps_last_ack } =
  let stamps_ok = bool f "ok" stamps_ok in
  let stamps_recent = f ["recent"] stamps_recent in
  let stamps_recent_at = f ["recent_at"] stamps_recent_at in
  let stamps_last_ack = f ["last_ack"] stamps_last_ack in
  { stamps_ok; stamps_recent; stamps_recent_at; stamps_last_ack }

let timers (f : visit)
    { timers_rtx_on; timers_rtx_at; timers_rto; timers_rtx_count; timers_user_on; timers_user_at;
      timers_wait_on; timers_wait_at; timers_challenge_from; timers_challenge_count } =
  let timers_rtx_on = bool f "rtx_on" timers_rtx_on in
  let timers_rtx_at = f ["rtx_at"] timers_rtx_at in
  let timers_rto = f ["rto"] timers_rto in
  let timers_rtx_count = f ["rtx_count"] timers_rtx_count in
  let timers_user_on = bool f "user_on" timers_user_on in
  let timers_user_at = f ["user_at"] timers_user_at in
  let timers_wait_on = bool f "wait_on" timers_wait_on in
  let timers_wait_at = f ["wait_at"] timers_wait_at in
  let timers_challenge_from = f ["challenge_from"] timers_challenge_from in
  let timers_challenge_count = f ["challenge_count"] timers_challenge_count in
  { timers_rtx_on; timers_rtx_at; timers_rto; timers_rtx_count; timers_user_on; timers_user_at;
    timers_wait_on; timers_wait_at; timers_challenge_from; timers_challenge_count }

let tcb (f : visit)
    { tcb_state; tcb_passive; tcb_iss; tcb_irs; tcb_snd; tcb_rcv; tcb_peer; tcb_stamps; tcb_timers } =
  let tcb_state = tcp_state f "state" tcb_state in
  let tcb_passive = bool f "passive" tcb_passive in
  let tcb_iss = f ["iss"] tcb_iss in
  let tcb_irs = f ["irs"] tcb_irs in
  let tcb_snd = snd (within f "snd") tcb_snd in
  let tcb_rcv = rcv (within f "rcv") tcb_rcv in
  let tcb_peer = peer (within f "peer") tcb_peer in
  let tcb_stamps = stamps (within f "stamps") tcb_stamps in
  let tcb_timers = timers (within f "timers") tcb_timers in
  { tcb_state; tcb_passive; tcb_iss; tcb_irs; tcb_snd; tcb_rcv; tcb_peer; tcb_stamps; tcb_timers }

let ctl (f : visit)
    { ctl_cwr; ctl_ece; ctl_urg; ctl_ack; ctl_psh; ctl_rst; ctl_syn; ctl_fin } =
  let ctl_cwr = bool f "cwr" ctl_cwr in
  let ctl_ece = bool f "ece" ctl_ece in
  let ctl_urg = bool f "urg" ctl_urg in
  let ctl_ack = bool f "ack" ctl_ack in
  let ctl_psh = bool f "psh" ctl_psh in
  let ctl_rst = bool f "rst" ctl_rst in
  let ctl_syn = bool f "syn" ctl_syn in
  let ctl_fin = bool f "fin" ctl_fin in
  { ctl_cwr; ctl_ece; ctl_urg; ctl_ack; ctl_psh; ctl_rst; ctl_syn; ctl_fin }

let sack (f : visit)
    { sack_n; sack_b0; sack_b1; sack_b2; sack_b3 } =
  let sack_n = f ["n"] sack_n in
  let sack_b0 = block (within f "b0") sack_b0 in
  let sack_b1 = block (within f "b1") sack_b1 in
  let sack_b2 = block (within f "b2") sack_b2 in
  let sack_b3 = block (within f "b3") sack_b3 in
  { sack_n; sack_b0; sack_b1; sack_b2; sack_b3 }

let options (f : visit)
    { options_has_mss; options_mss; options_has_shift; options_shift; options_sack_permitted;
      options_has_ts; options_ts_val; options_ts_ecr; options_sack; options_malformed } =
  let options_has_mss = bool f "has_mss" options_has_mss in
  let options_mss = f ["mss"] options_mss in
  let options_has_shift = bool f "has_shift" options_has_shift in
  let options_shift = f ["shift"] options_shift in
  let options_sack_permitted = bool f "sack_permitted" options_sack_permitted in
  let options_has_ts = bool f "has_ts" options_has_ts in
  let options_ts_val = f ["ts_val"] options_ts_val in
  let options_ts_ecr = f ["ts_ecr"] options_ts_ecr in
  let options_sack = sack (within f "sack") options_sack in
  let options_malformed = bool f "malformed" options_malformed in
  { options_has_mss; options_mss; options_has_shift; options_shift; options_sack_permitted;
    options_has_ts; options_ts_val; options_ts_ecr; options_sack; options_malformed }

let seg (f : visit)
    { seg_seq; seg_ack; seg_wnd; seg_up; seg_text; seg_ctl; seg_options } =
  let seg_seq = f ["seq"] seg_seq in
  let seg_ack = f ["ack"] seg_ack in
  let seg_wnd = f ["wnd"] seg_wnd in
  let seg_up = f ["up"] seg_up in
  let seg_text = f ["text"] seg_text in
  let seg_ctl = ctl (within f "ctl") seg_ctl in
  let seg_options = options (within f "options") seg_options in
  { seg_seq; seg_ack; seg_wnd; seg_up; seg_text; seg_ctl; seg_options }

let open_args (f : visit)
    { open_args_active; open_args_access; open_args_room; open_args_diffserv_ok;
      open_args_remote_specified; open_args_iss } =
  let open_args_active = bool f "active" open_args_active in
  let open_args_access = bool f "access" open_args_access in
  let open_args_room = bool f "room" open_args_room in
  let open_args_diffserv_ok = bool f "diffserv_ok" open_args_diffserv_ok in
  let open_args_remote_specified = bool f "remote_specified" open_args_remote_specified in
  let open_args_iss = f ["iss"] open_args_iss in
  { open_args_active; open_args_access; open_args_room; open_args_diffserv_ok;
    open_args_remote_specified; open_args_iss }

let send_args (f : visit)
    { send_args_access; send_args_remote_specified; send_args_octets; send_args_room;
      send_args_urgent; send_args_iss } =
  let send_args_access = bool f "access" send_args_access in
  let send_args_remote_specified = bool f "remote_specified" send_args_remote_specified in
  let send_args_octets = f ["octets"] send_args_octets in
  let send_args_room = f ["room"] send_args_room in
  let send_args_urgent = bool f "urgent" send_args_urgent in
  let send_args_iss = f ["iss"] send_args_iss in
  { send_args_access; send_args_remote_specified; send_args_octets; send_args_room;
    send_args_urgent; send_args_iss }

let answer (f : visit)
    { answer_kind; answer_seq; answer_ack; answer_text; answer_fin } =
  let answer_kind = send_kind f "kind" answer_kind in
  let answer_seq = f ["seq"] answer_seq in
  let answer_ack = f ["ack"] answer_ack in
  let answer_text = f ["text"] answer_text in
  let answer_fin = bool f "fin" answer_fin in
  { answer_kind; answer_seq; answer_ack; answer_text; answer_fin }

let signals (f : visit)
    { signals_established; signals_text; signals_push; signals_urgent; signals_closing;
      signals_close_ok; signals_reset; signals_refused; signals_trouble; signals_timeout } =
  let signals_established = bool f "established" signals_established in
  let signals_text = bool f "text" signals_text in
  let signals_push = bool f "push" signals_push in
  let signals_urgent = bool f "urgent" signals_urgent in
  let signals_closing = bool f "closing" signals_closing in
  let signals_close_ok = bool f "close_ok" signals_close_ok in
  let signals_reset = bool f "reset" signals_reset in
  let signals_refused = bool f "refused" signals_refused in
  let signals_trouble = bool f "trouble" signals_trouble in
  let signals_timeout = bool f "timeout" signals_timeout in
  { signals_established; signals_text; signals_push; signals_urgent; signals_closing;
    signals_close_ok; signals_reset; signals_refused; signals_trouble; signals_timeout }

let placement (f : visit) { placement_skip; placement_at; placement_len } =
  let placement_skip = f ["skip"] placement_skip in
  let placement_at = f ["at"] placement_at in
  let placement_len = f ["len"] placement_len in
  { placement_skip; placement_at; placement_len }

let outcome (f : visit)
    { outcome_tcb; outcome_answer; outcome_reply; outcome_signals; outcome_placement; outcome_done } =
  let outcome_tcb = tcb (within f "tcb") outcome_tcb in
  let outcome_answer = answer (within f "answer") outcome_answer in
  let outcome_reply = reply f "reply" outcome_reply in
  let outcome_signals = signals (within f "signals") outcome_signals in
  let outcome_placement = placement (within f "placement") outcome_placement in
  let outcome_done = bool f "done" outcome_done in
  { outcome_tcb; outcome_answer; outcome_reply; outcome_signals; outcome_placement; outcome_done }

let address (f : visit) { address_w0; address_w1; address_w2; address_w3 } =
  let address_w0 = f ["w0"] address_w0 in
  let address_w1 = f ["w1"] address_w1 in
  let address_w2 = f ["w2"] address_w2 in
  let address_w3 = f ["w3"] address_w3 in
  { address_w0; address_w1; address_w2; address_w3 }

let ip (f : visit)
    { ip_error; ip_v6; ip_source; ip_destination; ip_protocol; ip_at; ip_length } =
  let ip_error = ip_fault f "error" ip_error in
  let ip_v6 = bool f "v6" ip_v6 in
  let ip_source = address (within f "source") ip_source in
  let ip_destination = address (within f "destination") ip_destination in
  let ip_protocol = f ["protocol"] ip_protocol in
  let ip_at = f ["at"] ip_at in
  let ip_length = f ["length"] ip_length in
  { ip_error; ip_v6; ip_source; ip_destination; ip_protocol; ip_at; ip_length }

let header (f : visit)
    { header_error; header_source; header_destination; header_length; header_seg } =
  let header_error = header_fault f "error" header_error in
  let header_source = f ["source"] header_source in
  let header_destination = f ["destination"] header_destination in
  let header_length = f ["length"] header_length in
  let header_seg = seg (within f "seg") header_seg in
  { header_error; header_source; header_destination; header_length; header_seg }

let observer (f : visit)
    { observer_lost; observer_opened; observer_iss; observer_nxt; observer_text_sent;
      observer_fin_sent; observer_fin; observer_reset_sent; observer_own_shift_on;
      observer_own_shift; observer_own_stamps; observer_acked; observer_offered;
      observer_syn_arrived; observer_irs; observer_peer_shift_on; observer_peer_shift;
      observer_peer_stamps; observer_early_ack; observer_reset_arrived; observer_una_max;
      observer_wnd_max; observer_rcv_max } =
  let observer_lost = loss f "lost" observer_lost in
  let observer_opened = bool f "opened" observer_opened in
  let observer_iss = f ["iss"] observer_iss in
  let observer_nxt = f ["nxt"] observer_nxt in
  let observer_text_sent = bool f "text_sent" observer_text_sent in
  let observer_fin_sent = bool f "fin_sent" observer_fin_sent in
  let observer_fin = f ["fin"] observer_fin in
  let observer_reset_sent = bool f "reset_sent" observer_reset_sent in
  let observer_own_shift_on = bool f "own_shift_on" observer_own_shift_on in
  let observer_own_shift = f ["own_shift"] observer_own_shift in
  let observer_own_stamps = bool f "own_stamps" observer_own_stamps in
  let observer_acked = f ["acked"] observer_acked in
  let observer_offered = f ["offered"] observer_offered in
  let observer_syn_arrived = bool f "syn_arrived" observer_syn_arrived in
  let observer_irs = f ["irs"] observer_irs in
  let observer_peer_shift_on = bool f "peer_shift_on" observer_peer_shift_on in
  let observer_peer_shift = f ["peer_shift"] observer_peer_shift in
  let observer_peer_stamps = bool f "peer_stamps" observer_peer_stamps in
  let observer_early_ack = bool f "early_ack" observer_early_ack in
  let observer_reset_arrived = bool f "reset_arrived" observer_reset_arrived in
  let observer_una_max = f ["una_max"] observer_una_max in
  let observer_wnd_max = f ["wnd_max"] observer_wnd_max in
  let observer_rcv_max = f ["rcv_max"] observer_rcv_max in
  { observer_lost; observer_opened; observer_iss; observer_nxt; observer_text_sent;
    observer_fin_sent; observer_fin; observer_reset_sent; observer_own_shift_on; observer_own_shift;
    observer_own_stamps; observer_acked; observer_offered; observer_syn_arrived; observer_irs;
    observer_peer_shift_on; observer_peer_shift; observer_peer_stamps; observer_early_ack;
    observer_reset_arrived; observer_una_max; observer_wnd_max; observer_rcv_max }

let judgement (f : visit)
    { judgement_observer; judgement_finding; judgement_low; judgement_high; judgement_seen } =
  let judgement_observer = observer (within f "observer") judgement_observer in
  let judgement_finding = finding f "finding" judgement_finding in
  let judgement_low = f ["low"] judgement_low in
  let judgement_high = f ["high"] judgement_high in
  let judgement_seen = f ["seen"] judgement_seen in
  { judgement_observer; judgement_finding; judgement_low; judgement_high; judgement_seen }

let vigil (f : visit)
    { vigil_textbook; vigil_alive; vigil_stamp_first; vigil_stamp_last; vigil_due; vigil_due_from } =
  let vigil_textbook = bool f "textbook" vigil_textbook in
  let vigil_alive = bool f "alive" vigil_alive in
  let vigil_stamp_first = f ["stamp_first"] vigil_stamp_first in
  let vigil_stamp_last = f ["stamp_last"] vigil_stamp_last in
  let vigil_due = bool f "due" vigil_due in
  let vigil_due_from = f ["due_from"] vigil_due_from in
  { vigil_textbook; vigil_alive; vigil_stamp_first; vigil_stamp_last; vigil_due; vigil_due_from }
