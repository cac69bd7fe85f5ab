/* A withdrawal among all that may be under way: two replicas of the service decide, push and send
   what one patient's conversation holds, while STOP comes, answers are lost and processes die.
   docs/model.md says which function each step is, and what is left out. Checked by check.py, as it
   stands and with one rule less at a time (-DWITHOUT_…), which must be found out.

   Promised: no forward and no send leaves after the withdrawal's commit, but one receipt (P3); a send
   leaves once (P2); every message ends as filed where it stands in the chart or as dropped where it
   does not (P5). */

#ifndef FAULTS
#define FAULTS 2  /* so many of these, in any mix: a replica dies, an answer is lost, the EHR does not
                     take the Consent now, a replica stands still until a deadline or lease is over */
#endif

#define FIRST 0    /* two messages of the patient, in order */
#define SECOND 1
#define REPLY 2    /* an answer of the staff */
#define MESSAGES 3
#define NOBODY 2
#define REPLICAS 2

/* due: decided by nobody yet. mapped: permitted, queued. leaving: written down before the bytes go.
   doubt: of a send whose answer is lost. */
mtype = { due, mapped, leaving, doubt, filed, dropped };
mtype state[MESSAGES] = due;
bool maybe_sent[MESSAGES];
bool arrived[MESSAGES];  /* the truth: it stands in the chart, the patient has it */
bool late[MESSAGES];     /* it left after the Consent was withdrawn elsewhere */
bool flagged[MESSAGES];  /* delivered-after-change: a person is told */

/* What of the STOP is done. */
mtype = { unsaid, said, barred, withdrawn, answered };
mtype stop_state = unsaid;
bool barrier;        /* stored: nothing of this patient may begin to leave */
bool permit = true;  /* what the Consents in the EHR say */
bool committed;      /* the EHR has taken the withdrawal */
byte receipts;
byte sends;

byte line = NOBODY;       /* who has the lease of the conversation */
byte stop_line = NOBODY;  /* the STOP passes its queue: a lease of its own */

/* The exit that a replica is in: its deadline runs from before «leaving» is stored. */
mtype = { none, in_time, too_late };
mtype exit_of[REPLICAS] = none;

byte faults = FAULTS;

#define ENDED(i) (state[i] == filed || state[i] == dropped)
#define ALL_ENDED (ENDED(FIRST) && ENDED(SECOND) && ENDED(REPLY) && stop_state == answered)
#define NOTHING_LEAVES (exit_of[0] != in_time && exit_of[1] != in_time)

/* A process dies between any two steps; what it knew is gone, what it stored is not. Its leases run
   out, at the latest when it is back. */
#define FAULT atomic { faults > 0 -> faults-- }
#define MAY_DIE if :: FAULT; goto died :: true fi

/* ConsentGate::Ask: the barrier in the store, then the Consents in the EHR. */
#define ASK_GATE yes = !barrier; yes = yes && permit

proctype Replica(byte me) {
  byte i;
  bool yes, there;

idle:
  do
  :: ALL_ENDED -> break
  :: atomic { line == NOBODY && !(ENDED(FIRST) && ENDED(SECOND)) ->
       line = me; i = (ENDED(FIRST) -> SECOND : FIRST) }
     if
     :: state[i] == due -> goto decide
     :: state[i] == mapped || state[i] == leaving -> goto push
     :: else -> goto release
     fi
  :: atomic { line == NOBODY && (state[REPLY] == due || state[REPLY] == leaving) ->
       line = me; i = REPLY }
     goto send
  :: atomic { stop_line == NOBODY && stop_state != unsaid && stop_state != answered ->
       stop_line = me }
     goto withdraw
  od;
  goto stopped;

decide:
  ASK_GATE;
  MAY_DIE;
  atomic {
    if
    :: line == me && state[i] == due -> state[i] = (yes -> mapped : dropped)
    :: else  /* the lease is lost: somebody else decides */
    fi
  }
  goto release;

push:
#ifdef WITHOUT_ASKING_AGAIN
  yes = true;
#else
  ASK_GATE;
#endif
  if
  :: maybe_sent[i] ->
     there = arrived[i];  /* Ehr::LookUp */
     atomic {
       if
       :: line != me -> goto release
       :: line == me && there -> state[i] = filed; goto release
       :: else -> maybe_sent[i] = false; state[i] = mapped
       fi
     }
  :: else
  fi;
  atomic {
    if
    :: line == me && !ENDED(i) && !yes -> state[i] = dropped; goto release
#ifdef WITHOUT_ASKING_AGAIN
    :: line == me && state[i] == mapped && yes ->
#else
    :: line == me && state[i] == mapped && yes && !barrier ->
#endif
       state[i] = leaving;
#ifndef WITHOUT_DOUBT
       maybe_sent[i] = true;
#endif
       exit_of[me] = in_time
    :: else -> goto release  /* decided anew */
    fi
  }
  MAY_DIE;
  atomic {  /* the bytes leave, or their time is over */
    if
#ifdef WITHOUT_DEADLINE
    :: true ->
#else
    :: exit_of[me] == in_time ->
#endif
#ifdef ELSEWHERE
       if :: committed -> late[i] = true :: else fi;
#else
       assert(!committed);  /* P3 */
#endif
       arrived[i] = true; there = true
#ifndef WITHOUT_DEADLINE
    :: else -> there = false
#endif
    fi
  }
  MAY_DIE;
  if
  :: atomic { there && faults > 0 -> faults--; there = false }
  :: true
  fi;
  atomic {
    exit_of[me] = none;
    if
    :: there && !ENDED(i) -> state[i] = filed
    :: !there && line == me && state[i] == leaving -> state[i] = mapped
    :: else
    fi
  }
  goto release;

send:
  if
  :: state[REPLY] == leaving ->  /* of one who died: whether it left, nobody knows */
     atomic { if :: line == me && state[REPLY] == leaving -> state[REPLY] = doubt :: else fi }
     goto release
  :: else
  fi;
  ASK_GATE;
  atomic {
    if
    :: line == me && state[REPLY] == due && !yes -> state[REPLY] = dropped; goto release
    :: line == me && state[REPLY] == due && yes && !barrier ->
       state[REPLY] = leaving; exit_of[me] = in_time
    :: else -> goto release
    fi
  }
  MAY_DIE;
  atomic {
    if
    :: exit_of[me] == in_time ->
#ifndef ELSEWHERE
       assert(!committed);  /* P3 */
#endif
       sends++; assert(sends == 1);  /* P2 */
       arrived[REPLY] = true; there = true
    :: else -> there = false
    fi
  }
  MAY_DIE;
  if
  :: atomic { there && faults > 0 -> faults--; there = false }
  :: true
  fi;
  atomic {
    exit_of[me] = none;
    if
    :: there && !ENDED(REPLY) -> state[REPLY] = filed
#ifdef WITHOUT_SETTLING
    :: !there && state[REPLY] == leaving -> state[REPLY] = due
#else
    :: !there && state[REPLY] == leaving -> state[REPLY] = doubt
#endif
    :: else
    fi
  }
  goto release;

release:
  atomic {
    if :: line == me -> line = NOBODY :: else fi;
    i = 0; yes = false; there = false
  }
  goto idle;

withdraw:
  atomic {
    if
    :: stop_line == me && stop_state == said -> barrier = true; stop_state = barred
    :: else
    fi
  }
  MAY_DIE;
  if
  :: stop_state == barred ->
#ifdef WITHOUT_STORED_STEPS
     stop_state = answered;
     MAY_DIE;
#endif
#ifndef WITHOUT_WAITING
     NOTHING_LEAVES;
#endif
     if
     :: FAULT; goto release_stop  /* tried again; the barrier stands */
     :: true ->
        atomic { permit = false; committed = true }
        MAY_DIE;
        if
        :: FAULT; goto release_stop  /* written again: the same version */
        :: true -> atomic { if :: stop_line == me -> stop_state = withdrawn :: else fi }
        fi
     fi
  :: else
  fi;
  /* The receipt: written down before it leaves, and not sent again. */
  atomic {
    if
    :: stop_line == me && stop_state == withdrawn -> stop_state = answered
    :: else -> goto release_stop
    fi
  }
  MAY_DIE;
  atomic { receipts++; assert(receipts == 1) }

release_stop:
  atomic { if :: stop_line == me -> stop_line = NOBODY :: else fi }
  goto idle;

died:
  atomic {
    exit_of[me] = none;
    if :: line == me -> line = NOBODY :: else fi;
    if :: stop_line == me -> stop_line = NOBODY :: else fi;
    i = 0; yes = false; there = false
  }
  goto idle;

stopped:
  skip
}

/* Time passes a replica that stands still: its exit's deadline first, then its lease, which outlives
   the exit that was begun under it. */
proctype Time() {
end:
  do
  :: atomic { faults > 0 && exit_of[0] == in_time -> faults--; exit_of[0] = too_late }
  :: atomic { faults > 0 && exit_of[1] == in_time -> faults--; exit_of[1] = too_late }
  :: atomic { faults > 0 && line == 0 && exit_of[0] != in_time -> faults--; line = NOBODY }
  :: atomic { faults > 0 && line == 1 && exit_of[1] != in_time -> faults--; line = NOBODY }
  :: atomic { faults > 0 && stop_line != NOBODY -> faults--; stop_line = NOBODY }
  od
}

/* The provider's status, or 24 hours without one, settles a send in doubt. */
proctype Provider() {
end:
  do
  :: atomic { state[REPLY] == doubt && NOTHING_LEAVES -> state[REPLY] = (arrived[REPLY] -> filed : due) }
  od
}

proctype Patient() {
#ifdef ELSEWHERE
  /* No STOP: the Consent is turned inactive in the EHR by somebody else, who knows no barrier. */
  atomic { permit = false; committed = true; stop_state = answered }
#else
  stop_state = said
#endif
}

#ifdef ELSEWHERE
/* LineWorker::VerifyFiled */
proctype Verify() {
  byte i = FIRST;
  bool yes;
  do
  :: i <= SECOND && ENDED(i) ->
     yes = permit;
     if
#ifndef WITHOUT_VERIFYING
     :: state[i] == filed && !yes -> flagged[i] = true
#endif
     :: else
     fi;
     i++
  :: i > SECOND -> break
  od
}
#endif

/* When nothing moves any more, everything has ended, and as the chart shows it. */
proctype Census() {
  byte i;
  timeout ->
  assert(ALL_ENDED);
  assert(committed && !permit);
#ifndef ELSEWHERE
  assert(barrier && receipts <= 1);
#endif
  do
  :: i < MESSAGES ->
     assert((state[i] == filed) == arrived[i]);  /* P5 */
     assert(!late[i] || flagged[i]);
     i++
  :: else -> break
  od
}

init {
  atomic {
    run Replica(0); run Replica(1); run Time(); run Provider(); run Patient(); run Census();
#ifdef ELSEWHERE
    run Verify()
#endif
  }
}
