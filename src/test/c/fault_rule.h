/* One rule of faults.c: its form and how a line becomes one. */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum call { OPEN, READ, WRITE, FSYNC, TRUNCATE, ALLOCATE, CALLS };

static const char *const call_names[CALLS] = {"open", "read", "write", "fsync", "truncate", "allocate"};

enum kind { PASS, FAIL, SHORT, DELAY, KILL };

struct action {
    enum kind kind;
    long number; /* the errno, the bytes, or the milliseconds */
    char text[32];
};

struct rule {
    enum call call;
    char suffix[256];
    struct action action;
    long left; /* calls that it is still for; -1: all */
};

static const struct {
    const char *name;
    int number;
} errors[] = {
    {"EIO", EIO},     {"ENOSPC", ENOSPC}, {"EDQUOT", EDQUOT}, {"EFBIG", EFBIG},   {"EROFS", EROFS}, {"EACCES", EACCES},
    {"EPERM", EPERM}, {"ENOENT", ENOENT}, {"EMFILE", EMFILE}, {"ENFILE", ENFILE}, {"EINTR", EINTR}, {"ENODEV", ENODEV},
};

static bool parse_number(const char *text, const char *unit, long *number)
{
    char *end;
    *number = strtol(text, &end, 10);
    return end != text && *number >= 0 && strcmp(end, unit) == 0;
}

static bool parse_action(const char *text, struct action *action)
{
    if (strlen(text) >= sizeof action->text) {
        return false;
    }
    strcpy(action->text, text);
    if (strcmp(text, "pass") == 0) {
        action->kind = PASS;
        return true;
    }
    if (strcmp(text, "kill") == 0) {
        action->kind = KILL;
        return true;
    }
    if (strncmp(text, "short=", 6) == 0) {
        action->kind = SHORT;
        return parse_number(text + 6, "", &action->number);
    }
    if (strncmp(text, "delay=", 6) == 0) {
        action->kind = DELAY;
        return parse_number(text + 6, "ms", &action->number);
    }
    action->kind = FAIL;
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        if (strcmp(text, errors[i].name) == 0) {
            action->number = errors[i].number;
            return true;
        }
    }
    return false;
}

static bool parse_call(const char *text, enum call *call)
{
    for (int i = 0; i < CALLS; i++) {
        if (strcmp(text, call_names[i]) == 0) {
            *call = (enum call) i;
            return true;
        }
    }
    return false;
}

static bool parse_rule(char *line, struct rule *rule)
{
    char *rest;
    const char *call = strtok_r(line, " \t", &rest);
    const char *suffix = strtok_r(NULL, " \t", &rest);
    const char *action = strtok_r(NULL, " \t", &rest);
    const char *count = strtok_r(NULL, " \t", &rest);
    if (action == NULL || strtok_r(NULL, " \t", &rest) != NULL || strlen(suffix) >= sizeof rule->suffix) {
        return false;
    }
    strcpy(rule->suffix, suffix);
    rule->left = -1;
    return parse_call(call, &rule->call) && parse_action(action, &rule->action)
        && (count == NULL || parse_number(count, "", &rule->left));
}
