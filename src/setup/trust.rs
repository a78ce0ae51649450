//! Whose word opens the network.
//!
//! Where a change is checked, its own configuration is part of what is checked: it cannot say which addresses may be asked,
//! with which headers, and whose answers count. That says the state before it, or the command line.

use super::archive::Setup;
use newslint_linter::config::{self, Audit, Links};
use newslint_model::tree::Tree;

impl Setup {
    /// Takes what is said of the network from the configuration in another tree, or from none. Gives the names of the
    /// settings that were others.
    pub fn trust(&mut self, tree: Option<&dyn Tree>) -> Vec<&'static str> {
        let trusted = tree.and_then(|tree| config::network(tree, &self.root));
        let (links, audit) = trusted.unwrap_or_else(|| config::closed(&self.root));
        let links = Links { verdicts: self.links.verdicts.clone(), ..links };
        let (store, vantage) = (self.audit.store.clone(), self.audit.vantage.clone());
        let audit = Audit { store, vantage, ..audit };
        let others = [
            ("links.timeout", links.timeout != self.links.timeout),
            ("links.concurrency", links.concurrency != self.links.concurrency),
            ("links.allow-private", links.allow_private != self.links.allow_private),
            ("[[hosts]]", links.hosts != self.links.hosts),
            ("[audit]", audit != self.audit),
        ];
        (self.links, self.audit) = (links, audit);
        others.into_iter().filter(|(_, is_other)| *is_other).map(|(name, _)| name).collect()
    }
}
