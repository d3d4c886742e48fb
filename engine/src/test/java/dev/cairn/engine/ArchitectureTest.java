package dev.cairn.engine;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may see whom. Every rule is also tried on classes that break it. */
class ArchitectureTest {
  private static final String ENGINE = "dev.cairn.engine";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(location -> !location.contains("/test-classes/"))
          .importPackages(ENGINE);

  /** What each package may see of the engine, beside itself. */
  private static final Map<String, List<String>> SEES = sees();

  private static Map<String, List<String>> sees() {
    Map<String, List<String>> sees = new LinkedHashMap<>();
    sees.put("search", List.of());
    sees.put("search.strategy", List.of("search"));
    sees.put("answer", List.of());
    sees.put("worker", List.of());
    sees.put("simulate", List.of("search"));
    sees.put("vote", List.of("search", "answer"));
    sees.put("metrics", List.of("search", "answer", "vote"));
    sees.put("model", List.of("search", "answer", "worker"));
    sees.put("run", List.of("search", "model", "worker"));
    sees.put("config", List.of("*"));
    return sees;
  }

  private static ArchRule seesOnly(String name, List<String> seen) {
    DescribedPredicate<JavaClass> allowed = resideInAPackage(ENGINE + "." + name);
    for (String each : seen) {
      allowed = allowed.or(resideInAPackage(ENGINE + "." + each.replace("*", ".")));
    }
    return classes()
        .that()
        .resideInAPackage(ENGINE + "." + name)
        .should()
        .onlyDependOnClassesThat(allowed.or(not(resideInAPackage(ENGINE + ".."))))
        .as("%s sees of the engine only %s".formatted(name, seen));
  }

  private static ArchRule seesNoneOf(String... packages) {
    return noClasses().should().dependOnClassesThat().resideInAnyPackage(packages);
  }

  private static ArchRule pure(String where) {
    return classes()
        .that()
        .resideInAPackage(where)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(ENGINE + ".search..", "java..", "org.jspecify.annotations")
                .and(not(resideInAnyPackage("java.net..", "java.util.concurrent..")))
                .and(not(belongToAnyOf(Clock.class, Instant.class, Thread.class))))
        .as("a search sees only the JDK, without network, threads and clocks");
  }

  private static ArchRule withoutChanceOrClock(String where) {
    return noClasses()
        .that()
        .resideInAPackage(where)
        .should()
        .callMethod(Math.class, "random")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .as("a search has no chance but its seed and no clock");
  }

  private static ArchRule withoutCycles(String packages) {
    return slices().matching(packages).should().beFreeOfCycles();
  }

  private static final ArchRule NO_PRINTING =
      noClasses()
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .orShould()
          .callMethod(System.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "halt", int.class)
          .as("the engine neither prints nor exits");

  static Stream<ArchRule> rules() {
    return Stream.concat(
        SEES.entrySet().stream().map(entry -> seesOnly(entry.getKey(), entry.getValue())),
        Stream.of(
            seesNoneOf("org.apache.spark..", "org.apache.hadoop..", "scala.."),
            pure(ENGINE + ".search.."),
            withoutChanceOrClock(ENGINE + ".search.."),
            withoutCycles(ENGINE + ".(**)"),
            NO_PRINTING));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void isKept(ArchRule rule) {
    rule.check(CLASSES);
  }

  @Test
  void everyPackageIsLookedAtAndHasItsPlace() {
    List<String> packages =
        CLASSES.stream().map(JavaClass::getPackageName).distinct().sorted().toList();

    assertThat(packages)
        .containsExactlyInAnyOrderElementsOf(
            SEES.keySet().stream().map(name -> ENGINE + "." + name).toList());
    assertThat(CLASSES).hasSizeGreaterThan(100);
  }

  @Test
  void seeingAPackageThatIsNotAllowedIsNoticed() {
    // What is true of the engine, taken away from what is allowed.
    SEES.forEach(
        (name, seen) -> {
          boolean depends =
              CLASSES.stream()
                  .filter(each -> each.getPackageName().equals(ENGINE + "." + name))
                  .flatMap(each -> each.getDirectDependenciesFromSelf().stream())
                  .map(dependency -> dependency.getTargetClass().getPackageName())
                  .anyMatch(
                      target -> target.startsWith(ENGINE) && !target.equals(ENGINE + "." + name));
          if (depends) {
            assertBites(seesOnly(name, List.of()), CLASSES);
          }
        });
    assertBites(seesOnly("run", List.of("search", "worker")), CLASSES);
  }

  @Test
  void printingOrExitingIsNoticed() {
    assertBites(NO_PRINTING, new ClassFileImporter().importClasses(Prints.class));
    assertBites(NO_PRINTING, new ClassFileImporter().importClasses(Exits.class));
  }

  @Test
  void whatASearchMustNotSeeIsNoticed() {
    JavaClasses gambles = new ClassFileImporter().importClasses(Gambles.class);

    assertBites(
        pure(ENGINE), gambles, "java.util.concurrent.CompletableFuture", "java.time.Instant");
    assertBites(
        withoutChanceOrClock(ENGINE), gambles, "Math.random", "nanoTime", "currentTimeMillis");
  }

  @Test
  void aLibraryThatMustNotBeSeenIsNoticed() {
    assertBites(seesNoneOf("com.fasterxml.jackson.."), CLASSES);
  }

  @Test
  void aCycleIsNoticed() {
    JavaClasses jdk = new ClassFileImporter().importClasses(String.class, Locale.class);

    assertBites(withoutCycles("java.(*).."), jdk);
  }

  private static void assertBites(ArchRule rule, JavaClasses classes, String... named) {
    assertThatThrownBy(() -> rule.check(classes))
        .as(rule.getDescription())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("was violated")
        .satisfies(
            thrown ->
                assertThat(named)
                    .allSatisfy(name -> assertThat(thrown).hasMessageContaining(name)));
  }

  static final class Prints {
    static void print() {
      System.out.println("printed");
    }
  }

  static final class Exits {
    static void exit() {
      System.exit(1);
    }
  }

  static final class Gambles {
    static double draw() {
      return Math.random() + System.currentTimeMillis() + System.nanoTime();
    }

    static CompletableFuture<Instant> later() {
      return CompletableFuture.supplyAsync(Instant::now);
    }
  }
}
