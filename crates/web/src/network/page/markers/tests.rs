//! What is recognised, and what has to be left alone.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use url::Url;

use super::super::contents::Page;
use super::vacant::{default_page, for_sale, parked, suspended};
use super::*;

type Tested = Result<(), Box<dyn std::error::Error>>;

const STORY: &str = "<p>The bridge was opened on Tuesday by the mayor, twelve years after the old one sank.</p>";

fn page(html: &str) -> Page {
    Page::read(html.as_bytes(), Some("text/html; charset=utf-8"))
}

/// An article of some hundred words, with `machinery` in its head.
fn article(machinery: &str, text: &str) -> Page {
    page(&format!("<title>Bridge opens</title>{machinery}<h1>Bridge opens</h1>{text}{}", STORY.repeat(20)))
}

#[test]
fn headers_of_challenges() -> Tested {
    for (name, value, expected) in [
        ("cf-mitigated", "challenge", true),
        ("CF-Mitigated", "challenge", true),
        ("x-amzn-waf-action", "captcha", true),
        ("x-vercel-mitigated", "deny", true),
        ("cf-mitigated", "log", false),
        ("server", "cloudflare", false),
        ("x-datadome", "protected", false),
    ] {
        let mut headers = HeaderMap::new();
        headers.insert(HeaderName::try_from(name)?, HeaderValue::from_static(value));
        assert_eq!(challenge(&headers, None), expected, "{name}: {value}");
        assert_eq!(challenge(&headers, Some(&article("", ""))), expected, "{name}: {value}");
    }
    Ok(())
}

/// What a challenge's page has, of which one thing is enough, however long the page is.
#[test]
fn machinery_of_challenges() {
    for html in [
        r"<script>(function(){window._cf_chl_opt={cvId: '3',cZone: 'a.example'};}());</script>",
        r#"<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1?ray=1"></script>"#,
        r#"<form id="challenge-form" action="/x?__cf_chl_f_tk=1"><input name="jschl_vc" value="1"></form>
           <div class="cf-browser-verification">"#,
        r#"<script>window.gokuProps = {"key":"AQID"};</script><script src="https://1.token.awswaf.com/1/challenge.js">"#,
        r"<script>var dd={'rt':'c','cid':'A','host':'geo.captcha-delivery.com'}</script>",
        r#"<div id="px-captcha"></div>"#,
        r#"<div id="sec-if-cpt-container" class="x"></div>"#,
        r#"<noscript></noscript><script src="/a?bm-verify=AAQ"></script>"#,
        r#"<iframe id="main-iframe" src="/_Incapsula_Resource?SWUDNSAI=31&incident_id=1"></iframe>"#,
        r#"<script id="anubis_challenge" type="application/json">{"rules":{}}</script>"#,
        r#"<script src="/.within.website/x/cmd/anubis/static/js/main.mjs"></script>"#,
        r#"<meta http-equiv="refresh" content="0;/.well-known/sgcaptcha/?r=%2F">"#,
        "<script>var sucuri_cloudproxy_js='',S='';</script>",
        "<script>var arg1='ABC'; setCookie('acw_sc__v2', x);</script>",
    ] {
        assert!(challenge(&HeaderMap::new(), Some(&page(html))), "{html}");
        assert!(challenge(&HeaderMap::new(), Some(&article(html, ""))), "{html}");
    }
}

#[test]
fn notices_of_firewalls() {
    for html in [
        "<title>Request Rejected</title>The requested URL was rejected. Please consult with your administrator.<br><br>Your support ID is: 123",
        "<title>Pardon Our Interruption</title><h1>Pardon Our Interruption</h1><p>As you were browsing something made us think…</p>",
        "<title>Just a moment...</title><p>Checking your browser before accessing gazette.example.</p>",
        "<h1>Your access to this site has been limited by the site owner</h1>",
        "<title>Making sure you&#39;re not a bot!</title>",
        "<title>Just a moment...</title><span>Enable JavaScript and cookies to continue</span>",
    ] {
        assert!(challenge(&HeaderMap::new(), Some(&page(html))), "{html}");
    }
}

/// Sites behind these products, and articles about them.
#[test]
fn no_challenges() {
    for machinery in [
        // What they put into each page.
        r"<script>(function(){var a=document.createElement('script');a.src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'})()</script>",
        r#"<script src="/cdn-cgi/challenge-platform/h/b/scripts/jsd/1a2b/main.js"></script>"#,
        r#"<script src="https://challenges.cloudflare.com/turnstile/v0/api.js" async></script>"#,
        r#"<script src="https://1.eu-west-1.token.awswaf.com/1/2/challenge.js"></script>"#,
        r#"<script src="https://js.datadome.co/tags.js"></script>"#,
        r"<script>window._pxAppId = 'PX1';</script>",
        r#"<script src="/_Incapsula_Resource?SWJIYLWA=719d34d31c8e3a6e6fffd425f7e032f3"></script>"#,
        r#"<form><div class="g-recaptcha" data-sitekey="1"></div></form>"#,
    ] {
        assert!(!challenge(&HeaderMap::new(), Some(&article(machinery, ""))), "{machinery}");
    }
    for text in [
        "<p>The page said: Checking your browser before accessing the site. Enable JavaScript and cookies to continue.</p>",
        "<pre>window._cf_chl_opt = {}; /cdn-cgi/challenge-platform/ px-captcha captcha-delivery.com</pre>",
        "<!-- _cf_chl_opt --><p>Pardon our interruption</p>",
    ] {
        assert!(!challenge(&HeaderMap::new(), Some(&article("", text))), "{text}");
    }
    for html in ["", "<p>Page not found</p>", "<title>Access</title><p>Moved.</p>"] {
        assert!(!challenge(&HeaderMap::new(), Some(&page(html))), "{html}");
    }
}

/// A script that any page of the site may have means a challenge where there is nothing else.
#[test]
fn sensors_on_bare_pages() {
    for html in [
        r#"<script src="/_Incapsula_Resource?SWJIYLWA=1"></script>"#,
        r#"<p>Verify that you are human</p><script src="https://challenges.cloudflare.com/turnstile/v0/api.js"></script>"#,
        r#"<div class="h-captcha"></div>"#,
    ] {
        assert!(challenge(&HeaderMap::new(), Some(&page(html))), "{html}");
    }
}

#[test]
fn logins() -> Tested {
    const FROM: &str = "https://gazette.example/2004/bridge.html";
    let form = "<form><input name=user><input type=password></form>";
    for (at, html, expected) in [
        ("https://gazette.example/login?next=%2F2004%2Fbridge.html", form, true),
        (
            "https://gazette.example/wp-login.php?redirect_to=https%3A%2F%2Fgazette.example%2F2004%2Fbridge.html",
            form,
            true,
        ),
        ("https://accounts.portal.example/v3/signin", form, true),
        ("https://gazette.example/members", form, true),
        // Its form comes by script.
        ("https://gazette.example/login?next=%2F2004%2Fbridge.html", "<div id=root></div>", true),
        ("https://sso.portal.example/?return=https%253A%252F%252Fgazette.example%252F2004%252Fbridge.html", "", true),
        // The document, elsewhere, with a form in its head.
        ("https://gazette.example/news/bridge", &format!("{form}{}", STORY.repeat(20)), false),
        ("https://gazette.example/login-page-of-bank-forged", &STORY.repeat(20), false),
        ("https://gazette.example/account", "<p>Thanks for all</p>", false),
        // Not redirected.
        (FROM, form, false),
    ] {
        assert_eq!(login(&Url::parse(FROM)?, &Url::parse(at)?, &page(html)), expected, "{at} {html}");
    }
    Ok(())
}

#[test]
fn consents() -> Tested {
    const FROM: &str = "https://news.gazette.example/2004/bridge.html";
    for (from, at, expected) in [
        (FROM, "https://consent.google.com/ml?continue=https://news.gazette.example/", true),
        (FROM, "https://consent.youtube.com/m?continue=x", true),
        (FROM, "https://guce.gazette.example/consent?brandType=nonEu", true),
        (FROM, "https://consent.gazette.example/v2/collectConsent", true),
        (FROM, "https://myprivacy.gazette.example/consent", true),
        (FROM, "https://www.gazette.example/consent", false),
        (FROM, "https://consent.example/", false),
        ("https://consent.gazette.example/about", "https://consent.gazette.example/about/", false),
    ] {
        assert_eq!(consent(&Url::parse(from)?, &Url::parse(at)?), expected, "{at}");
    }
    Ok(())
}

#[test]
fn parked_names() -> Tested {
    let from = Url::parse("http://gazette.example/2004/bridge.html")?;
    for (at, html) in [
        (
            "http://gazette.example/2004/bridge.html",
            r#"<script>window.onload=function(){window.location.href="/lander"}</script>"#,
        ),
        (
            "http://gazette.example/2004/bridge.html",
            r#"<script src="https://www.google.com/adsense/domains/caf.js"></script>"#,
        ),
        (
            "http://gazette.example/2004/bridge.html",
            r#"<img src="https://img1.wsimg.com/parking-lander/static/a.png">"#,
        ),
        ("http://ww1.gazette.example/", r#"<script src="https://d38psrni17bvxu.cloudfront.net/a.js"></script>"#),
        // Who has let it expire can still have it back.
        ("http://gazette.example/", "<p>This domain has expired. gazette.example may be for sale.</p>"),
    ] {
        let (at, page) = (Url::parse(at)?, page(html));
        assert!(parked(&from, &at, &page) && !for_sale(&from, &at, &page), "{at} {html}");
    }
    Ok(())
}

#[test]
fn names_for_sale() -> Tested {
    let from = Url::parse("http://www.gazette.example/2004/bridge.html")?;
    let long = format!("<title>gazette.example is for sale</title>{}", "<p>Why a good name matters.</p>".repeat(99));
    for (at, html) in [
        ("https://www.hugedomains.com/domain_profile.cfm?d=gazette.example", "<p>Hello"),
        ("https://sedo.com/search/details/?domain=gazette.example", ""),
        ("http://gazette.example/", "<title>gazette.example</title><h1>This domain is for sale!</h1>"),
        ("http://gazette.example/", "<h1>gazette.example</h1><p>Diese Domain steht zum Verkauf.</p>"),
        ("http://gazette.example/", "<p>域名出售，请联系</p>"),
        ("http://gazette.example/", "<h1>gazette.example is for sale</h1><p>Buy now for $2,995</p>"),
        ("http://names.example/lot/7", &long),
        ("http://gazette.example/", "<a href='https://dan.com/buy-domain/gazette.example'>Buy</a>"),
    ] {
        let (at, page) = (Url::parse(at)?, page(html));
        assert!(for_sale(&from, &at, &page) && !parked(&from, &at, &page), "{at} {html}");
    }
    assert!(!for_sale(&from, &from, &article("", "<p>gazette.example is for sale, said the page.</p>")));
    assert!(!for_sale(
        &from,
        &from,
        &page("<title>herald.example is for sale</title><p>The Herald is looking for…</p>")
    ));
    assert!(!for_sale(&from, &Url::parse("https://notsedo.com/")?, &page("<p>Bridge</p>")));
    let (old, new) = (Url::parse("https://sedo.com/old")?, Url::parse("https://sedo.com/new")?);
    assert!(!for_sale(&old, &new, &page("<p>Names</p>")));
    Ok(())
}

#[test]
fn suspended_accounts_and_default_pages() -> Tested {
    let at = Url::parse("http://gazette.example/2004/bridge.html")?;
    for html in [
        "<title>Account Suspended</title><h1>Account Suspended</h1><p>Contact your hosting provider for more information.</p>",
        "<h1>This Account has been suspended.</h1>",
        "<title>509 Bandwidth Limit Exceeded</title>",
    ] {
        assert!(suspended(&at, &page(html)) && !default_page(&at, &page(html)), "{html}");
    }
    assert!(suspended(&Url::parse("http://gazette.example/cgi-sys/suspendedpage.cgi")?, &page("")));
    assert!(!suspended(&at, &article("", "<p>The account has been suspended</p>")));
    for html in [
        "<html><body><h1>It works!</h1></body></html>",
        "<title>Apache2 Ubuntu Default Page: It works</title>",
        "<title>Welcome to nginx!</title><h1>Welcome to nginx!</h1><p>If you see this page, the nginx web server is successfully installed and working.",
        "<title>IIS Windows Server</title><img src=iisstart.png>",
        "<title>Web Server's Default Page</title>",
        "<title>Test Page for the HTTP Server on Fedora</title>",
    ] {
        assert!(default_page(&at, &page(html)) && !suspended(&at, &page(html)), "{html}");
    }
    assert!(default_page(&Url::parse("http://gazette.example/cgi-sys/defaultwebpage.cgi")?, &page("")));
    assert!(!default_page(&at, &article("<title>Welcome to nginx</title>", "<p>It works!</p>")));
    assert!(!default_page(&at, &page("<h1>It works! says the mayor</h1>")));
    Ok(())
}
