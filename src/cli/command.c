#include "command.h"
#include "message.h"

#include <stdio.h>
#include <string.h>

struct command {
  const char *name;
  int (*run)(int argc, char **argv);
  const char *help;
};

static const struct command commands[] = {
    {"check", cmd_check, check_help},          {"merge", cmd_merge, merge_help},
    {"explain", cmd_explain, explain_help},    {"report", cmd_report, report_help},
    {"coverage", cmd_coverage, coverage_help}, {"clause", cmd_clause, clause_help},
};

enum { COMMANDS = sizeof commands / sizeof commands[0] };

static const char overview[] =
    "plumb tells whether TCP stacks do what RFC 9293 says, from captures of their packets.\n"
    "\n"
    "  plumb check FILE...    judge each connection and each end of it; folders will do, too\n"
    "  plumb merge SHARD...   judge what several runs of plumb check --shard have followed\n"
    "  plumb explain FILE     tell a connection segment by segment, with the states of both ends\n"
    "  plumb report FILE      write a page with verdicts, plots and sequence diagrams\n"
    "  plumb coverage FILE... which clauses, states and events a set of captures exercises\n"
    "  plumb clause [ID...]   what a clause says, and where; without ID, which are judged\n"
    "  plumb help COMMAND     options, exit codes and examples of a command\n"
    "  plumb --version        the version\n"
    "\n"
    "FILE is a pcap or pcapng capture, plain or compressed by gzip, xz or zstd; - is standard "
    "input.\n"
    "\n"
    "First steps: capture a connection at one of its ends, from its first SYN on, then judge it\n"
    "\n"
    "  tcpdump -i eth0 -w web.pcap tcp port 80\n"
    "  plumb check web.pcap\n"
    "\n"
    "A verdict is one of four. An end conforms when the RFCs explain every segment it sent by "
    "those\n"
    "that reached it. It violates a MUST or deviates from a SHOULD when no reading of the RFCs "
    "does;\n"
    "the finding names the packet and the clause. Everything else is inconclusive, with the "
    "reason.\n";

static const struct command *find_command(const char *name) {
  for (size_t i = 0; i < COMMANDS; i++)
    if (strcmp(commands[i].name, name) == 0) return &commands[i];
  complain(NULL, "there is no command '%s'; 'plumb --help' lists them", name);
  return NULL;
}

static int print(const char *text) {
  (void)fputs(text, stdout);
  return finish_output(stdout) ? EXIT_CONFORMS : EXIT_TROUBLE;
}

static int help(int argc, char **argv) {
  if (argc < 2) return print(overview);
  const struct command *command = find_command(argv[1]);
  return command == NULL ? EXIT_USAGE : print(command->help);
}

int run_command(int argc, char **argv) {
  if (argc < 2) {
    (void)fputs(overview, stderr);
    return EXIT_USAGE;
  }
  const char *word = argv[1];
  if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0)
    return help(argc - 1, argv + 1);
  if (strcmp(word, "--version") == 0) return print("plumb " PLUMB_VERSION "\n");
  const struct command *command = find_command(word);
  return command == NULL ? EXIT_USAGE : command->run(argc - 1, argv + 1);
}
