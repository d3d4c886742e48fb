/**
 * The command line: {@link dev.cairn.jobs.cli.Main}, one class a command, and the {@linkplain
 * dev.cairn.jobs.cli.ExitCode exit codes}. The only package that prints, and {@code Main} the only
 * class that exits.
 */
@NullMarked
package dev.cairn.jobs.cli;

import org.jspecify.annotations.NullMarked;
