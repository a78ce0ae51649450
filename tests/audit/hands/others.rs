//! New owners of other trades, also of honest ones.

use super::{
    Reply, Request, STORIES, are_found, are_found_from, domain, domain_of, front, not_found, page, page_in, paper,
    story,
};

pub fn pharmacy() -> Reply {
    page(
        "Canadian pharmacy without prescription",
        "<p>Order viagra, cialis and levitra from a trusted pharmacy. No prescription is needed, and delivery is discreet. \
         Generic sildenafil and tadalafil pills at the lowest price, tramadol and xanax by courier. Ask our doctor about \
         the right dosage. Bonus pills come with each order, and a second parcel is sent if the first one is \
         lost.</p>",
    )
}

fn shop() -> Reply {
    page_in(
        "ja",
        "激安通販 ブランド品 送料無料",
        "<p>人気の腕時計、財布、バッグを激安価格で販売しています。全品送料無料、即日発送、返品も可能です。新作が続々入荷、\
         お買い得なセールは今週末まで。会員登録で次回から使える割引券を進呈します。お問い合わせは電子メールでどうぞ。</p>",
    )
}

pub fn coins() -> Reply {
    page(
        "Grow your coins while you sleep",
        "<h1>Trade smarter</h1><p>Our engine buys low and sells high on forty exchanges at once, day and night. Deposit from \
         ten dollars, watch your wallet grow, withdraw whenever you like. More than ninety thousand investors trust \
         the signals of our analysts. Open an account in two minutes, no papers needed, and get the first week for \
         nothing.</p>",
    )
}

fn adult() -> Reply {
    page(
        "Hot singles near you",
        "<h1>Meet them tonight</h1><p>Thousands of lonely people in your town are waiting for a message. Browse their photos, \
         chat on camera, and find somebody who wants the same as you. You have to be over eighteen. Free to join, no \
         strings attached, discreet on your bill. Tell us what you like and whom you are looking for, and see who \
         answers first.</p>",
    )
}

fn links() -> Reply {
    let link = |words: &str| format!("<li><a href=https://{}.example/>{words}</a>", words.split(' ').next().unwrap());
    let of =
        ["cheap car insurance quotes", "payday loans without papers", "roof repair near me", "essay writing service"];
    let more =
        ["replica watches wholesale", "weight loss tea reviews", "forklift rental prices", "best vacuum cleaners"];
    let links: String = of.iter().chain(&more).map(|words| link(words)).collect();
    let tail = "<p>Browse our directory of selected offers, sorted by topic and updated by our editors each week.</p>";
    page("Directory of offers", &format!("<ul>{}</ul>{}", links.repeat(3), tail.repeat(3)))
}

/// An honest firm that has bought a name.
fn dentist() -> Reply {
    page(
        "Bright Smile Dental Care",
        "<h1>Dentistry for the whole family</h1><p>Our practice has cared for teeth since the days of our founder, and we \
         still take the time to explain each step. Come for a cleaning, a crown, or a second opinion on braces. Our \
         hygienists are gentle with children and patient with those who fear the drill. Parking is behind the \
         house.</p><h2>Services</h2><p>Fillings, implants, whitening, root canals, dentures, and emergency visits on \
         weekends. We work with all insurers and offer plans for payment in small parts.</p><h2>Visit us</h2><p>Open \
         from Monday to Friday, mornings and afternoons, and on Saturdays by appointment. Ring the bell twice. Our \
         receptionist will find you a time that suits you and your family, and send a reminder the day before.</p>",
    )
}

fn only(request: &Request<'_>, reply: impl Fn() -> Reply) -> Reply {
    if request.is_story() { reply() } else { not_found() }
}

#[test]
fn one_page_of_any_trade() {
    are_found(&[
        domain("ellerygazette.example", |request| only(request, shop)),
        domain("kestrelherald.example", |request| only(request, pharmacy)),
        domain("ondinepost.example", |request| only(request, coins)),
        domain("marrowradio.example", |request| only(request, adult)),
        domain("osmundtimes.example", |_| links()),
        domain("taviastar.example", |_| dentist()),
        domain("harbourecho.example", |request| if request.path == "/" { dentist() } else { Reply::redirect("/") }),
        domain("saltbeacon.example", |_| pharmacy()),
    ]);
}

/// A blog that keeps the old addresses, at each another text.
fn blog(path: &str) -> Reply {
    let (title, text) = match STORIES.iter().position(|story| *story == path) {
        Some(0) => (
            "Ten tips for a tidy garage",
            "Hooks are your friends. Hang what hangs, stack what stacks, and label the \
             boxes before you close them. Paint is best kept where it cannot freeze, and tyres want shade. Ask a \
             neighbour to help with the freezer, which nobody should lift alone, whatever the videos say about it.",
        ),
        Some(1) => (
            "Why your cat stares at walls",
            "Their ears hear mice where ours hear nothing. A wall is a theatre of \
             pipes, insects and settling beams, and your pet has a season ticket. Worry only when she also stops \
             eating or walks in circles. A vet can rule out the rare causes within an afternoon and for little.",
        ),
        Some(2) => (
            "Choosing a mattress in five steps",
            "Lie down in the shop for as long as they let you. Bring your own \
             pillow. Side sleepers want it softer at the shoulder, and heavy people firmer all over. Ask how \
             returns work, because no one knows after ten minutes how a back feels after ten nights on springs.",
        ),
        Some(3) => (
            "The art of slow coffee",
            "Grind late and coarse. Pour in circles, wait for the bloom, pour again, and do \
             not read your messages meanwhile. Paper filters take out what cloth lets through. Water just off the \
             boil is right for most beans, cooler for dark ones, and never twice from the same kettle, some say.",
        ),
        _ => (
            "Sourdough for busy people",
            "Feed the jar before bed and it will forgive you everything. Fold the dough \
             when you pass the kitchen, four times is plenty. A hot pot with a lid does what a steam oven does. Let \
             the loaf cool, though nobody ever does, and slice it with a long knife that has seen some years.",
        ),
    };
    page(&format!("{title} – Home Corner"), &format!("<h1>{title}</h1><p>{text}</p><p>Posted by admin</p>"))
}

#[test]
fn other_contents_at_the_old_addresses() {
    const TWO: [&str; 2] = ["/2004/08/crossing.html", "/news.php?id=77"];
    are_found_from(
        14,
        &[
            domain("ellerygazette.example", |request| match request.path {
                _ if !request.is_story() => not_found(),
                path if request.day >= 14 => blog(path),
                path => paper("Ellery Gazette", path),
            }),
            domain_of("kestrelherald.example", &TWO, |request| match request.path {
                _ if !request.is_story() => not_found(),
                _ if request.day >= 14 => shop(),
                path => paper("Kestrel Herald", path),
            }),
            domain("taviastar.example", |request| match request.path {
                _ if request.day >= 14 => dentist(),
                "/" => front("Tavia Star"),
                path if request.is_story() => page(story(path).0, &format!("<p>Tavia Star</p>{}", story(path).1)),
                _ => not_found(),
            }),
        ],
    );
}
