//! Who has to approve changes: the code owners of the base, and who has which role by its configuration.

use super::versions::Versions;
use crate::config::{CodeOwners, Config, Owners, Service};
use crate::discover::{self, Project};
use crate::evaluate::Approvers;
use crate::finding::Finding;
use crate::policy::{Pack, Rule};
use crate::source::suggest;
use crate::store::{Store as _, WorkTree};
use std::sync::Arc;

/// The approvers by the files of code owners that the base has: for each service the first of those that it looks for.
pub(super) fn read(
    versions: &Versions,
    project: &Project,
    config: &Config,
    findings: &mut Vec<Finding>,
) -> Approvers {
    let held = versions.top();
    let file = |place: &str| held.file(&*held.tip, &held.root.join(place));
    let mut codeowners = Vec::new();
    for service in Service::ALL {
        let mut files = service.places().into_iter().map(file);
        let Some(file) = files.find(|file| held.tip.exists(file)) else { continue };
        match held.tip.bytes(&file) {
            Ok(bytes) => codeowners.push(CodeOwners::parse(&file.shown, bytes, service)),
            Err(fault) => {
                findings.push(fault);
                break;
            }
        }
    }
    let roles = config.owners.iter().map(|owners| (owners.role.clone(), owners.people.clone()));
    let (parting, root) = (Arc::clone(&versions.own.parting), project.root.clone());
    let untouched = move |path: &str| parting.is_same(&WorkTree.file(&root, path));
    Approvers::new(roles, codeowners, discover::below_repository(&project.root), untouched)
}

/// The roles of a configuration that no rule of the pack asks to approve anything.
pub(super) fn unknown_roles(pack: &Pack, config: &Config) -> Vec<Finding> {
    if config.owners.is_empty() {
        return Vec::new();
    }
    let known = || pack.processes().flat_map(|process| &process.rules).filter_map(Rule::approver);
    let unknown = config.owners.iter().filter(|owners| !known().any(|role| role == owners.role));
    let finding = |Owners { role, at, .. }: &Owners| {
        let message = text!(
            sv: "rollen `{role}` ska inte godkänna något enligt regelpaketet",
            en: "by the policy there is nothing that the role `{role}` has to approve",
        );
        let help = match suggest(role, known()) {
            Some(near) => text!(sv: "menade du `{near}`?", en: "did you mean `{near}`?"),
            None => text!(sv: "ta bort rollen ur `owners`", en: "remove the role from `owners`"),
        };
        Finding::error("base/unknown-role", message, at.clone()).with_help(help).incomplete()
    };
    unknown.map(finding).collect()
}
