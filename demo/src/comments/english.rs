//! What English-speaking customers write.

use super::{Theme, Voice};

pub(super) const VOICE: Voice = Voice {
    openers: &["Hi.", "Hello,", "Feedback:", "Honestly:"],
    closers_good: &["{Thanks|Thank you|Many thanks}!", "Keep it up!", "Would recommend.", "This is how service should be."],
    closers_bad: &[
        "Please {fix this|sort this out}.",
        "I am thinking of switching provider.",
        "Not good enough.",
        "Very disappointed.",
        "Waiting to hear from you.",
    ],
    joints: &[", but ", ". On the other hand, ", ", although "],
    products: [
        &["my electricity contract", "the electricity bill", "the power connection"],
        &["district heating", "the heating contract"],
        &["the internet", "my broadband", "the fibre"],
        &["the TV package", "the TV service"],
    ],
};

pub(super) fn phrases(theme: Theme) -> &'static [&'static str] {
    match theme {
        Theme::Waiting => &[
            "I {waited|was on hold} for {over|almost|at least} <min> minutes before anyone answered.",
            "The waiting time was {far too long|unreasonable}, <min> minutes.",
            "It is {almost|nearly} impossible to get through {in the morning|on Mondays}.",
            "The chat disconnected {just when it was my turn|while I was in the queue}.",
            "Why is the queue {always|every time} this long?",
            "I gave up the first time because {nobody answered|the queue did not move}.",
        ],
        Theme::LateReply => &[
            "It took <days> days to get a reply to my e-mail.",
            "My message went unanswered for {days|<days> days}.",
            "The reply came only {after <days> days|when I asked again}.",
            "Why can a written question not be answered {the same day|within a day}?",
        ],
        Theme::Bouncing => &[
            "I was {passed|bounced|sent} {from one person to another|between departments}.",
            "The call was transferred <n> times and I had to start over every time.",
            "Nobody {took responsibility|knew who should handle it}.",
            "Billing told me to call technical support and they sent me back to billing.",
            "I explained the same thing to <n> different people.",
        ],
        Theme::Repeating => &[
            "This was the <n>th time I {called|got in touch} about the same thing.",
            "I had to {call|write} again because {nothing had happened|it was not fixed}.",
            "Last time they said it was done. It was not.",
            "You always have to chase things yourself.",
        ],
        Theme::Unsolved => &[
            "The issue is {still open|not solved}.",
            "The {agent|person} {could not help|did not know anything about it}.",
            "I got no answer to {my question|what I asked}.",
            "<product> is {still not working|not working as it should}.",
            "The advice {did not help|did not work}.",
            "Two people gave me {different|contradictory} answers.",
        ],
        Theme::Invoice => &[
            "The new invoice is {impossible to understand|confusing}.",
            "I cannot tell from the bill what I am {paying for|actually paying}.",
            "The bill was <euros> euros higher than before with no explanation.",
            "The new invoice layout is {worse|harder to read} than the old one.",
            "I was billed twice for the same month.",
            "The breakdown on the invoice {makes no sense|is missing}.",
        ],
        Theme::Outage => &[
            "The power was out {all night|for <n> hours} without any information.",
            "The internet has been {down|cutting out} for <days> days.",
            "Nobody could say when {it will be fixed|the connection comes back}.",
            "The outage notice came {too late|after it was over}.",
        ],
        Theme::Price => &[
            "The price has gone up {again|for the second time this year}.",
            "<product> is {too expensive|more expensive than elsewhere}.",
            "Loyal customers get {no discount|nothing}.",
            "The monthly fee is {unreasonable|too high}.",
        ],
        Theme::Promise => &[
            "They promised to call {back|me the same day}, {nobody did|it never happened}.",
            "The technician was supposed to come {on Monday|last week}, nobody showed up.",
            "The promised {refund|repair} never came.",
            "I am still waiting for the promised call.",
        ],
        Theme::AppLogin => &[
            "I cannot log in to the app {since the update|any more}.",
            "The app logs me out {every time|all the time}.",
            "Logging in to the app {does not work|hangs} with bank codes.",
            "The app says wrong password although it is right.",
        ],
        Theme::Moving => &[
            "Reporting my move online was {complicated|far too hard}.",
            "Moving the connection took <days> days.",
            "After the move {I got the wrong bill|there was no power}.",
            "I could not change the moving date myself.",
        ],
        Theme::Connection => &[
            "The internet is {slow|too slow} {in the evenings|all the time}.",
            "I get {barely half|a third} of the promised speed.",
            "The router has to be restarted {every day|several times a day}.",
            "The TV picture {freezes|stutters}.",
        ],
        Theme::Contract => &[
            "The terms {did not match what was said|were unclear}.",
            "It is {needlessly|deliberately} hard to cancel.",
            "The contract was renewed without asking.",
            "The salesperson {was pushy|left out details}.",
        ],
        Theme::Rude => &[
            "The {agent|person} was {rude|short with me}.",
            "The service felt {cold|indifferent}.",
            "I felt like a nuisance.",
            "They hung up in the middle of my question.",
        ],
        Theme::Courtesy => &[
            "{Friendly|Very friendly|Nice} service.",
            "<name> was {very|really} {helpful|kind}.",
            "Great to get service in English.",
            "{Polite|Patient} from start to finish.",
        ],
        Theme::Solved => &[
            "It was {solved|sorted} {right away|in one call|at once}.",
            "{Knowledgeable|Competent} agent, {the problem is gone|I got what I needed}.",
            "<product> works {again|fine now}.",
            "Everything went {smoothly|well}.",
        ],
        Theme::Fast => &[
            "{Fast|Very fast|Quick} service.",
            "I got through {right away|in under a minute}.",
            "The reply came {quickly|the same day}.",
            "No queue {at all|this time}.",
        ],
        Theme::Clear => &[
            "{Clear|Good} instructions, I managed the rest myself.",
            "It was explained {so that I understood|calmly}.",
            "Easy to deal with.",
            "I found the answer easily online.",
        ],
        Theme::StaffGood => &[
            "Good {spirit|atmosphere} in the team.",
            "My team lead listens.",
            "The training {helped|was useful}.",
            "The work is {meaningful|varied}.",
        ],
        Theme::StaffBad => &[
            "Too many systems that {crash|are slow}.",
            "There is {constant|always} hurry.",
            "We hear about changes too late.",
            "The goals {change often|are unclear}.",
        ],
    }
}
