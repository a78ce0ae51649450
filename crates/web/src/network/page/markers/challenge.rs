//! Pages that ask for proof that we are a person, or that a firewall shows instead of the site.

use reqwest::header::HeaderMap;

use super::super::contents::Page;
use super::vacant::is_notice;

/// Headers by which a page says so, from the documentation of Cloudflare ("Detect a Challenge Page response"), AWS WAF
/// ("CAPTCHA and Challenge action behavior") and Vercel ("Attack Challenge Mode").
const HEADERS: [(&str, &str); 5] = [
    ("cf-mitigated", "challenge"),
    ("x-amzn-waf-action", "challenge"),
    ("x-amzn-waf-action", "captcha"),
    ("x-vercel-mitigated", "challenge"),
    ("x-vercel-mitigated", "deny"),
];

/// What firewalls say on pages of a few words, whatever their status.
const NOTICES: [&str; 12] = [
    // Cloudflare.
    "checking your browser before accessing",
    "enable javascript and cookies to continue",
    // F5 BIG-IP, with status 200.
    "the requested url was rejected please consult with your administrator",
    // Imperva.
    "pardon our interruption",
    "request unsuccessful incapsula incident id",
    // Wordfence, with status 503.
    "your access to this site has been limited by the site owner",
    "your access to this service has been limited",
    // Imunify360 and its kind.
    "please wait while your request is being verified",
    // Anubis.
    "making sure you're not a bot",
    // Vercel.
    "vercel security checkpoint",
    // Google, at /sorry/.
    "our systems have detected unusual traffic from your computer network",
    "ddos guard checking your browser",
];

/// The most words of a page on which a sensor means a challenge. A page that says no more than that it found nothing has
/// them as well, but it has the site's menus too.
const BARE: usize = 50;

/// Whether an answer is a challenge. `page` is its body, if that is HTML.
pub(in crate::network) fn challenge(headers: &HeaderMap, page: Option<&Page>) -> bool {
    let is_said = HEADERS.iter().any(|&(name, value)| headers.get(name).is_some_and(|found| found == value));
    is_said || page.is_some_and(is_challenge)
}

fn is_challenge(page: &Page) -> bool {
    page.machinery.challenge || (page.machinery.sensor && page.words.len() <= BARE) || is_notice(page, &NOTICES)
}
