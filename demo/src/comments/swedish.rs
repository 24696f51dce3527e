//! What Swedish-speaking customers write.

use super::{Theme, Voice};

pub(super) const VOICE: Voice = Voice {
    openers: &["Hej.", "Hejsan!", "Respons:", "Ärligt talat:"],
    closers_good: &["{Tack|Stort tack|Tack så mycket}!", "Fortsätt så!", "Ha en bra {vecka|dag}!", "Så här ska service vara."],
    closers_bad: &[
        "{Rätta till det här|Gör något åt saken}.",
        "Jag funderar på att byta bolag.",
        "Inte bra.",
        "Mycket besviken.",
        "Jag väntar på svar.",
    ],
    joints: &[", men ", ". Däremot: ", ", fast "],
    products: [
        &["elavtalet", "elräkningen", "elanslutningen"],
        &["fjärrvärmen", "värmeavtalet"],
        &["bredbandet", "nätet", "fibern"],
        &["tv-paketet", "tv-tjänsten"],
    ],
};

pub(super) fn phrases(theme: Theme) -> &'static [&'static str] {
    match theme {
        Theme::Waiting => &[
            "Jag fick vänta {över|nästan|minst} <min> minuter i telefonkön.",
            "{Väntetiden|Kötiden} var {alldeles för lång|orimlig}, <min> minuter.",
            "Det går {knappt|nästan inte} att komma fram {på morgonen|på måndagar}.",
            "Chatten kopplades ner {när det var min tur|mitt i kön}.",
            "Varför är det {alltid|varje gång} så lång kö?",
            "Jag gav upp första gången eftersom {ingen svarade|kön inte rörde sig}.",
        ],
        Theme::LateReply => &[
            "Det tog <days> dagar innan någon svarade på mitt mejl.",
            "Mejlet blev {liggande|obesvarat} i flera dagar.",
            "Svaret på e-post kom först efter <days> dagar.",
            "Varför kan man inte få svar på ett mejl {samma dag|inom rimlig tid}?",
        ],
        Theme::Bouncing => &[
            "Jag blev {bollad|skickad} {från person till person|mellan avdelningarna}.",
            "Samtalet kopplades vidare <n> gånger och jag fick börja om varje gång.",
            "Ingen {tog ansvar|visste vem som skulle hjälpa}.",
            "Faktureringen bad mig ringa tekniken och tekniken faktureringen.",
            "Jag fick förklara samma sak för <n> personer.",
        ],
        Theme::Repeating => &[
            "Det här var <n>:e gången jag {ringde|tog kontakt} om samma ärende.",
            "Jag fick {ringa|höra av mig} igen eftersom {inget hade hänt|det inte var löst}.",
            "Man får alltid ringa {igen|på nytt} själv.",
            "Första gången sades det att allt var klart, men det var det inte.",
        ],
        Theme::Unsolved => &[
            "Ärendet är {fortfarande öppet|inte löst}.",
            "{Rådgivaren|Personen} {kunde inte hjälpa|visste inget om saken}.",
            "Jag fick inget svar på {min fråga|det jag frågade}.",
            "<product> fungerar {fortfarande inte|inte som det ska}.",
            "Rådet jag fick {hjälpte inte|fungerade inte}.",
            "Två personer gav {olika|motstridiga} svar.",
        ],
        Theme::Invoice => &[
            "Den nya fakturan är {omöjlig att förstå|rörig}.",
            "Det framgår inte av fakturan vad jag {betalar för|egentligen betalar}.",
            "Räkningen var <euros> euro högre än förut utan förklaring.",
            "Den nya fakturamallen är {sämre|mer svårläst} än den gamla.",
            "Jag fick {två fakturor|fakturan två gånger} för samma månad.",
            "Specifikationen på räkningen {saknas|är oklar}.",
        ],
        Theme::Outage => &[
            "Strömmen var borta {hela natten|i <n> timmar} utan information.",
            "Nätet har {hackat|legat nere} i <days> dagar.",
            "Ingen kunde säga när {felet rättas|anslutningen kommer tillbaka}.",
            "Informationen om avbrottet kom {för sent|först efteråt}.",
        ],
        Theme::Price => &[
            "Priset har höjts {igen|för andra gången i år}.",
            "<product> är {för dyrt|dyrare än hos andra}.",
            "Gamla kunder får {ingen rabatt|inga erbjudanden}.",
            "Grundavgiften är {orimlig|för hög}.",
        ],
        Theme::Promise => &[
            "De lovade ringa {upp|tillbaka}, men {ingen ringde|det hände inte}.",
            "Montören skulle komma {på måndag|förra veckan}, ingen dök upp.",
            "Löftet om {gottgörelse|reparation} hölls inte.",
            "Jag väntar {ännu|fortfarande} på det utlovade samtalet.",
        ],
        Theme::AppLogin => &[
            "Det går inte att logga in i appen {efter uppdateringen|längre}.",
            "Appen loggar ut mig {hela tiden|varje gång}.",
            "Inloggningen i appen {fungerar inte|hänger sig} med bankkoder.",
            "Appen säger fel lösenord fast det är rätt.",
        ],
        Theme::Moving => &[
            "Flyttanmälan på nätet var {krånglig|för svår}.",
            "Att flytta anslutningen tog <days> dagar.",
            "Efter flytten {fick jag fel räkning|var strömmen avstängd}.",
            "Flyttdagen gick inte att ändra själv.",
        ],
        Theme::Connection => &[
            "Nätet är {långsamt|för långsamt} {på kvällarna|hela tiden}.",
            "Jag får {knappt hälften|en tredjedel} av den utlovade hastigheten.",
            "Routern måste startas om {varje dag|flera gånger om dagen}.",
            "Tv-bilden {fryser|hackar}.",
        ],
        Theme::Contract => &[
            "Villkoren i avtalet {stämde inte med det som sades|var oklara}.",
            "Det är {onödigt|avsiktligt} svårt att säga upp avtalet.",
            "Avtalet förnyades utan att någon frågade.",
            "Säljaren {pressade|berättade inte allt}.",
        ],
        Theme::Rude => &[
            "{Rådgivaren|Personen} var {otrevlig|kort i tonen}.",
            "Bemötandet var {kallt|ointresserat}.",
            "Det kändes som om jag var till besvär.",
            "Samtalet avslutades mitt i min fråga.",
        ],
        Theme::Courtesy => &[
            "{Vänlig|Mycket vänlig|Trevlig} service.",
            "<name> var {mycket|verkligen} {hjälpsam|trevlig}.",
            "Fint att få service på svenska.",
            "{Artigt|Gott} bemötande {från början till slut|hela vägen}.",
        ],
        Theme::Solved => &[
            "Ärendet {löste sig|blev klart} {direkt|på en gång|med ett samtal}.",
            "{Kunnig|Sakkunnig} rådgivare, {problemet är borta|jag fick det jag behövde}.",
            "<product> fungerar {igen|bra nu}.",
            "Allt gick {smidigt|bra}.",
        ],
        Theme::Fast => &[
            "{Snabb|Väldigt snabb} service.",
            "Jag kom fram {direkt|på mindre än en minut}.",
            "Svaret kom {snabbt|samma dag}.",
            "Ingen kö {alls|den här gången}.",
        ],
        Theme::Clear => &[
            "{Tydliga|Bra} råd, resten klarade jag själv.",
            "Saken förklarades {så att jag förstod|lugnt}.",
            "Det var lätt att sköta ärendet.",
            "Jag hittade svaret lätt på nätet.",
        ],
        Theme::StaffGood => &[
            "Bra {anda|stämning} i teamet.",
            "Chefen lyssnar.",
            "Utbildningen var {nyttig|till stor hjälp}.",
            "Arbetet är {meningsfullt|omväxlande}.",
        ],
        Theme::StaffBad => &[
            "För många system som {kraschar|är långsamma}.",
            "Det är {ständig|alltid} brådska.",
            "Vi får veta om ändringar för sent.",
            "Målen {byts ofta|är oklara}.",
        ],
    }
}
