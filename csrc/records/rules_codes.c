/* R1 codes exist, R22 one phase, R23 what a column means. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "rules.h"

/* Where codes stand in a record, and in which vocabulary. */
static const struct code_place {
  const char *path;
  const char *vocabulary;
} places[] = {
    {"subdesign", "design"},
    {"population.species", "species"},
    {"population.disease", "disease"},
    {"population.etiology", "etiology"},
    {"animal.species", "species"},
    {"injury.model", "injury_model"},
    {"injury.disease", "disease"},
    {"arms.intervention_type", "intervention_type"},
    {"arms.route", "route"},
    {"arms.etiology", "etiology"},
    {"product.type", "intervention_type"},
    {"product.source", "source"},
    {"product.donor", "donor"},
    {"product.donor_species", "species"},
    {"product.conditioning", "conditioning"},
    {"product.cargo", "cargo"},
    {"product.routes", "route"},
    {"routes", "route"},
    {"ev.isolation", "ev_isolation"},
    {"ev.markers.marker", "ev_marker"},
    {"phase", "phase"},
    {"results.outcome", "outcome"},
    {"results.direction", "direction"},
    {"quantities.outcome", "outcome"},
    {"adverse_events.events.code", "adverse_event"},
    {"flags.code", "flag"},
};

typedef struct code_search {
  hepar_rule_run *run;
  const struct code_place *place;
} code_search;

/* Report a string that is no code of the vocabulary. */
static void see_code(void *data, const json_t *value) {
  const code_search *search = data;
  const hepar_vocabulary *vocabulary = search->run->store->vocabulary;
  const char *text = json_string_value(value);
  const char *near;
  if (text == NULL ||
      hepar_vocabulary_code(vocabulary, search->place->vocabulary, text) != NULL)
    return;
  near = hepar_vocabulary_suggest(vocabulary, search->place->vocabulary, text);
  hepar_rule_find(search->run, NULL, "%s: \"%s\" is no code of the vocabulary %s%s%s%s",
                  search->place->path, hepar_rule_excerpt(text).text, search->place->vocabulary,
                  near != NULL ? " (nearest: " : "", near != NULL ? near : "",
                  near != NULL ? ")" : "");
}

void hepar_rule_codes(hepar_rule_run *run, const json_t *record) {
  for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
    code_search search = {run, &places[i]};
    hepar_rule_walk(record, places[i].path, see_code, &search);
  }
}

/* The phase that a token such as "2", "IIa", "PHASE1" names, 0 for none. */
static int phase_number(const char *token, size_t length) {
  static const char *const roman[] = {"", "I", "II", "III", "IV"};
  char text[16];
  size_t n = 0;
  for (size_t i = 0; i < length && n + 1 < sizeof text; i++)
    text[n++] = (char)toupper((unsigned char)token[i]);
  text[n] = '\0';
  if (strncmp(text, "PHASE", 5) == 0) memmove(text, text + 5, strlen(text + 5) + 1);
  n = strlen(text);
  if (n > 1 && (text[n - 1] == 'A' || text[n - 1] == 'B')) text[--n] = '\0'; /* IIa, 2b */
  if (n == 1 && text[0] >= '1' && text[0] <= '4') return text[0] - '0';
  for (int i = 1; i <= 4; i++)
    if (strcmp(text, roman[i]) == 0) return i;
  return 0;
}

/* True for the words that go with a phase and change nothing. */
static bool phase_word(const char *token, size_t length) {
  static const char *const words[] = {"phase", "phases", "clinical", "trial", "study",
                                      "and",   "to",     "early",    "or"};
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
    if (strlen(words[i]) == length && hepar_rule_word(token, words[i])) return true;
  return false;
}

const char *hepar_phase_code(const char *text) {
  static const char *const one[] = {NULL, "I", "II", "III", "IV"};
  bool seen[5] = {false};
  bool early = false;
  int count = 0;
  int lowest = 0;
  if (strcmp(text, "NA") == 0 || strcmp(text, "N/A") == 0 || strcmp(text, "n/a") == 0 ||
      hepar_rule_word(text, "not applicable"))
    return "NA";
  if (strcmp(text, "NR") == 0 || hepar_rule_word(text, "not reported")) return "NR";
  early = hepar_rule_word(text, "early") || strstr(text, "EARLY_") != NULL;
  for (const char *at = text; *at != '\0';) {
    size_t length = 0;
    int number;
    while (isalnum((unsigned char)at[length])) length++;
    number = phase_number(at, length);
    if (number == 0 && length > 0 && !phase_word(at, length)) return NULL;
    if (number != 0 && !seen[number]) {
      seen[number] = true;
      if (count++ == 0 || number < lowest) lowest = number;
    }
    at += length > 0 ? length : 1;
  }
  if (early) return count == 1 && lowest == 1 ? "EARLY1" : NULL;
  if (count == 1) return one[lowest];
  if (count == 2 && lowest == 1 && seen[2]) return "I/II";
  if (count == 2 && lowest == 2 && seen[3]) return "II/III";
  return NULL;
}

void hepar_rule_phase(hepar_rule_run *run, const json_t *record) {
  const json_t *phase = json_object_get(record, "phase");
  const char *printed = hepar_json_text(json_object_get(record, "verbatim"), "phase");
  const char *coded = json_string_value(json_array_get(phase, 0));
  const char *code = printed != NULL ? hepar_phase_code(printed) : NULL;
  if (json_array_size(phase) > 1) {
    const char *second = json_string_value(json_array_get(phase, 1));
    hepar_rule_find(run, NULL, "phase holds %d codes (%s, %s%s): a trial has one, such as I/II",
                    (int)json_array_size(phase), coded != NULL ? coded : "?",
                    second != NULL ? second : "?", json_array_size(phase) > 2 ? ", …" : "");
  } else if (code != NULL && coded != NULL && strcmp(code, coded) != 0) {
    hepar_rule_find(run, NULL, "phase printed \"%s\" is %s, but %s is coded",
                    hepar_rule_excerpt(printed).text, code, coded);
  }
}

/* True for the names that headers of p values have: "P value", "p_value", "p", "pval". */
static bool p_header(const char *name) {
  char letters[8];
  size_t n = 0;
  for (; *name != '\0'; name++) {
    if (!isalpha((unsigned char)*name)) {
      if (isalnum((unsigned char)*name) || (unsigned char)*name >= 0x80u) return false;
      continue;
    }
    if (n + 1 >= sizeof letters) return false;
    letters[n++] = (char)tolower((unsigned char)*name);
  }
  letters[n] = '\0';
  return strcmp(letters, "p") == 0 || strcmp(letters, "pvalue") == 0 ||
         strcmp(letters, "pval") == 0;
}

/* True when a cell can be a p value: "0.03", "P < .001", "NS", nothing. */
static bool p_cell(const char *cell) {
  char *end;
  double value;
  while (*cell != '\0' && strchr(" pP<>=~", *cell) != NULL) cell++;
  if (*cell == '\0' || hepar_rule_word(cell, "ns") || hepar_rule_word(cell, "n.s") ||
      hepar_rule_word(cell, "na") || hepar_rule_word(cell, "nr") || strcmp(cell, "-") == 0)
    return true;
  value = strtod(cell, &end);
  if (end == cell) return false;
  while (*end != '\0' && strchr(" *", *end) != NULL) end++;
  return *end == '\0' && value >= 0 && value <= 1;
}

void hepar_rule_columns(hepar_rule_run *run, const json_t *record) {
  const char *column;
  json_t *cell;
  json_object_foreach(json_object_get(record, "verbatim"), column, cell) {
    const char *text = json_string_value(cell);
    if (text != NULL && p_header(column) && !p_cell(text))
      hepar_rule_find(run, NULL,
                      "column \"%s\" holds \"%s\", which is no p value: the footnote, not the "
                      "header, says what the column is",
                      hepar_rule_excerpt(column).text, hepar_rule_excerpt(text).text);
  }
}

void hepar_rule_p_values(hepar_rule_run *run, const json_t *list) {
  for (size_t i = 0; i < json_array_size(list); i++) {
    const json_t *row = json_array_get(list, i);
    const char *outcome = hepar_json_text(row, "outcome");
    double p;
    if (hepar_json_real(row, "p_value", &p) && !(p >= 0 && p <= 1))
      hepar_rule_find(run, NULL, "p_value %s of %s is outside 0 to 1", hepar_rule_number(p).text,
                      outcome != NULL ? outcome : "?");
  }
}
