//! What goes on beside the work of a run, as long as there is any.

use std::convert::Infallible;
use std::future::pending;
use std::time::Duration;

use tokio::time::{self, Instant, MissedTickBehavior};

use super::gate::Gate;
use super::note::Note;
use super::outcome::{Cancellation, Stop};
use super::recorder::Recorder;
use super::standing::Standing;
use crate::signals::Signals;
use newslint_model::progress::Progress;

/// How often it is judged whether the network here works, and how long at most observations wait for that.
const EVERY: Duration = Duration::from_secs(30);

/// How long whoever wants a run to end waits for a server that is away: a restart takes seconds.
const LAST_MOMENTS: Duration = Duration::from_secs(10);

/// How often the progress is told.
const PACE: Duration = Duration::from_secs(1);

/// Has it judged again and again whether the network here works.
pub(super) async fn network(recorder: &Recorder, gate: Option<&Gate>, is_judged: bool) -> Infallible {
    let mut ticks = time::interval_at(Instant::now() + EVERY, EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = recorder.is_full() => {}
        }
        if is_judged {
            look(recorder, gate).await;
        }
    }
}

/// Has the stretch judged, by the control URLs too.
pub(super) async fn look(recorder: &Recorder, gate: Option<&Gate>) {
    let is_open = match gate {
        Some(gate) => gate.is_open().await,
        None => true,
    };
    recorder.note(if is_open { Note::Vouched } else { Note::Tainted });
}

/// Cancels the run when somebody wants it to end.
pub(super) async fn interruption(signals: &mut Signals, cancellation: &Cancellation) -> Infallible {
    signals.next().await;
    cancellation.cancel(Stop::Interrupted);
    pending().await
}

/// Waits until somebody who wants the run to end has waited long enough for a server, or wants it again.
pub(super) async fn impatience(signals: &mut Signals, cancellation: &Cancellation) {
    if !cancellation.is_wanted() {
        signals.next().await;
        cancellation.cancel(Stop::Interrupted);
    }
    tokio::select! {
        () = time::sleep(LAST_MOMENTS) => {}
        () = signals.next() => {}
    }
}

/// Tells how long the run will take.
pub(super) async fn progress(progress: &Progress, standing: &Standing) -> Infallible {
    let mut ticks = time::interval(PACE);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Some(left) = standing.left(Instant::now()) {
            progress.tell(left);
        }
    }
}
