/* Parts of writing a record that several files share. */
#ifndef HEPAR_RECORD_H
#define HEPAR_RECORD_H

#include "store.h"

/* Make the row of a study, or fill in what it does not have yet. citation may be NULL. */
hepar_status hepar_study_insert(hepar_store *store, const json_t *study, const json_t *citation,
                                hepar_error *error);

/* Make the index rows of a record: code, intervention, text_index. */
hepar_status hepar_record_index(hepar_store *store, int64_t record, const json_t *json,
                                hepar_error *error);

/* Make the entry of a claim in text_index, or remove it. */
hepar_status hepar_claim_index(hepar_store *store, const json_t *claim, hepar_error *error);
hepar_status hepar_claim_unindex(hepar_store *store, const char *id, hepar_error *error);

/* Insert a source, claim, decision or quantity (table, its name in JSON) that was checked. */
hepar_status hepar_object_insert(hepar_store *store, int kind, const json_t *object, int64_t ord,
                                 hepar_error *error);

/* Drop the flags that rules made from a record's JSON. */
hepar_status hepar_record_drop_rule_flags(json_t *json, hepar_error *error);

#endif
