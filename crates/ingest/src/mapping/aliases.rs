//! Names under which systems and people know the canonical columns, in English, Finnish and Swedish.
//!
//! Names are compared in snake case without accents: `Yhteydenotto-ID` is `yhteydenotto_id`.

use luotsi_core::records::Kind;

/// Canonical column → its other names, the commonest first.
const ALIASES: &[(&str, &[&str])] = &[
    ("contact_id", &["yhteydenotto_id", "yhteydenoton_id", "yhteydenottonumero", "kontakti_id", "kontakt_id", "kontakt_nr", "ticket_id", "ticket_number", "ticketnumber", "call_id", "puhelu_id", "puhelun_id", "samtals_id", "conversation_id", "conversationid", "interaction_id", "chat_id", "contact", "contactid"]),
    ("case_id", &["tapaus_id", "tapausnumero", "tapauksen_id", "asia_id", "asian_id", "asianumero", "arende_id", "arende", "arendenummer", "arende_nr", "case", "case_number", "casenumber", "case_no", "incident_number", "incident_id", "service_request_id"]),
    ("customer_id", &["asiakas_id", "asiakasnumero", "asiakasnro", "asiakastunnus", "asiakas", "kund_id", "kundnummer", "kundnr", "kund", "customer", "customer_number", "customer_no", "customerid", "client_id", "caller_id", "requester_id", "user_id"]),
    ("channel", &["kanava", "yhteydenottokanava", "kanal", "kontaktkanal", "contact_channel", "contact_type", "media_type", "medium", "via_channel"]),
    ("team", &["tiimi", "ryhma", "jono", "palveluryhma", "ko", "kon", "grupp", "arbetsgrupp", "queue", "queue_name", "group", "group_name", "assignment_group", "department", "skill_group", "team_name"]),
    ("agent_id", &["asiantuntija", "asiantuntija_id", "asiakaspalvelija", "asiakaspalvelija_id", "kasittelija", "kasittelija_id", "tyontekija_id", "henkilo_id", "handlaggare", "handlaggare_id", "agent", "agentid", "agent_name", "assignee", "assignee_id", "assigned_to", "owner_id", "employee_id", "user", "server", "anstallnings_id", "medarbetare_id"]),
    ("topic", &["aihe", "aiheluokka", "yhteydenoton_aihe", "yhteydenoton_syy", "syy", "syykoodi", "amne", "orsak", "kontaktorsak", "reason", "contact_reason", "category", "kategoria", "kategori", "subject_category", "wrap_up_code", "disposition"]),
    ("direction", &["suunta", "riktning", "originating_direction", "call_direction"]),
    ("opened_at", &["avattu", "avausaika", "avattu_aika", "saapunut", "saapumisaika", "luotu", "luontiaika", "aloitusaika", "alkoi", "oppnad", "oppnat", "skapad", "skapat", "inkommen", "inkom", "starttid", "created_at", "created", "created_on", "creation_date", "created_date", "create_time", "opened", "opened_on", "open_date", "started_at", "start_time", "received_at", "arrived_at", "conversation_start", "timestamp", "date", "pvm", "paivamaara", "datum"]),
    ("first_response_at", &["ensivastaus", "ensivastausaika", "ensimmainen_vastaus", "vastattu", "forsta_svar", "besvarad", "first_response", "first_reply_at", "first_responded_at", "first_response_time", "answered_at_first", "answer_time"]),
    ("resolved_at", &["ratkaistu", "ratkaisuaika", "suljettu", "sulkemisaika", "paattynyt", "paattyi", "lost", "lost_at", "avslutad", "avslutat", "stangd", "resolved", "resolved_on", "resolution_date", "solved_at", "solved", "closed_at", "closed", "closed_on", "close_date", "close_at", "ended_at", "end_time"]),
    ("promised_at", &["luvattu", "maaraaika", "lovad", "utlovad", "due_at", "due_date", "due_by", "sla_due"]),
    ("wait_s", &["odotus_s", "odotusaika_s", "odotusaika", "jonotusaika", "jonotusaika_s", "jonotus_s", "vantetid", "vantetid_s", "kotid", "wait", "wait_time", "wait_time_s", "waiting_time", "queue_time", "q_time", "hold_time_in_queue", "speed_of_answer_s"]),
    ("handle_s", &["kasittelyaika", "kasittelyaika_s", "kasittely_s", "handlaggningstid", "hanteringstid", "handle_time", "handle_time_s", "handling_time", "aht", "talk_time", "ser_time", "service_time"]),
    ("replies", &["vastauksia", "vastausten_maara", "antal_svar", "reply_count", "agent_replies"]),
    ("transfers", &["siirrot", "siirtoja", "overforingar", "vidarekopplingar", "transfer_count", "reassignment_count", "reassignments"]),
    ("reopened", &["avattu_uudelleen", "uudelleenavaukset", "ateroppnad", "ateroppningar", "reopen_count", "reopens", "reopen"]),
    ("escalated", &["eskaloitu", "eskalerad", "is_escalated", "escalation"]),
    ("abandoned", &["luovuttanut", "luovutti", "keskeytynyt", "hylatty", "tappad", "avbruten", "is_abandoned", "hung_up"]),
    ("resolved_first", &["ratkesi_kerralla", "ratkaistu_kerralla", "lost_direkt", "fcr", "first_contact_resolution"]),
    ("self_service", &["itsepalvelu", "sjalvbetjaning", "is_self_service"]),
    ("cost_eur", &["kustannus", "kustannus_eur", "kostnad_eur", "cost"]),
    ("activity", &["vaihe", "tapahtuma", "toiminto", "aktiviteetti", "aktivitet", "handelse", "status", "tila", "concept_name", "step", "event", "incident_state"]),
    ("at", &["aika", "aikaleima", "tapahtuma_aika", "tid", "tidpunkt", "tidsstampel", "timestamp", "time", "start_timestamp", "start_time", "started_at", "event_time", "updated_at", "created_at", "date", "pvm", "datum", "sys_updated_at"]),
    ("completed_at", &["valmis", "valmistui", "paattyi", "fardig", "klar", "complete_timestamp", "end_timestamp", "end_time", "finished_at", "completed"]),
    ("feedback_id", &["palaute_id", "palautteen_id", "vastaus_id", "svar_id", "aterkopplings_id", "response_id", "responseid", "answer_id", "review_id", "reviewid", "survey_response_id", "rating_id"]),
    ("source", &["lahde", "kalla", "feedback_source"]),
    ("asked_at", &["kysytty", "kutsuttu", "kysely_lahetetty", "tillfragad", "skickad", "invited_at", "sent_at", "survey_sent_at"]),
    ("given_at", &["vastattu", "vastausaika", "annettu", "palaute_annettu", "jatetty", "besvarad", "svarad", "lamnad", "submitted_at", "submitdate", "answered_on", "responded_at", "response_date", "created_at", "created", "date", "pvm", "aika", "datum"]),
    ("nps", &["suositteluhalukkuus", "suosittelu", "rekommendation", "nps_score", "net_promoter_score", "likelihood_to_recommend"]),
    ("csat", &["tyytyvaisyys", "asiakastyytyvaisyys", "nojdhet", "kundnojdhet", "satisfaction", "csat_score", "rating", "arvosana", "betyg"]),
    ("ces", &["vaivattomuus", "helppous", "enkelhet", "ces_score", "customer_effort_score", "effort", "ease"]),
    ("stars", &["tahdet", "tahtia", "stjarnor", "star_rating", "starrating"]),
    ("resolved", &["ratkesiko", "ratkesi", "loste_sig", "was_resolved"]),
    ("emotion", &["tunne", "kansla", "feeling"]),
    ("comment", &["kommentti", "avoin_palaute", "avoin_vastaus", "palaute", "sanallinen_palaute", "vapaa_sana", "teksti", "kommentar", "fritext", "aterkoppling", "comments", "feedback", "feedback_message", "feedback_text", "free_text", "text", "review", "review_text", "verbatim", "body"]),
    ("evaluation_id", &["arviointi_id", "arvio_id", "bedomnings_id", "assessment_id", "qa_id", "review_id"]),
    ("criterion", &["kriteeri", "arviointikohde", "kriterium", "question", "kysymys", "fraga", "item_name"]),
    ("evaluator_id", &["arvioija", "arvioija_id", "bedomare", "bedomare_id", "evaluator", "assessor", "assessor_id", "reviewer_id"]),
    ("form", &["lomake", "formular", "blankett", "scorecard", "form_name"]),
    ("score", &["pisteet", "pistemaara", "poang", "points"]),
    ("max_score", &["enimmaispisteet", "maksimipisteet", "maxpoang", "points_possible", "max_points"]),
    ("critical", &["kriittinen", "kritisk", "is_critical"]),
    ("name", &["nimi", "namn", "full_name"]),
    ("role", &["rooli", "tehtava", "roll", "title", "nimike"]),
    ("supervisor_id", &["esihenkilo", "esihenkilo_id", "esimies", "esimies_id", "chef", "chef_id", "supervisor", "manager_id", "manager", "team_lead"]),
    ("started_on", &["aloitti", "aloituspaiva", "tyosuhde_alkoi", "alkaen", "alkoi", "borjade", "startdatum", "start_date", "hired_on", "hire_date", "started"]),
    ("ended_on", &["lopetti", "paattymispaiva", "tyosuhde_paattyi", "paattyi", "slutade", "slutdatum", "end_date", "left_on", "termination_date", "ended"]),
    ("fte", &["osuus", "tyoaikaosuus", "henkilotyovuosi", "htv", "tjanstegrad"]),
    ("hourly_cost", &["tuntikustannus", "tuntihinta", "timkostnad", "cost_per_hour"]),
    ("date", &["paiva", "pvm", "paivamaara", "dag", "datum", "day", "work_date"]),
    ("paid_h", &["palkalliset_tunnit", "palkallinen_h", "maksetut_tunnit", "betalda_timmar", "paid_hours"]),
    ("available_h", &["kaytettavissa_h", "kaytettavissa_tunnit", "tillganglig_h", "tillgangliga_timmar", "available_hours"]),
    ("handling_h", &["kasittely_h", "kasittelytunnit", "hantering_h", "hanteringstimmar", "handling_hours"]),
    ("absent_h", &["poissa_h", "poissaolotunnit", "poissaolo_h", "franvaro_h", "franvarotimmar", "absence_hours", "absent_hours"]),
    ("scheduled_h", &["suunniteltu_h", "suunnitellut_tunnit", "planerad_h", "scheduled_hours"]),
    ("on_schedule_h", &["suunnitelmassa_h", "enligt_schema_h", "adherent_hours"]),
    ("learning_h", &["oppiminen_h", "koulutustunnit", "larande_h", "utbildningstimmar", "learning_hours", "training_hours"]),
    ("month", &["kuukausi", "kk", "manad", "period"]),
    ("item", &["era", "kustannuslaji", "kululaji", "post", "kostnadsslag", "cost_item"]),
    ("amount_eur", &["summa", "maara_eur", "euroa", "belopp", "belopp_eur", "amount", "sum"]),
    ("plan_eur", &["budjetti", "suunnitelma_eur", "budget", "plan"]),
    ("action_id", &["toimenpide_id", "atgards_id", "action"]),
    ("title", &["otsikko", "nimi", "toimenpide", "rubrik", "titel", "atgard", "headline"]),
    ("metric", &["mittari", "matt", "nyckeltal", "kpi"]),
    ("owner", &["omistaja", "vastuuhenkilo", "agare", "ansvarig", "responsible"]),
    ("event_id", &["tapahtuma_id", "handelse_id"]),
    ("until", &["asti", "paattyi", "till", "ended_at", "end"]),
];

/// Words in file names that tell the kind, in the same spelling.
pub(super) const FILE_WORDS: &[(Kind, &[&str])] = &[
    (Kind::Contacts, &["contacts", "contact", "yhteydenotot", "yhteydenotto", "kontakter", "kontakt", "tickets", "tiketit", "calls", "puhelut", "samtal", "conversations", "arenden"]),
    (Kind::Events, &["events", "event_log", "tapahtumat", "tapahtumaloki", "vaiheet", "handelser"]),
    (Kind::Feedback, &["feedback", "palaute", "palautteet", "kysely", "vastaukset", "aterkoppling", "enkat", "svar", "survey", "responses", "csat", "nps", "reviews"]),
    (Kind::Evaluations, &["evaluations", "arvioinnit", "arviot", "bedomningar", "assessments", "qa"]),
    (Kind::People, &["people", "henkilot", "henkilosto", "henkilokunta", "personal", "staff", "agents", "medarbetare"]),
    (Kind::Work, &["work", "tyoaika", "tyoajat", "tyotunnit", "arbetstid", "arbetstimmar", "workdays"]),
    (Kind::Costs, &["costs", "kustannukset", "kulut", "kostnader"]),
    (Kind::Actions, &["actions", "toimenpiteet", "toimet", "atgarder"]),
    (Kind::Timeline, &["timeline", "aikajana", "tidslinje"]),
];

/// The other names of a canonical column.
pub(super) fn of(column: &str) -> &'static [&'static str] {
    ALIASES.iter().find(|(name, _)| *name == column).map_or(&[], |(_, aliases)| aliases)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_alias_belongs_to_a_column_and_is_in_snake_case() {
        for (name, aliases) in ALIASES {
            assert!(Kind::ALL.iter().any(|kind| kind.column(name).is_some()), "{name}");
            for alias in *aliases {
                assert_eq!(&crate::mapping::snake(alias), alias);
                assert_ne!(alias, name);
            }
        }
    }
}
