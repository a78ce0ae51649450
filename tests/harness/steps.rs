//! The scripts in workflows.

/// What the first step of that name runs, in the text of a workflow.
pub fn step(workflow: &str, name: &str) -> String {
    let (_, step) = workflow.split_once(&format!("- name: {name}\n")).expect(name);
    let (_, command) = step.split_once(" run: ").expect(name);
    match command.strip_prefix("|\n") {
        None => command.lines().next().unwrap().to_owned(),
        Some(block) => {
            let indent = block.len() - block.trim_start().len();
            let lines = block.lines().take_while(|line| line.len() - line.trim_start().len() >= indent);
            lines.map(|line| format!("{}\n", &line[indent..])).collect()
        }
    }
}
