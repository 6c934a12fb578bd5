/* R7 opposite directions, R8 arrow missing, R9 prothrombin test, R11 one species, R25 one model. */
#include <ctype.h>
#include <string.h>

#include "rules.h"

static const char up_arrow[] = "\xe2\x86\x91";
static const char down_arrow[] = "\xe2\x86\x93";

/* What has to be the same for two directions to contradict each other. */
static char *result_key(const json_t *result) {
  static const char *const members[] = {"outcome", "arm",    "arms",      "comparison",
                                        "context", "system", "timepoint", "model"};
  hepar_text key = {0};
  for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
    const json_t *value = json_object_get(result, members[i]);
    hepar_text_char(&key, '|');
    if (value != NULL && hepar_json_write(value, false, &key, NULL) != HEPAR_OK) key.failed = true;
  }
  if (!key.failed) return key.data;
  hepar_text_free(&key);
  return NULL;
}

/* 1 up, 2 down, 4 improved, 8 worsened, 16 conflict, 0 any other. */
static int direction_bit(const json_t *result) {
  static const char *const names[] = {"up", "down", "improved", "worsened", "conflict"};
  const char *direction = hepar_json_text(result, "direction");
  for (int i = 0; direction != NULL && i < 5; i++)
    if (strcmp(direction, names[i]) == 0) return 1 << i;
  return 0;
}

/* Say which outcome is printed both ways. */
static void report_opposite(hepar_rule_run *run, const json_t *result, int bits) {
  const char *outcome = hepar_json_text(result, "outcome");
  if (outcome == NULL) outcome = "an outcome";
  if ((bits & 16) != 0)
    hepar_rule_find(run, NULL, "%s is printed with two contradictory directions", outcome);
  else
    hepar_rule_find(run, NULL, "%s is printed both as %s and as %s", outcome,
                    (bits & 3) == 3 ? "down" : "improved", (bits & 3) == 3 ? "up" : "worsened");
}

/* True when no outcome of a short list stands there twice: the usual case, found without work. */
static bool all_different(const json_t *results) {
  size_t count = json_array_size(results);
  if (count > 40) return false;
  for (size_t i = 0; i < count; i++) {
    const json_t *result = json_array_get(results, i);
    const char *outcome = hepar_json_text(result, "outcome");
    if (outcome == NULL || direction_bit(result) == 16) return false;
    for (size_t j = 0; j < i; j++)
      if (strcmp(outcome, hepar_json_text(json_array_get(results, j), "outcome")) == 0)
        return false;
  }
  return true;
}

/* True for bits that contradict each other. */
static bool contradict(int bits) {
  return (bits & 16) != 0 || (bits & 3) == 3 || (bits & 12) == 12;
}

json_t *hepar_results_directions(const json_t *results, bool *failed) {
  json_t *seen;
  *failed = false;
  if (all_different(results)) return NULL;
  seen = json_object();
  for (size_t i = 0; seen != NULL && i < json_array_size(results); i++) {
    const json_t *result = json_array_get(results, i);
    int bit = direction_bit(result);
    char *key = bit != 0 ? result_key(result) : NULL;
    if (bit == 0) continue;
    if (key == NULL ||
        json_object_set_new(
            seen, key, json_integer(json_integer_value(json_object_get(seen, key)) | bit)) != 0) {
      json_decref(seen);
      seen = NULL;
    }
    hepar_free(key);
  }
  *failed = seen == NULL;
  return seen;
}

bool hepar_result_opposed(const json_t *directions, const json_t *result, bool *failed) {
  char *key = directions != NULL && direction_bit(result) != 0 ? result_key(result) : NULL;
  bool opposed =
      key != NULL && contradict((int)json_integer_value(json_object_get(directions, key)));
  *failed = *failed || (directions != NULL && direction_bit(result) != 0 && key == NULL);
  hepar_free(key);
  return opposed;
}

void hepar_rule_opposite(hepar_rule_run *run, const json_t *record) {
  const json_t *results = json_object_get(record, "results");
  bool failed;
  json_t *directions = hepar_results_directions(results, &failed);
  for (size_t i = 0; directions != NULL && i < json_array_size(results); i++) {
    const json_t *result = json_array_get(results, i);
    char *key;
    if (!hepar_result_opposed(directions, result, &failed)) continue;
    key = result_key(result);
    if (key == NULL) {
      failed = true;
      break;
    }
    report_opposite(run, result, (int)json_integer_value(json_object_get(directions, key)));
    (void)json_object_del(directions, key); /* once for an outcome */
    hepar_free(key);
  }
  if (failed) hepar_rule_fail_memory(run);
  json_decref(directions);
}

/* True when the text of a result holds an arrow. */
static bool has_arrow(const json_t *result) {
  const char *text = hepar_json_text(result, "text");
  return text != NULL && (strstr(text, up_arrow) != NULL || strstr(text, down_arrow) != NULL);
}

void hepar_rule_arrow(hepar_rule_run *run, const json_t *record) {
  const json_t *results = json_object_get(record, "results");
  bool arrows = false;
  for (size_t i = 0; i < json_array_size(results); i++)
    arrows = arrows || has_arrow(json_array_get(results, i));
  for (size_t i = 0; arrows && i < json_array_size(results); i++) {
    const json_t *result = json_array_get(results, i);
    const char *direction = hepar_json_text(result, "direction");
    const char *text = hepar_json_text(result, "text");
    if (direction == NULL || strcmp(direction, "unspecified") != 0 || has_arrow(result)) continue;
    /* A statement about two arms has no direction to print. */
    if (hepar_json_text(result, "comparison") != NULL) continue;
    hepar_rule_find(run, NULL, "\"%s\" has no arrow, the others of the row have",
                    hepar_rule_excerpt(text != NULL ? text : hepar_json_text(result, "outcome"))
                        .text);
  }
}

/* True when the text tells a prothrombin time from an activity. */
static bool tells_pt(const char *text) {
  static const char *const words[] = {"time",       "activity", "activities", "concentration",
                                      "percentage", "seconds",  "index",      "ratio"};
  for (size_t i = 0; text != NULL && i < sizeof words / sizeof words[0]; i++)
    if (hepar_rule_word(text, words[i])) return true;
  return text != NULL && strchr(text, '%') != NULL;
}

void hepar_rule_prothrombin(hepar_rule_run *run, const json_t *record) {
  const json_t *results = json_object_get(record, "results");
  for (size_t i = 0; i < json_array_size(results); i++) {
    const json_t *result = json_array_get(results, i);
    const char *outcome = hepar_json_text(result, "outcome");
    const char *text = hepar_json_text(result, "text");
    if (outcome == NULL || strcmp(outcome, "PT") != 0 || tells_pt(text) ||
        tells_pt(hepar_json_text(result, "context")))
      continue;
    hepar_rule_find(run, NULL,
                    "\"%s\" does not say whether a time (less is better) or an activity (more is "
                    "better) is meant", hepar_rule_excerpt(text != NULL ? text : "PT").text);
    return; /* once for a row */
  }
}

/* Words for species. "human" is left out: in a row on animals it means the cells given. */
static const struct {
  const char *word;
  const char *species;
} species_words[] = {
    {"mouse", "mouse"},     {"mice", "mouse"},      {"murine", "mouse"},   {"rat", "rat"},
    {"rats", "rat"},        {"rabbit", "rabbit"},   {"rabbits", "rabbit"}, {"pig", "pig"},
    {"pigs", "pig"},        {"swine", "pig"},       {"porcine", "pig"},    {"dog", "dog"},
    {"dogs", "dog"},        {"canine", "dog"},      {"macaque", "macaque"},
    {"macaques", "macaque"}, {"monkey", "macaque"}, {"monkeys", "macaque"},
    {"patient", "human"},   {"patients", "human"}};

/* The first word in the text that names another species, or NULL. */
static const char *other_species(const char *text, const char *species) {
  char word[12];
  while (text != NULL && *text != '\0') {
    size_t length = 0;
    while (isalpha((unsigned char)text[length]) || (unsigned char)text[length] >= 0x80u) {
      if (length + 1 < sizeof word) word[length] = (char)tolower((unsigned char)text[length]);
      length++;
    }
    if (length + 1 < sizeof word) {
      word[length] = '\0';
      for (size_t i = 0; length > 2 && i < sizeof species_words / sizeof species_words[0]; i++)
        if (strcmp(word, species_words[i].word) == 0 &&
            strcmp(species_words[i].species, species) != 0)
          return species_words[i].word;
    }
    text += length > 0 ? length : 1;
  }
  return NULL;
}

/* True for columns that describe the subject or the effect, not where the cells came from. */
static bool subject_column(const char *column) {
  static const char *const names[] = {"model", "benefit", "effects", "results", "species",
                                      "animal", "disease"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    if (strcmp(column, names[i]) == 0) return true;
  return false;
}

void hepar_rule_species(hepar_rule_run *run, const json_t *record) {
  const json_t *results = json_object_get(record, "results");
  const char *species = hepar_json_text(json_object_get(record, "population"), "species");
  const char *text = NULL;
  const char *word = NULL;
  const char *column;
  json_t *cell;
  if (species == NULL) species = hepar_json_text(json_object_get(record, "animal"), "species");
  if (species == NULL || strcmp(species, "cell_line") == 0) return;
  for (size_t i = 0; word == NULL && i < json_array_size(results); i++) {
    text = hepar_json_text(json_array_get(results, i), "text");
    word = other_species(text, species);
  }
  json_object_foreach(json_object_get(record, "verbatim"), column, cell) {
    if (word != NULL || !subject_column(column)) continue;
    text = json_string_value(cell);
    word = other_species(text, species);
  }
  if (word != NULL)
    hepar_rule_find(run, NULL, "the row is about %s, but \"%s\" names %s", species,
                    hepar_rule_excerpt(text).text, word);
}

/* True when the result says which of several models it belongs to. */
static bool attributed(const json_t *result) {
  return json_object_get(result, "system") != NULL || json_object_get(result, "model") != NULL;
}

void hepar_rule_models(hepar_rule_run *run, const json_t *record) {
  const json_t *injuries = json_object_get(record, "injury");
  const json_t *results = json_object_get(record, "results");
  const char *first = hepar_json_text(json_array_get(injuries, 0), "model");
  const char *other = NULL;
  for (size_t i = 1; first != NULL && i < json_array_size(injuries); i++) {
    const char *model = hepar_json_text(json_array_get(injuries, i), "model");
    if (other == NULL && model != NULL && strcmp(model, first) != 0) other = model;
  }
  for (size_t i = 0; other != NULL && i < json_array_size(results); i++) {
    if (attributed(json_array_get(results, i))) continue;
    hepar_rule_find(run, NULL, "%s and %s share one row; its results do not say which model they "
                    "come from", first, other);
    return;
  }
}
