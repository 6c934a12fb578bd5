/* What several rules need to look into text and JSON. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "rules.h"

hepar_excerpt hepar_rule_excerpt(const char *text) {
  hepar_excerpt out;
  size_t length = strlen(text);
  if (length <= 48) {
    memcpy(out.text, text, length + 1);
    return out;
  }
  memcpy(out.text, text, 48);
  out.text[48] = '\0';
  hepar_utf8_mend(out.text);
  (void)strcat(out.text, "\xe2\x80\xa6"); /* … */
  return out;
}

hepar_excerpt hepar_rule_number(double value) {
  hepar_excerpt out;
  char number[32];
  if (!hepar_json_number(value, number)) (void)strcpy(number, "not a number");
  (void)snprintf(out.text, sizeof out.text, "%s", number);
  return out;
}

void hepar_rule_walk(const json_t *json, const char *path,
                     void (*see)(void *data, const json_t *value), void *data) {
  const char *dot;
  char name[48];
  size_t length;
  if (json == NULL) return;
  if (json_is_array(json)) {
    for (size_t i = 0; i < json_array_size(json); i++)
      hepar_rule_walk(json_array_get(json, i), path, see, data);
    return;
  }
  if (*path == '\0') {
    see(data, json);
    return;
  }
  dot = strchr(path, '.');
  length = dot != NULL ? (size_t)(dot - path) : strlen(path);
  if (!json_is_object(json) || length >= sizeof name) return;
  memcpy(name, path, length);
  name[length] = '\0';
  hepar_rule_walk(json_object_get(json, name), dot != NULL ? dot + 1 : path + length, see, data);
}

const json_t *hepar_rule_dose(const json_t *record, size_t index) {
  const json_t *first = json_object_get(json_object_get(record, "product"), "doses");
  size_t n = json_array_size(first);
  if (index < n) return json_array_get(first, index);
  return json_array_get(json_object_get(record, "doses"), index - n);
}

/* A letter, also the bytes of letters beyond ASCII. */
static bool letter(char c) { return isalpha((unsigned char)c) || (unsigned char)c >= 0x80u; }

bool hepar_rule_word(const char *text, const char *word) {
  size_t length = strlen(word);
  for (const char *at = text; *at != '\0'; at++) {
    size_t i = 0;
    while (i < length && tolower((unsigned char)at[i]) == word[i]) i++;
    if (i == length && (at == text || !letter(at[-1])) && !letter(at[length])) return true;
  }
  return false;
}
