//! What a page is made of, where readers do not see it: the values of attributes, and scripts.
//!
//! An article about a product has the product's name in its text. Only the product's own pages have its machinery.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use memchr::memmem;

/// What was found in a page.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Machinery {
    /// What only challenges have.
    pub challenge: bool,
    /// What challenges have, and ordinary pages of the same sites as well.
    pub sensor: bool,
    /// What only pages of parked names have.
    pub parking: bool,
    /// What only offers of names have.
    pub offer: bool,
}

/// What a marker stands for.
#[derive(Clone, Copy)]
enum MarkerKind {
    Challenge,
    Sensor,
    Parking,
    Offer,
}

use MarkerKind::{Challenge, Offer, Parking, Sensor};

/// In lower case.
const MARKERS: [(&str, MarkerKind); 56] = [
    // Cloudflare, "Challenges: how they work" and the source of its challenge pages, old and new.
    (CLOUDFLARE, Challenge),
    ("_cf_chl_opt", Challenge),
    ("cf_chl_prog", Challenge),
    ("jschl_vc", Challenge),
    ("jschl-answer", Challenge),
    ("cf-browser-verification", Challenge),
    ("cf-challenge-running", Challenge),
    // Its widget, which forms for comments have too.
    ("challenges.cloudflare.com/turnstile", Sensor),
    // AWS WAF, "How AWS WAF uses tokens": the interstitial, and the script that applications may load.
    ("window.gokuprops", Challenge),
    ("awswafcookiedomainlist", Challenge),
    (".token.awswaf.com", Sensor),
    (".captcha.awswaf.com", Sensor),
    // DataDome: the host of its device check and CAPTCHA. Ordinary pages load js.datadome.co.
    ("captcha-delivery.com", Challenge),
    // HUMAN (PerimeterX), "Block page customization".
    ("px-captcha", Challenge),
    ("captcha.px-cdn.net", Challenge),
    ("captcha.px-cloud.net", Challenge),
    ("_pxappid", Sensor),
    // Akamai Bot Manager: crypto and interstitial challenges; its page for requests that are refused.
    ("/_sec/cp_challenge/", Challenge),
    ("sec-if-cpt-container", Challenge),
    ("triggerinterstitialchallenge", Challenge),
    ("bm-verify=", Challenge),
    ("errors.edgesuite.net", Sensor),
    // Imperva (Incapsula): the frame of an incident. The resource alone is the sensor of every page.
    ("_incapsula_resource?swudnsai", Challenge),
    ("incapsula incident id", Challenge),
    ("_incapsula_resource", Sensor),
    // DDoS-Guard.
    ("/.well-known/ddos-guard/js-challenge", Challenge),
    ("/.well-known/ddos-guard/", Sensor),
    ("check.ddos-guard.net", Sensor),
    // Anubis (TecharoHQ/anubis, web/index.templ).
    ("/.within.website/x/cmd/anubis/", Challenge),
    ("anubis_challenge", Challenge),
    // Sucuri's firewall sets a cookie by script.
    ("sucuri_cloudproxy_js", Challenge),
    // SiteGround sends its visitors to a CAPTCHA by a refresh.
    ("/.well-known/sgcaptcha/", Challenge),
    // Fastly, "Client challenges".
    ("/_fs-ch-", Challenge),
    // Alibaba Cloud's firewall sets this cookie by script.
    ("acw_sc__v2", Challenge),
    // Kasada, F5 and Qrator, whose scripts are on ordinary pages too.
    ("kpsdk", Sensor),
    ("bobcmn", Sensor),
    ("/__qrator/", Sensor),
    // The widgets of CAPTCHA services, which forms have too.
    ("g-recaptcha", Sensor),
    ("h-captcha", Sensor),
    ("smart-captcha", Sensor),
    // Hosts that serve parked names and nothing else.
    ("sedoparking.com", Parking),
    ("parkingcrew.net", Parking),
    ("bodiscdn.com", Parking),
    ("parklogic.com", Parking),
    ("parking-lander", Parking),
    ("fastpark.net", Parking),
    ("cashparking.com", Parking),
    ("domainsponsor.com", Parking),
    ("uniregistry.com/domain", Offer),
    ("hugedomains.com/domain_profile", Offer),
    ("afternic.com/forsale/", Offer),
    ("dan.com/buy-domain/", Offer),
    ("sedo.com/search/details", Offer),
    // ParkingCrew's pictures.
    ("d38psrni17bvxu.cloudfront.net", Parking),
    // Google's advertisements for parked names.
    ("google.com/adsense/domains/caf.js", Parking),
    // GoDaddy's page has nothing but this.
    ("window.location.href=\"/lander\"", Parking),
];

/// Cloudflare puts scripts beneath this path into ordinary pages as well: `…/scripts/…`, also behind `h/b/`
/// (JavaScript Detections). What is anywhere else is a challenge.
const CLOUDFLARE: &str = "/cdn-cgi/challenge-platform/";

/// `None` if the table cannot be compiled, which the tests would show.
static AUTOMATON: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let texts = MARKERS.iter().map(|(text, _)| text);
    AhoCorasick::builder().ascii_case_insensitive(true).match_kind(MatchKind::LeftmostLongest).build(texts).ok()
});

impl Machinery {
    /// Takes in the value of an attribute, or a script.
    pub(super) fn look_at(&mut self, text: &[u8]) {
        let Some(automaton) = AUTOMATON.as_ref() else { return };
        for found in automaton.find_iter(text) {
            let (marker, sign) = MARKERS[found.pattern().as_usize()];
            match sign {
                Challenge if marker == CLOUDFLARE && is_detection(&text[found.end()..]) => {}
                Challenge => self.challenge = true,
                Sensor => self.sensor = true,
                Parking => self.parking = true,
                Offer => self.offer = true,
            }
        }
    }
}

/// Whether what follows [`CLOUDFLARE`] is a script that ordinary pages have.
fn is_detection(rest: &[u8]) -> bool {
    /// That of `h/b/scripts/`, with room for another letter.
    const WITHIN: usize = 16;
    memmem::find(rest.get(..WITHIN).unwrap_or(rest), b"scripts/").is_some()
}
