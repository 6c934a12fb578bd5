/* Making a model: parse, declare, resolve, check, lower; and the errors that all of these give. */
#include "front.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "kernels.h"

/* What of a long line is shown. */
#define SHOWN 80

/* Bytes of the UTF-8 character at text. */
static size_t character(const char *text, size_t left) {
  unsigned char c = (unsigned char)*text;
  size_t size = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
  return size < left ? size : left;
}

/* The line of an offset: its number from 1, where it starts and ends. */
static int32_t find_line(const hepar_model_text *text, size_t offset, size_t *start, size_t *end) {
  size_t low = 0, high = text->line_count;
  while (high - low > 1) {
    size_t middle = low + (high - low) / 2;
    if (text->lines[middle] <= offset)
      low = middle;
    else
      high = middle;
  }
  *start = text->line_count > 0 ? text->lines[low] : 0;
  *end = offset;
  while (*end < text->length && text->text[*end] != '\n' && text->text[*end] != '\r') ++*end;
  return (int32_t)low + 1;
}

/* Characters from `start` to `offset`. */
static int32_t count_characters(const char *text, size_t start, size_t offset) {
  int32_t count = 0;
  for (size_t i = start; i < offset; i++)
    if (((unsigned char)text[i] & 0xC0u) != 0x80u) count++;
  return count;
}

void hepar_front_where(hepar_front *front, hepar_place place, int32_t *line, int32_t *column) {
  const hepar_model_text *text = front->texts[place.text];
  size_t start, end, at = place.offset < text->length ? place.offset : text->length;
  if (front->where_line == 0 || front->where.text != place.text ||
      front->where.offset != place.offset) {
    front->where = place;
    front->where_line = find_line(text, at, &start, &end);
    front->where_column = 1 + count_characters(text->text, start, at);
  }
  *line = front->where_line;
  *column = front->where_column;
}

void hepar_front_stop(hepar_front *front, hepar_status status) {
  front->status = status;
  longjmp(front->out, 1);
}

/* "file:line:column: sentence", the line, and a caret below the place. */
void hepar_front_fail(hepar_front *front, hepar_status status, hepar_place place,
                      const char *format, ...) {
  char sentence[400], shown[4 * SHOWN + 8], caret[SHOWN + 8];
  const hepar_model_text *text = front->texts[place.text];
  size_t start, end, at = place.offset < text->length ? place.offset : text->length;
  size_t from, length = 0, carets = 0;
  int32_t line, column, skip = 0;
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(sentence, sizeof sentence, format, arguments);
  va_end(arguments);
  hepar_utf8_clean(sentence);
  line = find_line(text, at, &start, &end);
  column = 1 + count_characters(text->text, start, at);
  if (column > SHOWN - 20) skip = column - (SHOWN - 20); /* a long line: what stands around */
  for (from = start; skip > 0 && from < at; skip--)
    from += character(text->text + from, at - from);
  for (size_t i = from, n = 0; i < end && n < SHOWN; n++) {
    size_t size = character(text->text + i, end - i);
    memcpy(shown + length, text->text + i, size);
    length += size;
    i += size;
  }
  shown[length] = '\0';
  hepar_utf8_clean(shown);
  for (size_t i = from; i < at && carets < SHOWN;) { /* tabs stay, so that the caret stands right */
    caret[carets++] = text->text[i] == '\t' ? '\t' : ' ';
    i += character(text->text + i, at - i);
  }
  caret[carets] = '\0';
  if (front->error != NULL) {
    char head[128];
    (void)snprintf(head, sizeof head, "%.100s", text->file);
    hepar_utf8_clean(head);
    (void)snprintf(front->error->message, sizeof front->error->message, "%s:%d:%d: %s\n  %s\n  %s^",
                   head, (int)line, (int)column, sentence, shown, caret);
    front->error->status = status;
    hepar_utf8_mend(front->error->message);
  }
  hepar_front_stop(front, status);
}

/* Memory or the way out. */
static void *alloc(hepar_front *front, hepar_arena *arena, size_t size) {
  void *memory = hepar_arena_alloc(arena, size);
  if (memory == NULL)
    hepar_front_stop(front, hepar_fail(front->error, HEPAR_NOMEM, "out of memory"));
  return memory;
}

void *hepar_front_keep(hepar_front *front, size_t size) { return alloc(front, front->keep, size); }

void *hepar_front_work(hepar_front *front, size_t size) { return alloc(front, &front->work, size); }

char *hepar_front_text(hepar_front *front, const char *text, size_t length) {
  char *copy = hepar_front_keep(front, length + 1);
  memcpy(copy, text, length);
  return copy;
}

char *hepar_front_print(hepar_front *front, const char *format, ...) {
  char text[1024];
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  hepar_utf8_mend(text);
  return hepar_front_text(front, text, strlen(text));
}

void *hepar_front_grow(hepar_front *front, void *list, size_t count, size_t *room, size_t size) {
  void *bigger;
  if (count < *room) return list;
  *room = *room == 0 ? 8 : *room * 2;
  bigger = hepar_front_work(front, *room * size);
  if (count > 0) memcpy(bigger, list, count * size);
  return bigger;
}

void hepar_front_note(hepar_front *front, const char *text) {
  front->notes = hepar_front_grow(front, front->notes, front->note_count, &front->note_room,
                                  sizeof *front->notes);
  front->notes[front->note_count++] = (hepar_model_remark){.text = text};
}

/* The whole source: imports in the order they were met, the model, the extension. */
static void gather_text(hepar_front *front) {
  size_t length = 0;
  char *all, *at;
  for (int32_t i = 0; i < front->text_count; i++) length += front->texts[i]->length + 1;
  all = at = hepar_front_keep(front, length + 1);
  for (int pass = 0; pass < 2; pass++) {
    for (int32_t i = 0; i < front->text_count; i++) {
      const hepar_model_text *text = front->texts[i];
      if ((text->name != NULL) != (pass == 0)) continue;
      memcpy(at, text->text, text->length);
      at += text->length;
      *at++ = '\n';
    }
  }
  front->model->text = all;
}

/* All steps, each on what those before have left in front. */
static void make(hepar_front *front, const char *text, size_t length) {
  const hepar_model_options *options = front->options;
  const char *file = options->file != NULL ? options->file : "model";
  front->model->file =
      options->file != NULL ? hepar_front_text(front, file, strlen(file)) : NULL;
  (void)hepar_front_parse(front, hepar_front_text(front, file, strlen(file)), NULL, text, length);
  if (options->extension != NULL)
    (void)hepar_front_parse(front, "extension", NULL, options->extension,
                            options->extension_length);
  hepar_front_declare(front);
  hepar_front_units(front);
  hepar_front_resolve(front);
  hepar_front_order(front);
  hepar_front_check(front);
  hepar_front_lower(front);
  gather_text(front);
}

/* make, and where its failures land. */
static hepar_status guarded(hepar_front *front, const char *text, size_t length) {
  if (setjmp(front->out) == 0) make(front, text, length);
  return front->status;
}

hepar_status hepar_model_parse(hepar_model **model, const char *text, size_t length,
                               const hepar_model_options *options, hepar_error *error) {
  static const hepar_model_options plain = {.check_units = true};
  hepar_front *front = hepar_calloc(1, sizeof *front);
  hepar_model *made = hepar_calloc(1, sizeof *made);
  hepar_arena *keep = hepar_calloc(1, sizeof *keep);
  hepar_status status = HEPAR_NOMEM;
  *model = NULL;
  if (front != NULL && made != NULL && keep != NULL) {
    front->error = error;
    front->model = made;
    front->keep = keep;
    front->options = options != NULL ? options : &plain;
    made->arena = keep;
    hepar_graph_init(&made->graph, HEPAR_NODES_MOST);
    status = guarded(front, text, length);
    hepar_arena_free(&front->work);
    hepar_free(front->tokens);
    hepar_free(front->found);
  } else {
    (void)hepar_fail(error, HEPAR_NOMEM, "out of memory");
    hepar_free(keep);
    if (made != NULL) made->arena = NULL;
  }
  hepar_free(front);
  if (status == HEPAR_OK)
    *model = made;
  else
    hepar_model_free(made);
  return status;
}

void hepar_model_free(hepar_model *model) {
  if (model == NULL) return;
  hepar_graph_free(&model->graph);
  if (model->arena != NULL) hepar_arena_free(model->arena);
  hepar_free(model->arena);
  hepar_free(model);
}

const hepar_symbol *hepar_model_find_symbol(const hepar_model *model, const char *name) {
  for (size_t i = 0; i < model->symbol_count; i++)
    if (strcmp(model->symbols[i].name, name) == 0) return &model->symbols[i];
  return NULL;
}
