package dev.mapae.distribution;

import dev.mapae.storage.DatabaseAddress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarFile;

/// Has Java see the classes that a server on PostgreSQL needs in addition. The rehearsal has no
/// PostgreSQL to talk to, so that it names them: those of the driver, of the pool and of our
/// stores.
final class PostgresqlRehearsal {
  private static final ClassLoader LOADER = PostgresqlRehearsal.class.getClassLoader();
  private static final String CLASS = ".class";
  private static final List<String> KNOWN =
      List.of(
          "org/postgresql/Driver",
          "com/zaxxer/hikari/HikariDataSource",
          DatabaseAddress.class.getName().replace('.', '/'));

  /// What no server of ours does with them. All that is in the cache is in memory too.
  private static final List<String> OF_NO_USE =
      List.of(
          "org/postgresql/copy/",
          "org/postgresql/ds/",
          "org/postgresql/geometric/",
          "org/postgresql/gss/",
          "org/postgresql/jdbc2/",
          "org/postgresql/jdbc3/",
          "org/postgresql/osgi/",
          "org/postgresql/replication/",
          "org/postgresql/sspi/",
          "org/postgresql/translation/",
          "org/postgresql/xa/",
          "com/zaxxer/hikari/hibernate/",
          "com/zaxxer/hikari/metrics/dropwizard/",
          "com/zaxxer/hikari/metrics/prometheus/");

  private PostgresqlRehearsal() {}

  /// Loads them, and runs none of them.
  static void load() throws IOException {
    for (String known : KNOWN) {
      String found = Objects.requireNonNull(LOADER.getResource(known + CLASS)).getPath();
      Path file = Path.of(URI.create(found.substring(0, found.indexOf('!'))));
      try (JarFile jar = new JarFile(file.toFile())) {
        jar.stream()
            .map(entry -> entry.getName())
            .filter(name -> name.endsWith(CLASS) && !name.startsWith("META-INF"))
            .filter(name -> OF_NO_USE.stream().noneMatch(name::startsWith))
            .map(name -> name.substring(0, name.length() - CLASS.length()).replace('/', '.'))
            .forEach(PostgresqlRehearsal::load);
      }
    }
  }

  private static void load(String name) {
    try {
      Class.forName(name, false, LOADER);
    } catch (ClassNotFoundException | LinkageError e) {
      // It needs a library that nobody uses here.
    }
  }
}
