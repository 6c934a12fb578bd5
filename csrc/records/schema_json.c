/* The format of a bundle as JSON Schema 2020-12. It is made from what an import is checked against:
   the shapes of shape_tables.c become definitions, and so do the vocabularies they name. What a
   schema has no words for stays with the import: that the first line is not after the last, that a
   29th of February exists, that a source is there, that nothing nests too deep. */
#include <string.h>

#include "shape.h"

typedef struct builder {
  const hepar_vocabulary *vocabulary;
  json_t *definitions;
  bool failed; /* out of memory: looked at once, at the end */
} builder;

/* Put a new value under a key. */
static void put(builder *b, json_t *object, const char *key, json_t *value) {
  if (json_object_set_new(object, key, value) != 0) b->failed = true;
}

static void append(builder *b, json_t *list, json_t *value) {
  if (json_array_append_new(list, value) != 0) b->failed = true;
}

static json_t *typed(builder *b, const char *type) {
  json_t *schema = json_object();
  put(b, schema, "type", json_string(type));
  return schema;
}

static json_t *patterned(builder *b, const char *pattern) {
  json_t *schema = typed(b, "string");
  put(b, schema, "pattern", json_string(pattern));
  return schema;
}

/* {"$ref": "#/$defs/name"} */
static json_t *reference(builder *b, const char *name) {
  json_t *schema = json_object();
  hepar_text text = {0};
  hepar_text_add(&text, "#/$defs/");
  hepar_text_add(&text, name);
  put(b, schema, "$ref", text.failed ? NULL : json_string(text.data));
  hepar_text_free(&text);
  return schema;
}

/* A list of `of`, which is taken over, with at least `least` items and at most `most` (0: any). */
static json_t *list_of(builder *b, json_t *of, size_t least, size_t most) {
  json_t *schema = typed(b, "array");
  put(b, schema, "items", of);
  if (least > 0) put(b, schema, "minItems", json_integer((json_int_t)least));
  if (most > 0) put(b, schema, "maxItems", json_integer((json_int_t)most));
  return schema;
}

/* {"anyOf": [one, other]}; both are taken over. */
static json_t *either(builder *b, json_t *one, json_t *other) {
  json_t *schema = json_object();
  json_t *choices = json_array();
  append(b, choices, one);
  append(b, choices, other);
  put(b, schema, "anyOf", choices);
  return schema;
}

/* The schema that allows null, too. */
static json_t *or_null(builder *b, json_t *schema) {
  json_t *type = json_object_get(schema, "type");
  json_t *types;
  if (json_is_array(json_object_get(schema, "enum"))) {
    append(b, json_object_get(schema, "enum"), json_null());
    return schema;
  }
  if (json_is_array(json_object_get(schema, "anyOf"))) {
    append(b, json_object_get(schema, "anyOf"), typed(b, "null"));
    return schema;
  }
  if (!json_is_string(type))
    return json_object_size(schema) == 0 ? schema : either(b, schema, typed(b, "null"));
  types = json_array();
  if (json_array_append(types, type) != 0) b->failed = true;
  append(b, types, json_string("null"));
  put(b, schema, "type", types);
  return schema;
}

/* ---- one value ---- */

/* The words of "one|two|three". */
static json_t *words_of(builder *b, const char *names) {
  json_t *schema = json_object();
  json_t *words = json_array();
  while (names != NULL) {
    const char *bar = strchr(names, '|');
    size_t length = bar != NULL ? (size_t)(bar - names) : strlen(names);
    append(b, words, json_stringn(names, length));
    names = bar != NULL ? bar + 1 : NULL;
  }
  put(b, schema, "enum", words);
  return schema;
}

/* The codes of a vocabulary. */
static json_t *codes_of(builder *b, const char *name) {
  json_t *list = json_array();
  size_t count;
  const hepar_code *codes = hepar_vocabulary_codes(b->vocabulary, name, &count);
  for (size_t i = 0; i < count; i++) append(b, list, json_string(codes[i].code));
  return list;
}

/* A code. One of an open vocabulary is any text: the codes are examples then. */
static json_t *code_of(builder *b, const hepar_member *m) {
  json_t *schema;
  char name[64] = "code_";
  if (m->flags & OPEN) {
    schema = typed(b, "string");
    put(b, schema, "examples", codes_of(b, m->names));
    return schema;
  }
  strncat(name, m->names, sizeof name - strlen(name) - 1);
  if (json_object_get(b->definitions, name) == NULL) {
    schema = json_object();
    put(b, schema, "enum", codes_of(b, m->names));
    put(b, b->definitions, name, schema);
  }
  return reference(b, name);
}

static json_t *number_of(builder *b, const hepar_member *m) {
  json_t *schema = typed(b, m->kind == MEMBER_INTEGER ? "integer" : "number");
  if (m->least == m->most) return schema;
  put(b, schema, "minimum", json_real(m->least));
  put(b, schema, "maximum", json_real(m->most));
  return schema;
}

/* Two line numbers. */
static json_t *lines_of(builder *b) {
  json_t *line = typed(b, "integer");
  put(b, line, "minimum", json_integer(0));
  return list_of(b, line, 2, 2);
}

/* Column -> text, null, or an object that stands for a cell that is not kept. */
static json_t *cells_of(builder *b) {
  json_t *schema = typed(b, "object");
  json_t *cell = json_object();
  json_t *types = json_array();
  append(b, types, json_string("string"));
  append(b, types, json_string("null"));
  append(b, types, json_string("object"));
  put(b, cell, "type", types);
  put(b, schema, "additionalProperties", cell);
  return schema;
}

static void define(builder *b, const hepar_shape *shape);

/* One value of a member, not null. */
static json_t *value_of(builder *b, const hepar_member *m) {
  json_t *schema;
  switch (m->kind) {
    case MEMBER_ANY: return json_object();
    case MEMBER_TEXT: return typed(b, "string");
    case MEMBER_NAME:
      schema = typed(b, "string");
      put(b, schema, "minLength", json_integer(1));
      return schema;
    case MEMBER_INTEGER:
    case MEMBER_NUMBER: return number_of(b, m);
    case MEMBER_BOOLEAN: return typed(b, "boolean");
    case MEMBER_OBJECT:
      if (m->shape == NULL) return typed(b, "object");
      define(b, m->shape);
      return reference(b, m->shape->name);
    case MEMBER_CODE: return code_of(b, m);
    case MEMBER_WORD: return words_of(b, m->names);
    case MEMBER_ID: return patterned(b, "^[a-z0-9_]{1,127}:[a-z0-9]{1,63}:r[0-9]{1,9}$");
    case MEMBER_KEY: return patterned(b, "^[A-Za-z0-9_.-]+$");
    case MEMBER_SHA256: return patterned(b, "^[0-9a-f]{64}$");
    case MEMBER_DATE:
      return patterned(b, "^[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|"
                          "(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|[12][0-9]))($|[T ])");
    case MEMBER_LINES: return lines_of(b);
    case MEMBER_PAIR: return list_of(b, typed(b, "number"), 2, 2);
    case MEMBER_ROW: return either(b, typed(b, "integer"), typed(b, "string"));
    case MEMBER_CELLS: return cells_of(b);
  }
  return NULL;
}

/* All that a member may be. */
static json_t *member_of(builder *b, const hepar_member *m) {
  json_t *schema = value_of(b, m);
  if (m->flags & LIST) schema = list_of(b, schema, m->flags & FILLED ? 1 : 0, 0);
  else if (m->flags & ONE_OR_LIST) schema = either(b, schema, list_of(b, value_of(b, m), 0, 0));
  return m->flags & NULLABLE ? or_null(b, schema) : schema;
}

/* ---- objects ---- */

/* Define a shape under its name, once. */
static void define(builder *b, const hepar_shape *shape) {
  json_t *schema;
  json_t *properties;
  json_t *required;
  if (json_object_get(b->definitions, shape->name) != NULL) return;
  schema = typed(b, "object");
  put(b, b->definitions, shape->name, schema);
  if (b->failed) return; /* and the schema is gone */
  properties = json_object();
  required = json_array();
  for (size_t i = 0; i < shape->count && !b->failed; i++) {
    const hepar_member *m = &shape->members[i];
    put(b, properties, m->name, member_of(b, m));
    if (m->flags & REQUIRED) append(b, required, json_string(m->name));
  }
  put(b, schema, "properties", properties);
  if (json_array_size(required) > 0) put(b, schema, "required", required);
  else json_decref(required);
}

/* The bundle itself. */
static json_t *bundle(builder *b) {
  json_t *root = typed(b, "object");
  json_t *properties = json_object();
  json_t *required = json_array();
  json_t *format = json_object();
  put(b, root, "$schema", json_string("https://json-schema.org/draft/2020-12/schema"));
  put(b, root, "title", json_string("hepar bundle, " HEPAR_BUNDLE_SCHEMA));
  put(b, root, "description",
      json_string("Study records of cell and vesicle therapy for the liver. Codes stand as codes: an "
                  "import also takes their synonyms, keeps members that are not named here, and "
                  "makes the derived values (effect, days, arms_sum, consistent) itself. For "
                  "research, never for the bedside."));
  put(b, format, "const", json_string(HEPAR_BUNDLE_SCHEMA));
  put(b, properties, "schema", format);
  append(b, required, json_string("schema"));
  for (int i = 0; i < HEPAR_SHAPE_KINDS && !b->failed; i++) {
    define(b, &hepar_shapes[i]);
    put(b, properties, hepar_shape_lists[i],
        list_of(b, reference(b, hepar_shapes[i].name), 0, 0));
    if (i < HEPAR_SHAPE_NEEDED) append(b, required, json_string(hepar_shape_lists[i]));
  }
  put(b, root, "properties", properties);
  put(b, root, "required", required);
  if (json_object_set(root, "$defs", b->definitions) != 0) b->failed = true;
  return root;
}

hepar_status hepar_schema_text(char **text, hepar_error *error) {
  hepar_vocabulary *vocabulary;
  hepar_status status = hepar_vocabulary_open(&vocabulary, error);
  builder b = {NULL, NULL, false};
  hepar_text out = {0};
  json_t *root;
  *text = NULL;
  if (status != HEPAR_OK) return status;
  b.vocabulary = vocabulary;
  b.definitions = json_object();
  root = bundle(&b);
  if (b.failed || root == NULL) status = hepar_fail_memory(error);
  else status = hepar_json_write(root, true, &out, error);
  if (status == HEPAR_OK) *text = out.data;
  else hepar_text_free(&out);
  json_decref(root);
  json_decref(b.definitions);
  hepar_vocabulary_free(vocabulary);
  return status;
}
