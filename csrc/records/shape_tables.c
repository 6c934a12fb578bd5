/* What each object may and must have. One line a member; the schema of the format in C. */
#include "shape.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define SHAPE(name) \
  static const hepar_shape name##_shape = {#name, name##_members, COUNT(name##_members)}

#define ANY(name, flags) {name, MEMBER_ANY, flags, NULL, NULL, 0, 0}
#define TEXT(name, flags) {name, MEMBER_TEXT, flags, NULL, NULL, 0, 0}
#define NAME(name, flags) {name, MEMBER_NAME, flags, NULL, NULL, 0, 0}
#define BOOLEAN(name, flags) {name, MEMBER_BOOLEAN, flags, NULL, NULL, 0, 0}
#define COUNTED(name, flags) {name, MEMBER_INTEGER, flags, NULL, NULL, 0, 1e9}
#define INTEGER(name, flags, least, most) {name, MEMBER_INTEGER, flags, NULL, NULL, least, most}
#define NUMBER(name, flags, least, most) {name, MEMBER_NUMBER, flags, NULL, NULL, least, most}
#define REAL(name, flags) {name, MEMBER_NUMBER, flags, NULL, NULL, 0, 0}
#define POSITIVE(name, flags) {name, MEMBER_NUMBER, flags, NULL, NULL, 0, 1e300}
#define CODE(name, flags, vocabulary) {name, MEMBER_CODE, flags, vocabulary, NULL, 0, 0}
#define WORD(name, flags, words) {name, MEMBER_WORD, flags, words, NULL, 0, 0}
#define OBJECT(name, flags, shape) {name, MEMBER_OBJECT, flags, NULL, shape, 0, 0}
#define LIKE(name, flags, kind) {name, kind, flags, NULL, NULL, 0, 0}

#define TIME_UNITS "h|d|wk|mo|y"

static const hepar_member citation_members[] = {
    TEXT("ref_printed", NULLABLE), TEXT("ref_inferred", NULLABLE), TEXT("first_author", NULLABLE),
    INTEGER("year", NULLABLE, 1800, 2100), TEXT("doi", NULLABLE), TEXT("pmid", NULLABLE),
    TEXT("note", NULLABLE), TEXT("ref_offset6", NULLABLE), TEXT("study_match", NULLABLE),
    TEXT("text_match", NULLABLE), TEXT("title", NULLABLE), TEXT("journal", NULLABLE)};
SHAPE(citation);

static const hepar_member identifier_members[] = {
    WORD("scheme", REQUIRED, "NCT|ISRCTN|EUDRACT|CTIS|ChiCTR|IRCT|PMID|PMCID|DOI|OTHER"),
    NAME("value", REQUIRED), TEXT("note", NULLABLE)};
SHAPE(identifier);

static const hepar_member population_members[] = {
    CODE("species", NULLABLE, "species"), CODE("disease", NULLABLE, "disease"),
    TEXT("disease_text", NULLABLE), CODE("etiology", LIST, "etiology"), TEXT("note", NULLABLE)};
SHAPE(population);

static const hepar_member animal_members[] = {
    CODE("species", NULLABLE, "species"), TEXT("strain", NULLABLE), TEXT("strain_norm", NULLABLE),
    TEXT("sex", NULLABLE), TEXT("cell_lines", LIST), TEXT("note", NULLABLE)};
SHAPE(animal);

static const hepar_member agent_members[] = {
    TEXT("agent", 0), POSITIVE("dose", NULLABLE | ONE_OR_LIST), TEXT("unit", NULLABLE),
    CODE("route", NULLABLE, "route"), TEXT("printed", NULLABLE), TEXT("note", NULLABLE)};
SHAPE(agent);

static const hepar_member injury_members[] = {
    CODE("model", REQUIRED, "injury_model"), CODE("disease", NULLABLE, "disease"),
    OBJECT("agents", LIST, &agent_shape), TEXT("note", NULLABLE), TEXT("text", NULLABLE)};
SHAPE(injury);

static const hepar_member enrolment_members[] = {
    COUNTED("n_total", NULLABLE), TEXT("text", NULLABLE), COUNTED("arms_sum", NULLABLE),
    BOOLEAN("consistent", NULLABLE), TEXT("note", NULLABLE)};
SHAPE(enrolment);

static const hepar_member arm_members[] = {
    NAME("id", REQUIRED), TEXT("label", REQUIRED), COUNTED("n", NULLABLE),
    WORD("n_role", NULLABLE, "randomised|treated|analysed|completed|at_risk"),
    WORD("role", REQUIRED, "experimental|comparator|control|stratum|as_printed"),
    CODE("intervention_type", NULLABLE, "intervention_type"), CODE("route", NULLABLE, "route"),
    COUNTED("n_doses", NULLABLE), CODE("etiology", NULLABLE, "etiology"),
    OBJECT("composition", NULLABLE, NULL), TEXT("registry_group_ids", LIST),
    TEXT("note", NULLABLE)};
SHAPE(arm);

static const hepar_member dose_members[] = {
    TEXT("text", REQUIRED), POSITIVE("min", NULLABLE), POSITIVE("max", NULLABLE),
    TEXT("unit", NULLABLE), WORD("per", NULLABLE, "kg|total|animal|concentration|m2"),
    COUNTED("n_doses", NULLABLE), OBJECT("schedule", NULLABLE, NULL),
    POSITIVE("levels", LIST), POSITIVE("volume_uL", NULLABLE), TEXT("arms", LIST),
    TEXT("note", NULLABLE)};
SHAPE(dose);

static const hepar_member passage_members[] = {COUNTED("min", NULLABLE), COUNTED("max", NULLABLE),
                                               TEXT("text", NULLABLE)};
SHAPE(passage);

static const hepar_member product_members[] = {
    CODE("source", NULLABLE | ONE_OR_LIST, "source"), TEXT("source_from", NULLABLE),
    CODE("donor", NULLABLE, "donor"), CODE("donor_species", NULLABLE, "species"),
    TEXT("donor_text", NULLABLE), CODE("type", NULLABLE, "intervention_type"),
    CODE("conditioning", LIST, "conditioning"), CODE("cargo", LIST | OPEN, "cargo"),
    OBJECT("passage", NULLABLE, &passage_shape), CODE("routes", LIST, "route"),
    OBJECT("doses", LIST, &dose_shape), TEXT("note", NULLABLE)};
SHAPE(product);

static const hepar_member marker_members[] = {CODE("marker", REQUIRED, "ev_marker"),
                                              BOOLEAN("present", NULLABLE), TEXT("text", NULLABLE)};
SHAPE(marker);

static const hepar_member ev_members[] = {
    CODE("isolation", LIST, "ev_isolation"), LIKE("size_nm", NULLABLE, MEMBER_PAIR),
    OBJECT("markers", LIST, &marker_shape), POSITIVE("filter_um", NULLABLE),
    TEXT("note", NULLABLE)};
SHAPE(ev);

static const hepar_member timepoint_members[] = {
    REAL("value", NULLABLE), WORD("unit", NULLABLE, TIME_UNITS),
    TEXT("label", NULLABLE), REAL("days", NULLABLE)};
SHAPE(timepoint);

static const hepar_member result_members[] = {
    CODE("outcome", REQUIRED, "outcome"), CODE("direction", REQUIRED, "direction"),
    TEXT("text", REQUIRED), WORD("effect", 0, "benefit|harm|null|ambiguous|unknown"),
    TEXT("comparison", NULLABLE), TEXT("context", NULLABLE), CODE("parent", NULLABLE, "outcome"),
    WORD("role", NULLABLE, "primary|secondary|mechanism"), TEXT("system", NULLABLE),
    OBJECT("timepoint", NULLABLE, &timepoint_shape), TEXT("note", NULLABLE)};
SHAPE(result);

static const hepar_member provenance_members[] = {
    NAME("source_id", REQUIRED), TEXT("container", NULLABLE), LIKE("row", NULLABLE, MEMBER_ROW),
    TEXT("page", NULLABLE), LIKE("lines", 0, MEMBER_LINES), REAL("bbox", LIST),
    TEXT("quote", 0), LIKE("quote_sha256", NULLABLE, MEMBER_SHA256), TEXT("extractor", NULLABLE),
    LIKE("extracted", NULLABLE, MEMBER_DATE), TEXT("method", NULLABLE),
    TEXT("second_extractor", NULLABLE), TEXT("resolution", NULLABLE), TEXT("locator", NULLABLE),
    TEXT("url", NULLABLE), TEXT("note", NULLABLE)};
SHAPE(provenance);

#define STATISTICS "mean|median|count|rate|geomean|lsmean|hr|or|rr|md|smd"
#define QUANTITY_MEMBERS                                                                          \
  CODE("outcome", REQUIRED, "outcome"), TEXT("instrument", NULLABLE),                             \
      OBJECT("timepoint", NULLABLE, &timepoint_shape),                                            \
      WORD("scale", NULLABLE, "final|change|percent_change|ratio"), COUNTED("n", NULLABLE),       \
      WORD("n_role", NULLABLE, "randomised|treated|analysed|completed|at_risk"),                  \
      REAL("value", NULLABLE), BOOLEAN("not_reached", NULLABLE),                                  \
      WORD("disp", NULLABLE, "sd|se|ci|iqr|range|none"), POSITIVE("disp_value", NULLABLE), \
      REAL("disp_lo", NULLABLE), REAL("disp_hi", NULLABLE),               \
      NUMBER("ci_level", NULLABLE, 0, 100), COUNTED("events", NULLABLE), TEXT("unit", NULLABLE),  \
      TEXT("unit_original", NULLABLE), TEXT("value_original", NULLABLE),                          \
      NUMBER("p_value", NULLABLE, 0, 1), WORD("p_comparator", NULLABLE, "=|<|>|<=|>="),           \
      BOOLEAN("adjusted", NULLABLE), BOOLEAN("digitised", NULLABLE),                              \
      BOOLEAN("imputed", NULLABLE), TEXT("derived_from", LIST), TEXT("derivation", NULLABLE),     \
      OBJECT("provenance", NULLABLE, &provenance_shape), TEXT("locator", NULLABLE),               \
      TEXT("caution", NULLABLE), TEXT("note", NULLABLE),                                          \
      WORD("trust", NULLABLE, "table|typed|abstract|low"), WORD("level", 0, "arm|contrast|pooled")

static const hepar_member record_quantity_members[] = {
    NAME("arm", REQUIRED), WORD("stat", REQUIRED, STATISTICS), QUANTITY_MEMBERS};
SHAPE(record_quantity);

static const hepar_member follow_up_members[] = {
    POSITIVE("value", NULLABLE), WORD("unit", NULLABLE, TIME_UNITS), TEXT("text", NULLABLE),
    POSITIVE("days", NULLABLE), TEXT("note", NULLABLE)};
SHAPE(follow_up);

static const hepar_member event_members[] = {
    CODE("code", NULLABLE, "adverse_event"), TEXT("term", NULLABLE),
    NUMBER("percent", NULLABLE, 0, 100), COUNTED("n", NULLABLE), COUNTED("at_risk", NULLABLE),
    TEXT("denominator_arm", NULLABLE), BOOLEAN("serious", NULLABLE), TEXT("note", NULLABLE)};
SHAPE(event);

static const hepar_member adverse_events_members[] = {
    WORD("status", REQUIRED, "none_reported|na|reported"), TEXT("text", NULLABLE),
    OBJECT("events", LIST, &event_shape), TEXT("note", NULLABLE)};
SHAPE(adverse_events);

static const hepar_member bias_members[] = {
    WORD("tool", REQUIRED, "ROB1|ROB2|ROBINS-I|SYRCLE|CAMARADES|NOS"), TEXT("domain", REQUIRED),
    TEXT("judgement", REQUIRED), TEXT("support", NULLABLE), TEXT("outcome", NULLABLE),
    TEXT("assessor", NULLABLE), LIKE("date", NULLABLE, MEMBER_DATE)};
SHAPE(bias);

static const hepar_member flag_members[] = {CODE("code", REQUIRED, "flag"), TEXT("text", REQUIRED),
                                            NAME("rule", 0)};
SHAPE(flag);

static const hepar_member record_members[] = {
    LIKE("id", REQUIRED, MEMBER_ID), NAME("study", REQUIRED),
    WORD("design", REQUIRED, "clinical|preclinical|in_vitro|mixed|registry"),
    CODE("subdesign", NULLABLE, "design"), OBJECT("citation", REQUIRED, &citation_shape),
    OBJECT("identifiers", LIST, &identifier_shape), LIKE("verbatim", REQUIRED, MEMBER_CELLS),
    LIKE("verbatim_own", NULLABLE, MEMBER_CELLS),
    LIKE("verbatim_sha256", NULLABLE, MEMBER_CELLS),
    OBJECT("population", NULLABLE, &population_shape), OBJECT("animal", NULLABLE, &animal_shape),
    OBJECT("injury", LIST, &injury_shape), OBJECT("enrolment", NULLABLE, &enrolment_shape),
    OBJECT("arms", LIST, &arm_shape), OBJECT("product", NULLABLE, &product_shape),
    OBJECT("ev", NULLABLE, &ev_shape), OBJECT("doses", LIST, &dose_shape),
    CODE("routes", LIST, "route"), CODE("phase", LIST, "phase"),
    OBJECT("results", REQUIRED | LIST, &result_shape), BOOLEAN("results_reported", NULLABLE),
    OBJECT("quantities", LIST, &record_quantity_shape),
    OBJECT("follow_up", NULLABLE, &follow_up_shape),
    OBJECT("adverse_events", NULLABLE, &adverse_events_shape),
    OBJECT("risk_of_bias", LIST, &bias_shape),
    OBJECT("provenance", REQUIRED | LIST | FILLED, &provenance_shape),
    OBJECT("flags", REQUIRED | LIST, &flag_shape), BOOLEAN("char_check", NULLABLE),
    ANY("study_match", NULLABLE), TEXT("note", NULLABLE)};

static const hepar_member source_members[] = {
    LIKE("source_id", REQUIRED, MEMBER_KEY), TEXT("kind", NULLABLE), TEXT("file", NULLABLE),
    LIKE("sha256", NULLABLE, MEMBER_SHA256), TEXT("citation", NULLABLE), TEXT("doi", NULLABLE),
    LIKE("retrieved", NULLABLE, MEMBER_DATE), TEXT("note", NULLABLE), TEXT("title", NULLABLE),
    TEXT("url", NULLABLE), TEXT("pmid", NULLABLE), TEXT("pmcid", NULLABLE),
    OBJECT("identifiers", LIST, &identifier_shape), INTEGER("year", NULLABLE, 1800, 2100),
    OBJECT("searches", LIST, NULL), TEXT("searches_missing", LIST)};

/* Published figures: a pooled value may be no more than a p-value, or a direction in words. */
static const hepar_member quantity_members[] = {
    NAME("source_id", REQUIRED), NAME("study", NULLABLE), NAME("arm", NULLABLE),
    WORD("stat", NULLABLE, STATISTICS), QUANTITY_MEMBERS,
    CODE("species", NULLABLE, "species"), TEXT("subgroup", NULLABLE), TEXT("model", NULLABLE),
    COUNTED("k", NULLABLE), NUMBER("I2", NULLABLE, 0, 100), POSITIVE("tau2", NULLABLE),
    TEXT("p_of", NULLABLE), TEXT("p_original", NULLABLE), TEXT("disp_original", NULLABLE),
    TEXT("measure_original", NULLABLE)};

static const hepar_member claim_members[] = {
    NAME("id", REQUIRED), NAME("source_id", REQUIRED), NAME("statement", REQUIRED),
    TEXT("topic", NULLABLE), TEXT("kind", NULLABLE), TEXT("test", NULLABLE),
    TEXT("study", NULLABLE), LIKE("lines", NULLABLE, MEMBER_LINES),
    LIKE("quote_sha256", NULLABLE, MEMBER_SHA256), ANY("refs", LIST), OBJECT("facts", LIST, NULL),
    TEXT("check", NULLABLE), ANY("expected", NULLABLE), TEXT("where", NULLABLE),
    TEXT("study_match", LIST), TEXT("note", NULLABLE)};

static const hepar_member decision_members[] = {
    NAME("id", REQUIRED), WORD("kind", REQUIRED, "conflict|resolved|match|scope|note"),
    NAME("subject", REQUIRED), TEXT("field", NULLABLE), TEXT("study", NULLABLE),
    OBJECT("a", REQUIRED, NULL), OBJECT("b", REQUIRED, NULL), TEXT("text", REQUIRED)};

#define KIND(name) {#name, name##_members, COUNT(name##_members)}
const hepar_shape hepar_shapes[] = {KIND(record), KIND(source), KIND(quantity), KIND(claim),
                                    KIND(decision)};
