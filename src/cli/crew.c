#include "crew.h"
#include "message.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

/* How many files may be examined, or be waiting for those before them, for each one at work. */
enum { AHEAD = 4 };

struct crew {
  const struct inputs *inputs;
  struct examine_options options; /* for one file */
  size_t workers;                 /* 0: files are examined when they are asked for */
  pthread_t *threads;
  pthread_mutex_t lock;   /* of what follows */
  pthread_cond_t changed; /* something of it */
  struct examined **done; /* by their place among the inputs; NULL as long as they are not */
  size_t begun, given;    /* files */
};

unsigned processors(void) {
  cpu_set_t set;
  return sched_getaffinity(0, sizeof set, &set) == 0 ? (unsigned)CPU_COUNT(&set) : 1;
}

static struct examined *examine_file(const struct crew *crew, size_t place) {
  struct examined *examined = grow(NULL, 1, sizeof *examined);
  examine(examined, crew->inputs->paths[place], &crew->options);
  return examined;
}

/* The place of the next file to examine; the number of files when there is none left. */
static size_t begin_file(struct crew *crew) {
  (void)pthread_mutex_lock(&crew->lock);
  while (crew->begun < crew->inputs->count && crew->begun >= crew->given + AHEAD * crew->workers)
    (void)pthread_cond_wait(&crew->changed, &crew->lock);
  size_t place = crew->begun < crew->inputs->count ? crew->begun++ : crew->begun;
  (void)pthread_mutex_unlock(&crew->lock);
  return place;
}

static void *work(void *argument) {
  struct crew *crew = argument;
  size_t place = 0;
  while ((place = begin_file(crew)) < crew->inputs->count) {
    struct examined *examined = examine_file(crew, place);
    (void)pthread_mutex_lock(&crew->lock);
    crew->done[place] = examined;
    (void)pthread_cond_broadcast(&crew->changed);
    (void)pthread_mutex_unlock(&crew->lock);
  }
  return NULL;
}

/* As many files at a time as there are threads. */
static size_t workers_for(const struct inputs *inputs, const struct examine_options *options) {
  size_t workers = options->threads < inputs->count ? options->threads : inputs->count;
  return workers > 1 ? workers : 0;
}

struct crew *crew_start(const struct inputs *inputs, const struct examine_options *options) {
  struct crew *crew = grow(NULL, 1, sizeof *crew);
  size_t workers = workers_for(inputs, options);
  *crew = (struct crew){.inputs = inputs, .options = *options};
  if (workers == 0) return crew;
  crew->options.threads = options->threads / (unsigned)workers;
  crew->options.shows_progress = false; /* which of them? */
  crew->done = grow(NULL, inputs->count, sizeof(struct examined *));
  for (size_t i = 0; i < inputs->count; i++)
    crew->done[i] = NULL;
  (void)pthread_mutex_init(&crew->lock, NULL);
  (void)pthread_cond_init(&crew->changed, NULL);
  crew->threads = grow(NULL, workers, sizeof *crew->threads);
  crew->workers = workers;
  for (size_t i = 0; i < workers; i++)
    if (pthread_create(&crew->threads[i], NULL, work, crew) != 0) out_of_memory();
  return crew;
}

struct examined *crew_next(struct crew *crew) {
  if (crew->workers == 0) return examine_file(crew, crew->given++);
  (void)pthread_mutex_lock(&crew->lock);
  size_t place = crew->given;
  while (crew->done[place] == NULL)
    (void)pthread_cond_wait(&crew->changed, &crew->lock);
  crew->given++;
  (void)pthread_cond_broadcast(&crew->changed);
  (void)pthread_mutex_unlock(&crew->lock);
  return crew->done[place];
}

void crew_forget(struct examined *examined) {
  examined_free(examined);
  free(examined);
}

void crew_end(struct crew *crew) {
  for (size_t i = 0; i < crew->workers; i++)
    (void)pthread_join(crew->threads[i], NULL);
  free(crew->threads);
  free(crew->done);
  free(crew);
}
