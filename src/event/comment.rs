//! HTML comments that are blocks of their own.

/// Tells which lines are part of such a comment (CommonMark 4.6, kind 2), to be asked line after line.
#[derive(Default)]
pub struct CommentLines {
    is_open: bool,
}

impl CommentLines {
    /// Whether `line`, without white space around it, is part of a comment.
    pub fn hold(&mut self, line: &str) -> bool {
        let is_part = self.is_open || line.starts_with("<!--");
        if is_part {
            self.is_open = !line.contains("-->");
        }
        is_part
    }
}
