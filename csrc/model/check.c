/* Units. */
#include "front.h"

void hepar_front_units(hepar_front *front) {
  for (const hepar_scope *scope = front->scopes; scope != NULL; scope = scope->next)
    for (const hepar_declaration *d = scope->text->first; d != NULL; d = d->next)
      if (d->word == HEPAR_WORD_TIME && (scope->parent == NULL || front->model->time_unit == NULL))
        front->model->time_unit = d->name;
}

void hepar_front_check(hepar_front *front) {
  for (size_t i = 0; i < front->making_count; i++)
    if (front->makings[i].symbol.unit != NULL) front->model->has_units = true;
}

void hepar_front_check_event(hepar_front *front, const hepar_tree *condition) {
  (void)front, (void)condition;
}

void hepar_front_check_set(hepar_front *front, int32_t symbol, const hepar_tree *tree) {
  (void)front, (void)symbol, (void)tree;
}
