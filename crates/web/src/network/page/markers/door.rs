//! Pages that stand before a document: a login, a consent.

use percent_encoding::percent_decode_str;
use url::Url;

use super::super::contents::Page;
use super::super::words::words;

/// Parts of paths that are for logging in.
const LOGIN_PATHS: [&str; 24] = [
    "account", "accounts", "auth", "authenticate", "authorize", "cas", "connexion", "iniciar-sesion", "inloggen",
    "log-in", "log_in", "login", "logon", "membership", "oauth", "oauth2", "openid-connect", "registration", "saml",
    "saml2", "sign-in", "sign_in", "signin", "sso",
];

/// First labels of hosts that are for logging in.
const LOGIN_HOSTS: [&str; 10] =
    ["account", "accounts", "auth", "id", "identity", "idp", "login", "secure-login", "signin", "sso"];

/// The most words of a page that is nothing but a form.
const FORM: usize = 120;

/// Whether a visit of `from` that was redirected to `at` ended before a form that asks for a name and a password.
///
/// Articles have such forms in their heads, so the form alone is none: the URL has to say so, or the page has to have
/// nothing else.
pub(in crate::network) fn login(from: &Url, at: &Url, page: &Page) -> bool {
    if from == at {
        return false;
    }
    let is_named = is_login(at) && !is_login(from);
    (page.has_password && (is_named || page.words.len() <= FORM)) || (is_named && leads_back(at, from))
}

fn is_login(url: &Url) -> bool {
    let host = url.host_str().and_then(|host| host.split('.').next()).unwrap_or_default();
    let is_known = |segment: &str| {
        let segment = segment.to_ascii_lowercase();
        let stem = segment.split('.').next().unwrap_or_default();
        let stem = stem.strip_prefix("wp-").or_else(|| stem.strip_prefix("user-")).unwrap_or(stem);
        LOGIN_PATHS.contains(&stem)
    };
    LOGIN_HOSTS.contains(&host) || url.path_segments().is_some_and(|mut segments| segments.any(is_known))
}

/// Whether the query says where to go on afterwards: back to the document.
fn leads_back(at: &Url, from: &Url) -> bool {
    let path = from.path().trim_end_matches('/');
    let query = percent_decode_str(at.query().unwrap_or_default()).decode_utf8_lossy();
    path.len() > 1
        && percent_decode_str(&query).decode_utf8_lossy().contains(&*percent_decode_str(path).decode_utf8_lossy())
}

/// The words of pages that ask for consent, in the languages of those who have to.
const CONSENT: &str = "cookie cookies consent privacy partners vendors purposes personal personalised personalized data \
    device identifiers ads advertising measurement insights accept agree reject decline manage settings preferences \
    withdraw legitimate interest store access information \
    einwilligung datenschutz partner zwecke zustimmen ablehnen akzeptieren einstellungen personenbezogene daten werbung \
    consentement confidentialité partenaires accepter refuser continuer données personnelles publicité paramètres \
    privacidad socios aceptar rechazar datos personales publicidad consentimiento configuración \
    consenso riservatezza accetta rifiuta dati personali pubblicità toestemming accepteren weigeren instellingen gegevens \
    privacidade parceiros aceitar rejeitar dados pessoais consentimento";

/// The words without which no page asks for consent.
const CONSENT_TO: &str = "cookie cookies consent einwilligung consentement consentimiento consenso toestemming";

/// The most words of a page that only asks for consent, with an imprint.
const CONSENT_PAGE: usize = 400;

/// Of how many words on such a page one is of them, at most, and how many of them are different, at least.
const CONSENT_SHARE: usize = 4;
const CONSENT_FEWEST: usize = 6;

/// Whether a page does nothing but ask for consent. Documents have banners that do so as well, and some are about it, as
/// their `titles` say.
pub(in crate::network) fn asks_consent(page: &Page, titles: &[String]) -> bool {
    if page.words.len() > CONSENT_PAGE {
        return false;
    }
    let hashes = |text: &str| words(text).iter().map(|word| word.hash()).collect::<Vec<u32>>();
    let (vocabulary, needed) = (hashes(CONSENT), hashes(CONSENT_TO));
    let is_about = || titles.iter().any(|title| hashes(title).iter().any(|hash| needed.contains(hash)));
    let mut found: Vec<u32> =
        page.words.iter().map(|word| word.hash()).filter(|hash| vocabulary.contains(hash)).collect();
    let count = found.len();
    found.sort_unstable();
    found.dedup();
    count * CONSENT_SHARE >= page.words.len()
        && found.len() >= CONSENT_FEWEST
        && found.iter().any(|hash| needed.contains(hash))
        && !is_about()
}

/// First labels of hosts that ask for consent and do nothing else: Google's and YouTube's `consent.`, Yahoo's `guce.` and
/// those of the sites that it owned, DPG Media's `myprivacy.` and `privacy-gate.`, and what providers of consent tell
/// their customers to set up.
const CONSENT_LABELS: [&str; 8] =
    ["cmp", "consent", "consents", "cookieconsent", "guce", "myprivacy", "privacy-gate", "privacygate"];

/// Whether a visit that was redirected to `at` ended on a host that asks for consent.
pub(in crate::network) fn consent(from: &Url, at: &Url) -> bool {
    let is_consent = |url: &Url| {
        let host = url.host_str().unwrap_or_default();
        host.split_once('.').is_some_and(|(label, rest)| CONSENT_LABELS.contains(&label) && rest.contains('.'))
    };
    is_consent(at) && !is_consent(from)
}
