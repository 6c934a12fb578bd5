/* Which symbols a model has: those of its own text, of imports under their prefix, and of the
   extension. Here names are defined; what they are defined by is looked up in resolve.c. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "front.h"
#include "kernels.h"

static uint32_t hash(const char *key) {
  uint32_t h = 2166136261u; /* FNV-1a */
  for (; *key != '\0'; key++) h = (h ^ (unsigned char)*key) * 16777619u;
  return h ^ (h >> 15);
}

int32_t hepar_map_find(const hepar_map *map, const char *key) {
  if (map->room == 0) return -1;
  for (size_t at = hash(key) & (map->room - 1); map->slots[at].key != NULL;
       at = (at + 1) & (map->room - 1))
    if (strcmp(map->slots[at].key, key) == 0) return map->slots[at].value;
  return -1;
}

void hepar_front_map_put(hepar_front *front, hepar_map *map, const char *key, int32_t value) {
  size_t at;
  if (2 * map->count >= map->room) {
    hepar_map old = *map;
    map->room = old.room == 0 ? 64 : old.room * 4;
    map->slots = hepar_front_work(front, map->room * sizeof *map->slots);
    map->count = 0;
    for (size_t i = 0; i < old.room; i++)
      if (old.slots[i].key != NULL)
        hepar_front_map_put(front, map, old.slots[i].key, old.slots[i].value);
  }
  at = hash(key) & (map->room - 1);
  while (map->slots[at].key != NULL && strcmp(map->slots[at].key, key) != 0)
    at = (at + 1) & (map->room - 1);
  if (map->slots[at].key == NULL) map->count++;
  map->slots[at].key = key;
  map->slots[at].value = value;
}

const char *hepar_front_near(hepar_front *front, const hepar_scope *scope, const char *name) {
  size_t room = front->making_count + front->family_count, count = 0;
  size_t prefix = strlen(scope->prefix);
  const char **names = hepar_front_work(front, (room + 1) * sizeof *names);
  if (strlen(name) < 2) return NULL; /* any other letter would be near */
  for (size_t i = 0; i < front->making_count; i++) {
    const char *full = front->makings[i].symbol.name;
    bool own = !front->makings[i].dead && !front->makings[i].alias;
    if (own && strncmp(full, scope->prefix, prefix) == 0) names[count++] = full + prefix;
  }
  for (size_t i = 0; i < front->family_count; i++)
    if (strncmp(front->families[i].name, scope->prefix, prefix) == 0)
      names[count++] = front->families[i].name + prefix;
  return hepar_suggest(name, names, count);
}

static const char *join(hepar_front *front, const char *prefix, const char *name) {
  return hepar_front_print(front, "%s%s", prefix, name);
}

/* The array of that full name, made when it is new. */
static hepar_family *family_of(hepar_front *front, const char *name, int64_t index) {
  int32_t at = hepar_map_find(&front->families_by_name, name);
  if (at < 0) {
    front->families = hepar_front_grow(front, front->families, front->family_count,
                                       &front->family_room, sizeof *front->families);
    at = (int32_t)front->family_count++;
    front->families[at] = (hepar_family){name, index, index};
    hepar_front_map_put(front, &front->families_by_name, name, at);
  }
  return &front->families[at];
}

static hepar_assignment *binding_of(const hepar_scope *scope, const char *name) {
  hepar_assignment *b = scope->bindings;
  while (b != NULL && strcmp(b->name, name) != 0) b = b->next;
  return b;
}

/* A value that is nothing but a number. */
static bool is_plain_number(const hepar_tree *tree) {
  if (tree->kind == HEPAR_TREE_NEGATE) tree = tree->items[0].tree;
  return tree->kind == HEPAR_TREE_NUMBER;
}

static hepar_symbol_kind kind_of_word(int word) {
  switch (word) {
    case HEPAR_WORD_PARAM: return HEPAR_SYMBOL_PARAMETER;
    case HEPAR_WORD_INPUT: return HEPAR_SYMBOL_INPUT;
    case HEPAR_WORD_STATE: return HEPAR_SYMBOL_STATE;
    case HEPAR_WORD_LET: return HEPAR_SYMBOL_LET;
    default: return HEPAR_SYMBOL_OUTPUT;
  }
}

/* What the statement says about one symbol. */
static hepar_making describe(hepar_front *front, hepar_scope *scope, const hepar_declaration *d,
                             const char *name, int64_t index) {
  hepar_making m;
  hepar_assignment *binding = binding_of(scope, d->name);
  memset(&m, 0, sizeof m);
  m.symbol.kind = kind_of_word(d->word);
  m.symbol.name = name;
  m.symbol.unit = d->unit;
  m.symbol.doc = d->doc;
  m.symbol.status = d->status;
  m.symbol.source = d->source;
  m.symbol.low = m.symbol.high = m.symbol.value = (double)NAN;
  m.symbol.expression = m.symbol.rate = HEPAR_NO_NODE;
  m.symbol.nonnegative = d->nonnegative;
  m.scope = m.tree_scope = scope;
  m.declaration = d;
  m.written = d->tree;
  m.low = d->low;
  m.high = d->high;
  m.index = index;
  m.place = d->place;
  m.unit_place = d->unit != NULL ? d->unit_place : d->place;
  m.alias = d->word == HEPAR_WORD_OUTPUT && d->tree == NULL;
  if (binding != NULL && !m.alias) {
    if (m.symbol.kind == HEPAR_SYMBOL_STATE)
      hepar_front_fail(front, HEPAR_FORMAT, binding->place,
                       "%s is a state of %s: `with` replaces inputs, params and lets", d->name,
                       scope->text->name);
    binding->used = true;
    m.bound = true;
    m.written = binding->tree;
    m.tree_scope = scope->parent;
    m.place = binding->place;
    if (m.symbol.kind != HEPAR_SYMBOL_OUTPUT &&
        !(m.symbol.kind == HEPAR_SYMBOL_PARAMETER && is_plain_number(m.written)))
      m.symbol.kind = HEPAR_SYMBOL_LET;
    m.low = m.high = NULL;
    m.symbol.status = "unstated";
    m.symbol.source = NULL;
  }
  return m;
}

static void append(hepar_front *front, const hepar_making *m) {
  if (front->making_count >= HEPAR_SYMBOLS_MOST)
    hepar_front_fail(front, HEPAR_RANGE, m->place,
                     "the model has more than 16384 symbols (limit of symbols)");
  front->makings = hepar_front_grow(front, front->makings, front->making_count,
                                    &front->making_room, sizeof *front->makings);
  front->makings[front->making_count++] = *m;
}

/* "twice", and where the first one stands. */
static _Noreturn void fail_twice(hepar_front *front, const hepar_making *first,
                                 const hepar_making *second) {
  int32_t line, column;
  hepar_front_where(front, first->place, &line, &column);
  hepar_front_fail(front, HEPAR_FORMAT, second->place, "%s is defined twice: first in %s, line %d",
                   second->symbol.name, front->texts[first->place.text]->file, (int)line);
}

/* Define one symbol, or an element of an array. */
static void define(hepar_front *front, hepar_scope *scope, const hepar_declaration *d,
                   int64_t index) {
  const char *base = join(front, scope->prefix, d->name);
  const char *name = d->indexed ? hepar_front_print(front, "%s[%lld]", base, (long long)index)
                                : base;
  hepar_making m = describe(front, scope, d, name, index);
  int32_t at = m.alias ? -1 : hepar_map_find(&front->names, name);
  if (!m.alias && !d->indexed && hepar_map_find(&front->families_by_name, base) >= 0)
    hepar_front_fail(front, HEPAR_FORMAT, d->place, "%s is an array already", base);
  if (!m.alias && d->indexed && hepar_map_find(&front->names, base) >= 0)
    hepar_front_fail(front, HEPAR_FORMAT, d->place, "%s is defined already, and is no array", base);
  if (strchr(d->name, '.') != NULL && !m.alias && (at < 0 || !scope->extension))
    hepar_front_fail(front, HEPAR_FORMAT, d->place,
                     "%s: names with a dot come from imports (replace them by `with`, or in an "
                     "extension)", d->name);
  if (at >= 0) {
    hepar_making *old = &front->makings[at];
    if (scope->extension && !old->scope->extension) {
      if (m.symbol.kind == old->symbol.kind) {
        if (m.symbol.unit == NULL) {
          m.symbol.unit = old->symbol.unit;
          m.unit_place = old->unit_place;
        }
        if (m.symbol.doc == NULL) m.symbol.doc = old->symbol.doc;
        m.symbol.nonnegative |= old->symbol.nonnegative;
      }
      m.replaced = true;
      *old = m;
      return;
    }
    if (old->scope == scope) fail_twice(front, old, &m);
    if (scope->bare && m.symbol.kind == HEPAR_SYMBOL_INPUT) return; /* given by who imports it */
    if (!old->scope->bare || old->symbol.kind != HEPAR_SYMBOL_INPUT) fail_twice(front, old, &m);
    old->dead = true;
  }
  append(front, &m);
  if (m.alias) return;
  hepar_front_map_put(front, &front->names, name, (int32_t)front->making_count - 1);
  if (d->indexed) {
    hepar_family *family = family_of(front, base, index);
    if (index < family->low) family->low = index;
    if (index > family->high) family->high = index;
  }
}

/* Refuse a chain of imports that comes back to itself. */
static void refuse_cycle(hepar_front *front, const hepar_scope *scope, const hepar_declaration *d) {
  char path[400] = "";
  const hepar_scope *chain[HEPAR_IMPORT_DEPTH_MOST + 2];
  int count = 0;
  const hepar_scope *s = scope;
  while (s != NULL && (s->text->name == NULL || strcmp(s->text->name, d->name) != 0)) s = s->parent;
  if (s == NULL) return;
  for (const hepar_scope *c = scope; c != s->parent; c = c->parent) chain[count++] = c;
  while (count > 0) {
    size_t used = strlen(path);
    (void)snprintf(path + used, sizeof path - used, "%.40s -> ", chain[--count]->text->name);
  }
  hepar_front_fail(front, HEPAR_FORMAT, d->place, "%s imports itself: %s%s", d->name, path,
                   d->name);
}

/* There is no such model; perhaps one is spelt alike. */
static _Noreturn void fail_missing(hepar_front *front, const hepar_declaration *d) {
  const char *names[256];
  const char *near;
  size_t count = 0;
  while (count < 256 && (names[count] = hepar_kernel_texts_list(count)) != NULL) count++;
  near = hepar_suggest(d->name, names, count);
  if (near != NULL)
    hepar_front_fail(front, HEPAR_NOT_FOUND, d->place,
                     "there is no model `%s` (did you mean \"%s\"?)", d->name, near);
  hepar_front_fail(front, HEPAR_NOT_FOUND, d->place, "there is no model `%s`", d->name);
}

/* The text of an imported model: met before, built in, or found by the caller. */
static const hepar_model_text *find_text(hepar_front *front, const hepar_declaration *d) {
  const char *text;
  size_t length = 0;
  hepar_error error = {HEPAR_OK, ""};
  hepar_status status = HEPAR_NOT_FOUND;
  for (int32_t i = 0; i < front->text_count; i++)
    if (front->texts[i]->name != NULL && strcmp(front->texts[i]->name, d->name) == 0)
      return front->texts[i];
  text = hepar_kernel_texts_find(d->name, &length);
  if (text == NULL && front->options->find != NULL) {
    status = front->options->find(front->options->find_data, d->name, &front->found, &length,
                                  &error);
    if (status == HEPAR_NOMEM)
      hepar_front_stop(front, hepar_fail(front->error, status, "out of memory"));
    if (status != HEPAR_OK && status != HEPAR_NOT_FOUND)
      hepar_front_fail(front, status, d->place, "model `%s` cannot be read: %s", d->name,
                       error.message);
    if (status == HEPAR_OK) text = front->found;
  }
  if (text != NULL) {
    int32_t number = hepar_front_parse(front, d->name, d->name, text, length);
    hepar_free(front->found);
    front->found = NULL;
    return front->texts[number];
  }
  fail_missing(front, d);
}

static hepar_scope *open_scope(hepar_front *front, hepar_scope *parent, const char *prefix,
                               const hepar_model_text *text) {
  hepar_scope *scope = hepar_front_work(front, sizeof *scope);
  scope->parent = parent;
  scope->prefix = prefix;
  scope->text = text;
  scope->depth = parent != NULL ? parent->depth + 1 : 0;
  *front->scopes_last = scope;
  front->scopes_last = &scope->next;
  return scope;
}

static void define_all(hepar_front *front, hepar_scope *scope);

/* One import: its text as a scope of its own. */
static void import(hepar_front *front, hepar_scope *parent, const hepar_declaration *d) {
  hepar_scope *scope;
  const char *prefix = parent->prefix;
  size_t count = 0;
  refuse_cycle(front, parent, d);
  if (parent->depth >= HEPAR_IMPORT_DEPTH_MOST)
    hepar_front_fail(front, HEPAR_RANGE, d->place,
                     "imports are nested more than 8 deep (limit of import depth)");
  for (const hepar_scope *s = front->scopes; s != NULL; s = s->next) count++;
  if (count > HEPAR_IMPORTS_MOST)
    hepar_front_fail(front, HEPAR_RANGE, d->place,
                     "the model has more than 256 imports (limit of imports)");
  if (d->prefix != NULL) prefix = hepar_front_print(front, "%s%s.", prefix, d->prefix);
  if (strlen(prefix) > 2 * HEPAR_NAME_MOST)
    hepar_front_fail(front, HEPAR_RANGE, d->place, "the prefixes of imports are too long");
  scope = open_scope(front, parent, prefix, find_text(front, d));
  scope->place = d->place;
  scope->bindings = d->assignments;
  scope->bare = d->prefix == NULL;
  count = 0;
  for (hepar_assignment *b = scope->bindings; b != NULL; b = b->next) {
    b->used = false;
    if (++count > HEPAR_LIST_MOST)
      hepar_front_fail(front, HEPAR_RANGE, b->place,
                       "an import with more than 1000 replacements (limit of replacements)");
    if (b->index != NULL)
      hepar_front_fail(front, HEPAR_FORMAT, b->place,
                       "`with` replaces a name, all elements of an array alike");
    for (const hepar_assignment *c = scope->bindings; c != b; c = c->next)
      if (strcmp(b->name, c->name) == 0)
        hepar_front_fail(front, HEPAR_FORMAT, b->place, "%s is given twice", b->name);
  }
  define_all(front, scope);
  for (const hepar_assignment *b = scope->bindings; b != NULL; b = b->next) {
    const char *near;
    if (b->used) continue;
    near = hepar_front_near(front, scope, b->name);
    if (near != NULL)
      hepar_front_fail(front, HEPAR_FORMAT, b->place,
                       "%s has no input, param or let `%s` (did you mean \"%s\"?)", d->name,
                       b->name, near);
    hepar_front_fail(front, HEPAR_FORMAT, b->place, "%s has no input, param or let `%s`", d->name,
                     b->name);
  }
}

static void define_all(hepar_front *front, hepar_scope *scope) {
  for (const hepar_declaration *d = scope->text->first; d != NULL; d = d->next) {
    switch (d->word) {
      case HEPAR_WORD_PARAM:
      case HEPAR_WORD_INPUT:
      case HEPAR_WORD_STATE:
      case HEPAR_WORD_LET:
      case HEPAR_WORD_OUTPUT:
        if (d->indexed)
          for (int64_t i = d->low_index; i <= d->high_index; i++) define(front, scope, d, i);
        else
          define(front, scope, d, 0);
        break;
      case HEPAR_WORD_IMPORT: import(front, scope, d); break;
      default: break;
    }
  }
}

/* Drop what is dead, spread `output cells` over the array, and number the kinds. */
static void settle(hepar_front *front) {
  hepar_making *old = front->makings;
  size_t count = front->making_count;
  hepar_map outputs = {0};
  int32_t numbers[HEPAR_SYMBOL_OUTPUT + 1] = {0};
  front->makings = NULL;
  front->making_count = front->making_room = 0;
  for (size_t i = 0; i < count; i++) {
    hepar_making m = old[i];
    int32_t family;
    if (m.dead) continue;
    if (!m.alias) {
      append(front, &m);
      continue;
    }
    family = hepar_map_find(&front->families_by_name, m.symbol.name);
    for (int64_t k = family < 0 ? 0 : front->families[family].low;
         k <= (family < 0 ? 0 : front->families[family].high); k++) {
      hepar_tree *tree = hepar_front_tree(front, HEPAR_TREE_NAME, m.place);
      const char *name = family < 0 ? m.symbol.name
                                    : hepar_front_print(front, "%s[%lld]",
                                                        front->families[family].name,
                                                        (long long)k);
      hepar_making element = m;
      if (family >= 0 && hepar_map_find(&front->names, name) < 0) continue;
      if (hepar_map_find(&outputs, name) >= 0) continue; /* said twice, meant once */
      hepar_front_map_put(front, &outputs, name, 0);
      tree->name = name + strlen(m.scope->prefix);
      if (m.declaration->indexed || family >= 0) { /* an element: its base name and its index */
        hepar_index *index = hepar_front_keep(front, sizeof *index);
        index->constant = family >= 0 ? k : m.index;
        tree->low = index;
        tree->name = m.declaration->name;
      }
      element.symbol.name = name;
      element.written = tree;
      append(front, &element);
    }
  }
  memset(&front->names, 0, sizeof front->names);
  for (size_t i = 0; i < front->making_count; i++) {
    hepar_making *m = &front->makings[i];
    m->symbol.index = numbers[m->symbol.kind]++;
    if (!m->alias) hepar_front_map_put(front, &front->names, m->symbol.name, (int32_t)i);
  }
  if (numbers[HEPAR_SYMBOL_STATE] > HEPAR_STATES_MOST)
    hepar_front_fail(front, HEPAR_RANGE, front->makings[0].place,
                     "the model has more than 4096 states (limit of states)");
}

/* The rate of one state. */
static void set_rate(hepar_front *front, hepar_scope *scope, const hepar_declaration *d,
                     int64_t index) {
  hepar_index constant = {NULL, 0, index, d->place};
  const hepar_names names = {scope, NULL, 0};
  int32_t at = hepar_front_lookup(front, &names, d->name, d->indexed ? &constant : NULL, d->place);
  hepar_making *m = &front->makings[at];
  if (m->symbol.kind != HEPAR_SYMBOL_STATE) {
    static const char *const kinds[] = {"a parameter", "an input", "a state", "a definition (let)",
                                        "an output"};
    if (m->replaced && !scope->extension) return; /* the extension made something else of it */
    hepar_front_fail(front, HEPAR_FORMAT, d->place, "%s is %s: only states have rates",
                     m->symbol.name, kinds[m->symbol.kind]);
  }
  if (m->rate != NULL && !(scope->extension && !m->rate_scope->extension)) {
    int32_t line, column;
    hepar_front_where(front, m->rate->place, &line, &column);
    hepar_front_fail(front, HEPAR_FORMAT, d->place, "%s has two rates: the first is in line %d",
                     m->symbol.name, (int)line);
  }
  m->rate = d;
  m->rate_scope = scope;
  m->rate_index = index;
}

void hepar_front_declare(hepar_front *front) {
  hepar_scope *root;
  front->scopes_last = &front->scopes;
  root = open_scope(front, NULL, "", front->texts[0]);
  define_all(front, root);
  if (front->options->extension != NULL) {
    hepar_scope *extension = open_scope(front, NULL, "", front->texts[1]);
    extension->extension = true;
    define_all(front, extension);
  }
  settle(front);
  for (hepar_scope *scope = front->scopes; scope != NULL; scope = scope->next)
    for (const hepar_declaration *d = scope->text->first; d != NULL; d = d->next)
      if (d->word == HEPAR_WORD_COUNT)
        for (int64_t i = d->low_index; i <= d->high_index; i++) set_rate(front, scope, d, i);
  for (size_t i = 0; i < front->making_count; i++) {
    const hepar_making *m = &front->makings[i];
    if (m->symbol.kind == HEPAR_SYMBOL_STATE && m->rate == NULL)
      hepar_front_fail(front, HEPAR_FORMAT, m->place,
                       "the state %s has no rate: write %s' = …", m->symbol.name, m->symbol.name);
  }
}
