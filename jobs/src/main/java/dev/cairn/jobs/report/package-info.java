/**
 * What a report is written as: one HTML file that needs nothing else, Markdown, or rows for a
 * spreadsheet. The page's own files are the resources of this package: a template, a style sheet
 * and scripts without a build step, which {@link dev.cairn.jobs.report.HtmlReport} puts together
 * with the chart library.
 */
@NullMarked
package dev.cairn.jobs.report;

import org.jspecify.annotations.NullMarked;
