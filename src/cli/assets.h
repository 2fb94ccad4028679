/* Files that are part of the command: cmake/embed.cmake puts them in when it is built.  Each is
   terminated by a null character. */
#ifndef PLUMB_CLI_ASSETS_H
#define PLUMB_CLI_ASSETS_H

extern const char asset_clauses[]; /* the tables of spec/requirements, one after the other */

/* The tables of profiles/; after the last one the name is NULL. */
struct asset_profile {
  const char *name, *text;
};
extern const struct asset_profile asset_profiles[];

extern const char asset_style[];  /* src/cli/page/report.css */
extern const char asset_script[]; /* src/cli/page/report.js */

/* Their hashes, for a Content-Security-Policy that lets these run and nothing else. */
extern const char asset_style_hash[];
extern const char asset_script_hash[];

#endif
