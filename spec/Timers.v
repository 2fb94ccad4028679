(** * Timers (RFC 9293 sections 3.8.1, 3.8.3, 3.6.1; RFC 6298 section 5)

    Starting and stopping; what happens when they go off is in Timeouts.v. *)
From Plumb Require Import Seq Segment Tcb.
Require Import ZArith Bool.
Open Scope Z_scope.

Definition with_rtx (m : timers) (on : bool) (at_ rto : time) (n : u32) : timers :=
  {| timers_rtx_on := on; timers_rtx_at := at_; timers_rto := rto; timers_rtx_count := n;
     timers_user_on := timers_user_on m; timers_user_at := timers_user_at m;
     timers_wait_on := timers_wait_on m; timers_wait_at := timers_wait_at m;
     timers_challenge_from := timers_challenge_from m;
     timers_challenge_count := timers_challenge_count m |}.
Definition with_user (m : timers) (on : bool) (at_ : time) : timers :=
  {| timers_rtx_on := timers_rtx_on m; timers_rtx_at := timers_rtx_at m; timers_rto := timers_rto m;
     timers_rtx_count := timers_rtx_count m;
     timers_user_on := on; timers_user_at := at_;
     timers_wait_on := timers_wait_on m; timers_wait_at := timers_wait_at m;
     timers_challenge_from := timers_challenge_from m;
     timers_challenge_count := timers_challenge_count m |}.
Definition with_challenge (m : timers) (from : time) (n : u32) : timers :=
  {| timers_rtx_on := timers_rtx_on m; timers_rtx_at := timers_rtx_at m; timers_rto := timers_rto m;
     timers_rtx_count := timers_rtx_count m;
     timers_user_on := timers_user_on m; timers_user_at := timers_user_at m;
     timers_wait_on := timers_wait_on m; timers_wait_at := timers_wait_at m;
     timers_challenge_from := from; timers_challenge_count := n |}.

(** Something is unacknowledged: the retransmission timer runs (RFC 6298 rule 5.1) and, if the user
    asked for a timeout, so does that. *)
Definition start_timers (c : config) (m : timers) (now : time) : timers :=
  let m1 := if timers_rtx_on m then m else with_rtx m true (now + timers_rto m) (timers_rto m) 0 in
  if timers_user_on m1 || (config_user_timeout c =? 0) then m1
  else with_user m1 true (now + config_user_timeout c).

(** New data was acknowledged: restart (rule 5.3), or stop when all is (rule 5.2).  The RTO is the
    unbacked-off one again; its estimator comes with RFC 6298 in full. *)
Definition restart_timers (c : config) (m : timers) (outstanding : bool) (now : time) : timers :=
  let m1 := with_user (with_rtx m false 0 (config_rto c) 0) false 0 in
  if outstanding then start_timers c m1 now else m1.

(** "Start the time-wait timer, turn off the other timers" (MUST-13: 2 MSL). *)
Definition wait_timers (c : config) (m : timers) (now : time) : timers :=
  {| timers_rtx_on := false; timers_rtx_at := 0; timers_rto := timers_rto m; timers_rtx_count := 0;
     timers_user_on := false; timers_user_at := 0;
     timers_wait_on := true; timers_wait_at := now + 2 * config_msl c;
     timers_challenge_from := timers_challenge_from m;
     timers_challenge_count := timers_challenge_count m |}.

Definition fresh_timers (c : config) (now : time) : timers :=
  start_timers c (with_rtx no_timers false 0 (config_rto c) 0) now.
