//! Events from elsewhere: a sender that also wakes the window.

use crate::{runtime::Mailbox, wizard::Event};
use std::sync::{
    Arc,
    mpsc::{self, Receiver, SyncSender},
};

/// More events than any run sends between two frames; a sender waits when it is full.
const CAPACITY: usize = 4096;

/// Where events from elsewhere arrive.
pub(super) struct Inbox {
    receiver: Receiver<Event>,
    mailbox: Mailbox,
}

impl Inbox {
    pub(super) fn new(ctx: egui::Context) -> Self {
        let (sender, receiver): (SyncSender<Event>, _) = mpsc::sync_channel(CAPACITY);
        let mailbox: Mailbox = Arc::new(move |event| {
            if sender.send(event).is_ok() {
                ctx.request_repaint();
            }
        });
        Self { receiver, mailbox }
    }

    /// The sending half.
    pub(super) fn mailbox(&self) -> Mailbox {
        Arc::clone(&self.mailbox)
    }

    /// The next event, if there is one.
    pub(super) fn next(&self) -> Option<Event> {
        self.receiver.try_recv().ok()
    }
}
