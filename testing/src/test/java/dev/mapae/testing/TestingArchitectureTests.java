package dev.mapae.testing;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// The arrow from this module, which stands on top of the server and cannot be seen from there.
class TestingArchitectureTests {
  @Test
  void testing_stands_on_the_server_and_junit_is_met_in_the_extension_alone() {
    var imported =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.mapae.testing");
    classes()
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                "java..",
                "org.jspecify..",
                "com.nimbusds..",
                "dev.mapae.testing..",
                "dev.mapae.distribution..",
                "dev.mapae.authorizationserver..",
                "dev.mapae.storage..",
                "dev.mapae.protocol..",
                "org.junit.."))
        .check(imported);
    classes()
        .that()
        .doNotHaveSimpleName("MapaeTest")
        .and()
        .doNotHaveSimpleName("MapaeExtension")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage("java..", "org.jspecify..", "com.nimbusds..", "dev.mapae.."))
        .check(imported);
  }
}
