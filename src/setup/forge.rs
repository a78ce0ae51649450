//! Where the files of a repository can be read on the web.

use super::archive::Setup;
use newslint_model::tree::git;

/// Forges that show any repository's files in the same way, and at `HEAD` those of its main branch.
const FORGES: [(&str, &str); 2] = [("github.com", "blob/HEAD"), ("gitlab.com", "-/blob/HEAD")];

impl Setup {
    /// What a path from the repository's top follows in the URL of a file's page, with a slash at its end: as the
    /// configuration says it, else a GitHub workflow's environment, else the remote `origin`.
    pub fn repository_url(&self) -> Option<String> {
        let configured = self.audit.repository.as_ref().map(|base| format!("{base}/"));
        configured.or_else(of_workflow).or_else(|| of_remote(&git::origin(&self.root)?))
    }
}

/// With the commit that was checked out, so that lines stay what they are.
fn of_workflow() -> Option<String> {
    let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let [server, repository, commit] = ["GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_SHA"].map(variable);
    let (server, repository, commit) = (server?, repository?, commit?);
    server.starts_with("https://").then(|| format!("{server}/{repository}/blob/{commit}/"))
}

/// Of a remote's URL nothing is taken but the names of a forge, an owner and a repository: whatever else there is may
/// be secret.
fn of_remote(remote: &str) -> Option<String> {
    let rest = ["https://", "ssh://", "git://"].iter().find_map(|scheme| remote.strip_prefix(scheme));
    let (authority, path) = match rest {
        Some(rest) => rest.split_once('/')?,
        // As scp has it: `git@github.com:owner/repository.git`.
        None => remote.split_once(':')?,
    };
    let host = authority.rsplit('@').next()?;
    let (_, tree) = FORGES.iter().find(|(forge, _)| host.eq_ignore_ascii_case(forge))?;
    let path = path.trim_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path);
    let is_name = |name: &str| {
        !matches!(name, "" | "." | "..") && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
    };
    let is_path = path.contains('/') && path.split('/').all(is_name);
    is_path.then(|| format!("https://{}/{path}/{tree}/", host.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_remote_only_the_forge_and_the_repository_are_taken() {
        let desk = "https://github.com/desk/news/blob/HEAD/";
        for (remote, expected) in [
            ("https://github.com/desk/news.git", Some(desk)),
            ("https://github.com/desk/news/", Some(desk)),
            ("https://GitHub.com/desk/news", Some(desk)),
            ("https://x-access-token:ghs_secret@github.com/desk/news.git", Some(desk)),
            ("https://ghp_secret@github.com/desk/news", Some(desk)),
            ("git@github.com:desk/news.git", Some(desk)),
            ("ssh://git@github.com/desk/news.git", Some(desk)),
            ("https://gitlab.com/desk/archive/news.git", Some("https://gitlab.com/desk/archive/news/-/blob/HEAD/")),
            ("https://github.com/desk/news?token=secret", None),
            ("https://github.com/desk/ne%77s", None),
            ("https://github.com/desk/../news", None),
            ("https://github.com/desk", None),
            ("https://github.com.evil.example/desk/news", None),
            ("https://forge.example/desk/news", None),
            ("https://evil.example/@github.com/desk/news", None),
            ("javascript:alert(1)//github.com/desk/news", None),
            ("http://github.com/desk/news", None),
            ("../news", None),
            ("/srv/git/news.git", None),
            ("", None),
        ] {
            assert_eq!(of_remote(remote).as_deref(), expected, "{remote}");
        }
    }
}
