//! Building blocks of screens: they paint what they are given and answer with plain responses.
//!
//! Every block can be reached by keyboard, has an accessible name and wraps at any width. None decides anything,
//! keeps anything but its own openness, or reaches outside the window; copying goes through egui's clipboard.
//!
//! What is remembered between frames (focus, openness, "Copied") is remembered by label: where one label stands twice
//! on a page, wrap each in [`egui::Ui::push_id`].

mod banner;
mod button;
mod chip;
mod choice;
mod code;
mod compare;
mod disclosure;
mod field;
mod finding;
mod focus;
mod frame;
mod org;
mod page;
mod plan;
mod progress;
mod row;
mod stepper;
mod task;
mod term;
mod value;

pub use self::{
    banner::{Banner, EmptyState},
    button::{PushButton, danger_button, link_button, primary_button, secondary_button},
    chip::{Chip, Status, status_chip},
    choice::{Choice, checkbox, combo, radio_cards, toggle},
    code::code_block,
    compare::{Compared, compare_rows},
    disclosure::{disclosure, disclosure_about, disclosure_held},
    field::{SecretField, TextField},
    finding::{FindingCard, Severity},
    frame::{card, card_toned, sunken},
    org::{Direction, OrgLabel, Side, org_badge},
    page::{
        actions, chips, footer, heading, page, page_header, paragraph, question_title, rail, rail_label,
        section_label, side_panel, top_bar,
    },
    plan::{Change, PlanRow},
    progress::progress_row,
    stepper::{NavItem, Step, StepState, nav_item, stepper},
    task::TaskRow,
    term::term,
    value::{copy_row, copy_row_of, room_for, value_row},
};
