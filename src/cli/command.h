/* The plumb command and its subcommands, one file each. */
#ifndef PLUMB_CLI_COMMAND_H
#define PLUMB_CLI_COMMAND_H

/* Runs `plumb ARGUMENT...`; returns an exit code of message.h. */
int run_command(int argc, char **argv);

/* The subcommands: argv[0] is the subcommand's name.  `--help` is theirs to answer. */
int cmd_check(int argc, char **argv);
int cmd_merge(int argc, char **argv);
int cmd_explain(int argc, char **argv);
int cmd_report(int argc, char **argv);
int cmd_coverage(int argc, char **argv);
int cmd_clause(int argc, char **argv);

extern const char check_help[];
extern const char merge_help[];
extern const char explain_help[];
extern const char report_help[];
extern const char coverage_help[];
extern const char clause_help[];

#endif
