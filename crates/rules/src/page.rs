//! Reads a Markdown page as far as rules need it: the title, sections, fenced blocks, and the prose between.

use crate::error::{PageError, PageProblem};

/// A fenced block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    /// What stands behind the fence, for instance `csv facts:apk_permission`.
    pub(crate) info: String,
    /// The line of its first line of text, from 1.
    pub(crate) line: usize,
    /// Its text, with a line feed after each line.
    pub(crate) text: String,
}

/// A part of a page under a `##` heading; the first part has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Section {
    /// The heading; empty for the first part.
    pub(crate) heading: String,
    /// The line of the heading, from 1.
    pub(crate) line: usize,
    /// The text outside blocks.
    pub(crate) prose: String,
    /// The blocks.
    pub(crate) blocks: Vec<Block>,
}

/// A page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Page {
    /// The text of the first line, behind `# `.
    pub(crate) title: String,
    /// The parts; there is always the first.
    pub(crate) sections: Vec<Section>,
}

impl Page {
    pub(crate) fn parse(path: &str, text: &str) -> Result<Self, PageError> {
        let error = |line, problem| PageError {
            path: path.to_owned(),
            line,
            problem,
        };
        let title = text
            .lines()
            .next()
            .and_then(|line| line.strip_prefix("# "))
            .ok_or_else(|| error(1, PageProblem::NoTitle))?;
        let mut sections = Vec::new();
        let mut section = Section {
            heading: String::new(),
            line: 1,
            prose: String::new(),
            blocks: Vec::new(),
        };
        let mut lines = (1..).zip(text.lines()).skip(1);
        while let Some((number, line)) = lines.next() {
            if let Some(info) = line.strip_prefix("```") {
                let mut block = Block {
                    info: info.trim().to_owned(),
                    line: number + 1,
                    text: String::new(),
                };
                loop {
                    match lines.next() {
                        Some((_, line)) if line.trim_end() == "```" => break,
                        Some((_, line)) => {
                            block.text.push_str(line);
                            block.text.push('\n');
                        }
                        None => return Err(error(number, PageProblem::OpenFence)),
                    }
                }
                section.blocks.push(block);
            } else if let Some(heading) = line.strip_prefix("## ") {
                let next = Section {
                    heading: heading.trim().to_owned(),
                    line: number,
                    prose: String::new(),
                    blocks: Vec::new(),
                };
                sections.push(std::mem::replace(&mut section, next));
            } else {
                section.prose.push_str(line);
                section.prose.push('\n');
            }
        }
        sections.push(section);
        for section in &mut sections {
            section.prose = section.prose.trim().to_owned();
        }
        Ok(Self {
            title: title.trim().to_owned(),
            sections,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_know_their_lines() {
        let page = Page::parse(
            "p",
            "# Title\n\n```toml rule\na = 1\n```\nprose\n\n## Part\n```csv\n# not a heading\n## nor this\n```\n",
        )
        .unwrap();
        assert_eq!(page.title, "Title");
        assert_eq!(page.sections.len(), 2);
        assert_eq!(page.sections[0].prose, "prose");
        assert_eq!(page.sections[0].blocks[0].info, "toml rule");
        assert_eq!(page.sections[0].blocks[0].line, 4);
        assert_eq!(page.sections[1].heading, "Part");
        assert_eq!(
            page.sections[1].blocks[0].text,
            "# not a heading\n## nor this\n"
        );
    }

    #[test]
    fn an_open_fence_and_a_missing_title_are_errors() {
        let error = Page::parse("p", "# T\n\n```sql\nSELECT\n").unwrap_err();
        assert_eq!((error.line, error.problem), (3, PageProblem::OpenFence));
        let error = Page::parse("p", "no title\n").unwrap_err();
        assert_eq!(error.problem, PageProblem::NoTitle);
    }
}
