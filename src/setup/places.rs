//! Where an archive lies for whoever reads a report: findings have paths from its root, and readers are elsewhere.

use std::path::Path;

use newslint_model::tree::git;

/// Where the archive's root is, seen from other folders.
#[derive(Debug)]
pub struct Places {
    /// From the top of the repository to the root: empty, or folders that each end in a slash.
    prefix: String,
    here: Here,
    /// What a path from the repository's top follows in the URL of its page.
    online: Option<String>,
}

/// Where the working folder is.
#[derive(Debug)]
enum Here {
    /// Where what stands before a path from the root makes it one from here.
    Outside(String),
    /// In this folder of the archive.
    Within(String),
}

impl Places {
    /// Those of the archive at `root`, for somebody in `here`; both are absolute and without symbolic links.
    pub fn new(root: &Path, here: &Path) -> Places {
        let prefix = git::top(root).and_then(|top| below(root, top));
        let here = match (below(root, here), below(here, root)) {
            (Some(prefix), _) => Here::Outside(prefix),
            (_, Some(folder)) => Here::Within(folder),
            _ => Here::Outside(format!("{}/", root.to_string_lossy().trim_end_matches('/'))),
        };
        Places { prefix: prefix.unwrap_or_default(), here, online: None }
    }

    /// The same, of a repository whose files can be read on the web at what follows such a URL.
    #[must_use]
    pub fn online(self, base: Option<String>) -> Places {
        Places { online: base, ..self }
    }

    /// What a path from the repository's top follows in the URL of its page, if there are such pages.
    pub fn web(&self) -> Option<&str> {
        self.online.as_deref()
    }

    /// From the top of the repository to the root: empty, or folders that each end in a slash.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// A path from the root as one from the top of the repository.
    pub fn from_top(&self, path: &str) -> String {
        if leads_out(path) { path.to_owned() } else { format!("{}{path}", self.prefix) }
    }

    /// A path from the root as one from the working folder.
    pub fn from_here(&self, path: &str) -> String {
        match &self.here {
            _ if leads_out(path) => path.to_owned(),
            Here::Outside(prefix) => format!("{prefix}{path}"),
            Here::Within(folder) => {
                let (mut folder, mut path) = (folder.as_str(), path);
                while let (Some((name, inner)), Some((other, rest))) = (folder.split_once('/'), path.split_once('/')) {
                    if name != other {
                        break;
                    }
                    (folder, path) = (inner, rest);
                }
                format!("{}{path}", "../".repeat(folder.matches('/').count()))
            }
        }
    }
}

/// The way down from `top` to `folder`: folders that each end in a slash.
fn below(folder: &Path, top: &Path) -> Option<String> {
    let names = folder.strip_prefix(top).ok()?.components();
    Some(names.map(|name| format!("{}/", name.as_os_str().to_string_lossy())).collect())
}

/// Whether it is the path of something outside of the archive, as somebody named it.
fn leads_out(path: &str) -> bool {
    path.starts_with('/') || path.starts_with("../")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_from_the_working_folder() {
        let seen = |root: &str, here: &str| {
            let places = Places::new(Path::new(root), Path::new(here));
            ["index.md", "news/2021/05/3/a.md", "../b.md", "/b.md"].map(|path| places.from_here(path))
        };
        let here = |paths: [&'static str; 2]| [paths[0], paths[1], "../b.md", "/b.md"];
        assert_eq!(seen("/a/b", "/a/b"), here(["index.md", "news/2021/05/3/a.md"]));
        assert_eq!(seen("/a/b", "/a"), here(["b/index.md", "b/news/2021/05/3/a.md"]));
        assert_eq!(seen("/a/b", "/"), here(["a/b/index.md", "a/b/news/2021/05/3/a.md"]));
        assert_eq!(seen("/a/b", "/a/b/news"), here(["../index.md", "2021/05/3/a.md"]));
        assert_eq!(seen("/a/b", "/a/b/news/2021/06"), here(["../../../index.md", "../05/3/a.md"]));
        assert_eq!(seen("/a/b", "/a/c"), here(["/a/b/index.md", "/a/b/news/2021/05/3/a.md"]));
        assert_eq!(seen("/", "/a"), here(["../index.md", "../news/2021/05/3/a.md"]));
    }
}
