package dev.mapae.distribution;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// The arrows between the modules, and where each thing with consequences may be named.
class ArchitectureTests {
  private static final String ROOT = "dev.mapae.";

  // The benchmarks and the module for tests stand on top of this one and cannot be seen from here;
  // TestingArchitectureTests has the arrow of the latter.
  private static final List<String> MODULES =
      List.of(
          "protocol",
          "client",
          "client.servlet",
          "resourceserver",
          "resourceserver.servlet",
          "resourceserver.jdkhttpserver",
          "resourceserver.mcp",
          "authorizationserver",
          "resourceowner",
          "storage",
          "playground",
          "distribution");

  private static final JavaClasses IMPORTED =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          // Of no use but to tests, and yet a module.
          .withImportOption(location -> !location.contains("test-postgres"))
          .importPackages("dev.mapae");

  // An annotated package-info is an interface to ArchUnit.
  private static final JavaClasses CLASSES =
      IMPORTED
          .that(describe("are no package-info", c -> !c.getSimpleName().equals("package-info")))
          // Beside the modules, and for tests alone.
          .that(not(resideInAPackage(inside("testpostgres"))));

  private static final Set<String> CONNECTING =
      Set.of(
          "java.net.Socket",
          "java.net.URL",
          "java.net.URLConnection",
          "java.net.HttpURLConnection",
          "java.net.DatagramSocket",
          "java.nio.channels.SocketChannel",
          "java.nio.channels.AsynchronousSocketChannel",
          "java.nio.channels.DatagramChannel");

  @Test
  void every_module_is_seen() {
    Set<String> packages =
        IMPORTED.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
    assertThat(packages).containsAll(MODULES.stream().map(m -> ROOT + m).toList());
  }

  @Nested
  class The_arrows_between_the_modules {
    @Test
    void protocol_stands_alone() {
      assertUsesOnly("protocol");
    }

    @Test
    void client_speaks_the_protocol() {
      assertUsesOnly("client", "protocol");
    }

    @Test
    void client_adapters_stand_beneath_it() {
      assertUsesOnly("client.servlet", "client", "protocol");
    }

    @Test
    void resource_server_speaks_the_protocol() {
      assertUsesOnly("resourceserver", "protocol");
    }

    @Test
    void its_adapters_stand_beneath_it_and_do_not_know_each_other() {
      assertUsesOnly("resourceserver.servlet", "resourceserver", "protocol");
      assertUsesOnly("resourceserver.jdkhttpserver", "resourceserver", "protocol");
    }

    @Test
    void but_for_that_of_mcp_which_is_for_servlets() {
      assertUsesOnly("resourceserver.mcp", "resourceserver.servlet", "resourceserver", "protocol");
    }

    @Test
    void authorization_server_speaks_the_protocol() {
      assertUsesOnly("authorizationserver", "protocol");
    }

    @Test
    void packages_of_the_authorization_server_know_each_other_one_way() {
      slices()
          .matching(ROOT + "authorizationserver.(*)..")
          .should()
          .beFreeOfCycles()
          .check(CLASSES);
    }

    @Test
    void resource_owner_stands_on_the_authorization_server() {
      assertUsesOnly("resourceowner", "authorizationserver", "protocol");
    }

    @Test
    void storage_stands_on_the_authorization_server() {
      assertUsesOnly("storage", "authorizationserver", "protocol");
    }

    @Test
    void playground_is_a_client_and_a_resource_server() {
      assertUsesOnly(
          "playground", "client", "resourceserver", "resourceserver.jdkhttpserver", "protocol");
    }

    @Test
    void pages_enter_the_authorization_server_by_one_door() {
      // Records are handed over; a store that could be asked is not.
      var door =
          resideInAnyPackage(
                  ROOT + "authorizationserver.interaction..", ROOT + "authorizationserver.http..")
              .or(
                  resideInAPackage(ROOT + "authorizationserver.store..")
                      .and(describe("are data", c -> c.isRecord() || c.isEnum())))
              .or(
                  describe(
                      "are the issuer",
                      c -> c.getName().equals(ROOT + "authorizationserver.Issuer")));
      classes()
          .that()
          .resideInAPackage(ROOT + "resourceowner..")
          .should()
          .onlyDependOnClassesThat(resideOutsideOfPackage(ROOT + "authorizationserver..").or(door))
          .allowEmptyShould(isEmpty(module("resourceowner")))
          .check(CLASSES);
    }

    @Test
    void the_libraries_need_nothing_but_a_jose_library() {
      classes()
          .that(
              resideInAPackage(inside("protocol"))
                  .or(module("client"))
                  .or(module("resourceserver")))
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "javax.crypto..",
              "javax.net..",
              "com.sun.net.httpserver..",
              "com.nimbusds.jose..",
              "com.nimbusds.jwt..",
              "org.jspecify..",
              "dev.mapae..")
          .check(CLASSES);
    }
  }

  @Nested
  class Where_a_thing_may_be_named {
    @Test
    void sql_in_storage() {
      assertNamedOnlyIn(
          resideInAPackage(inside("storage")), "java.sql..", "javax.sql..", "org.sqlite..");
    }

    @Test
    void the_http_server_in_distribution() {
      assertNamedOnlyIn(resideInAPackage(inside("distribution")), "org.eclipse.jetty..");
    }

    /// Row 11 of the mistakes of this field: a server that forwards what it is sent somewhere. Who
    /// wants to call out goes through the guarded fetcher, or there is nothing to call with.
    @Test
    void calls_out_in_one_place() {
      assertNamedOnlyIn(
          resideInAPackage(ROOT + "distribution.outbound.."), "org.eclipse.jetty.client..");
      noClasses()
          .that(
              resideInAnyPackage(
                      inside("authorizationserver"), inside("resourceowner"), inside("storage"))
                  .or(
                      resideInAPackage(inside("distribution"))
                          // The second asks where jars are, those below it are handed connections
                          // of others.
                          .and(
                              not(
                                  oneOf(
                                      "distribution.Rehearsal",
                                      "distribution.PostgresqlRehearsal",
                                      "distribution.http.AnyClientCertificate$AnyClient",
                                      "distribution.http.JettyServer$1",
                                      "distribution.http.KeptEndPoint")))))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("java.net.http..", "javax.net")
                  .or(describe("connect", c -> CONNECTING.contains(c.getName()))))
          .check(CLASSES);
    }

    @Test
    void servlets_in_their_adapters() {
      assertNamedOnlyIn(
          resideInAnyPackage(
              inside("resourceserver.servlet"),
              inside("resourceserver.mcp"),
              inside("client.servlet")),
          "jakarta.servlet..");
    }

    @Test
    void the_library_of_mails_in_the_class_that_is_loaded_with_the_first() {
      assertNamedOnlyIn(
          describe(
              "the class that sends",
              c -> c.getName().startsWith(ROOT + "distribution.mail.AngusMail")),
          "jakarta.mail..",
          "org.eclipse.angus..");
    }

    @Test
    void signatures_and_ciphers_where_keys_are_at_home() {
      noClasses()
          .that(
              not(
                  resideInAnyPackage(
                          ROOT + "authorizationserver.key..", ROOT + "authorizationserver.issue..")
                      .or(
                          oneOf(
                              "protocol.VerificationKey",
                              "resourceserver.DpopNonces",
                              "resourceserver.mcp.SessionIds",
                              "client.ClientCertificate",
                              "client.SigningKey",
                              "client.ClientSecretJwt",
                              "client.TokenFile",
                              "distribution.http.TlsIdentity"))))
          .should()
          .dependOnClassesThat(
              resideInAPackage("javax.crypto..")
                  .or(describe("sign", c -> c.getName().equals("java.security.Signature"))))
          .check(CLASSES);
    }

    @Test
    void the_system_clock_where_the_parts_are_put_together() {
      // The libraries let an application leave the clock to them, each in one place.
      noClasses()
          .that(
              not(
                  resideInAnyPackage(inside("distribution"), inside("playground"))
                      .or(oneOf("client.Environment", "resourceserver.ResourceServer"))))
          .should()
          .accessTargetWhere(describe("the system clock is read", this::readsTheSystemClock))
          .check(CLASSES);
    }

    @Test
    void reflection_nowhere() {
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.lang.reflect..")
          .check(CLASSES);
    }

    private boolean readsTheSystemClock(JavaAccess<?> access) {
      JavaClass owner = access.getTargetOwner();
      String name = access.getTarget().getName();
      return (owner.getPackageName().equals("java.time") && name.equals("now"))
          || (owner.isEquivalentTo(Clock.class) && name.startsWith("system"))
          || (owner.isEquivalentTo(InstantSource.class) && name.equals("system"))
          || (owner.isEquivalentTo(System.class) && name.equals("currentTimeMillis"))
          || (owner.isEquivalentTo(Date.class) && access.getTarget().getFullName().endsWith("()"));
    }
  }

  @Nested
  class Names {
    @Test
    void say_what_a_thing_is() {
      noClasses()
          .should()
          .haveNameMatching(".*[.$](Abstract|Base)[A-Z][^.$]*|.*(Manager|Helper|Utils?|Impl)")
          .check(CLASSES);
    }
  }

  private static void assertUsesOnly(String module, String... others) {
    DescribedPredicate<JavaClass> allowed =
        Stream.of(others).map(ArchitectureTests::module).reduce(module(module), (a, b) -> a.or(b));
    classes()
        .that(module(module))
        .should()
        .onlyDependOnClassesThat(resideOutsideOfPackage("dev.mapae..").or(allowed))
        .allowEmptyShould(isEmpty(module(module)))
        .check(CLASSES);
  }

  private static void assertNamedOnlyIn(DescribedPredicate<JavaClass> home, String... packages) {
    noClasses()
        .that(not(home))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages)
        .check(CLASSES);
  }

  /// The classes of a module without those of the modules beneath it.
  private static DescribedPredicate<JavaClass> module(String module) {
    return MODULES.stream()
        .filter(other -> other.startsWith(module + "."))
        .map(other -> not(resideInAPackage(inside(other))))
        .reduce(resideInAPackage(inside(module)), (a, b) -> a.and(b));
  }

  private static String inside(String module) {
    return ROOT + module + "..";
  }

  private static DescribedPredicate<JavaClass> oneOf(String... classes) {
    Set<String> names = Stream.of(classes).map(c -> ROOT + c).collect(Collectors.toSet());
    return describe("one of " + names, c -> names.contains(c.getName()));
  }

  /// A module whose first class is yet to come; a rule about any other has to find classes.
  private static boolean isEmpty(DescribedPredicate<JavaClass> module) {
    return CLASSES.that(module).isEmpty();
  }
}
