package dev.cairn.jobs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.GeneralCodingRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final String CLI = "dev.cairn.jobs.cli..";
  private final JavaClasses jobs =
      new ClassFileImporter()
          .withImportOption(location -> !location.contains("/test-classes/"))
          .importPackages("dev.cairn.jobs");

  @Test
  void printsOnlyInTheCommandLine() {
    noClasses()
        .that()
        .resideOutsideOfPackage(CLI)
        .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
        .check(jobs);
  }

  @Test
  void exitsOnlyInTheCommandLine() {
    noClasses()
        .that()
        .resideOutsideOfPackage(CLI)
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class)
        .check(jobs);
  }

  @Test
  void keepsTheCommandLineOnTop() {
    noClasses()
        .that()
        .resideOutsideOfPackage(CLI)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(CLI, "picocli..")
        .check(jobs);
  }

  @Test
  void keepsFilesBelowTheJobs() {
    noClasses()
        .that()
        .resideInAPackage("dev.cairn.jobs.io")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.cairn.jobs")
        .check(jobs);
  }

  @Test
  void keepsWhatAReportSaysFromWhatItIsWrittenAs() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.cairn.jobs", "dev.cairn.jobs.io..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.cairn.jobs.report")
        .check(jobs);
  }
}
