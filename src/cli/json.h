/* JSON values, made without looking at errors: memory is all that can fail. */
#ifndef PLUMB_CLI_JSON_H
#define PLUMB_CLI_JSON_H

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>

/* TEXT as JSON.  File names need not be UTF-8: what is not ASCII is then shown as '?'. */
json_t *json_text(const char *text);
json_t *json_number(uint64_t number);

/* VALUE goes into OBJECT or ARRAY, which takes its reference over. */
void json_set(json_t *object, const char *key, json_t *value);
void json_add(json_t *array, json_t *value);

/* Writes VALUE on one line, without a line feed, and drops the reference. */
void json_write(json_t *value, FILE *out);

#endif
