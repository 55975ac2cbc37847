package dev.mapae.distribution;

import dev.mapae.storage.DatabaseAddress;
import java.io.IOException;
import java.net.JarURLConnection;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarFile;

/// Has Java see the classes that a server on PostgreSQL needs in addition. The rehearsal has no
/// PostgreSQL to talk to, so that it names them all: those of the driver, of the pool and of our
/// stores.
final class PostgresqlRehearsal {
  private static final ClassLoader LOADER = PostgresqlRehearsal.class.getClassLoader();
  private static final String CLASS = ".class";
  private static final List<String> KNOWN =
      List.of(
          "org/postgresql/Driver",
          "com/zaxxer/hikari/HikariDataSource",
          DatabaseAddress.class.getName().replace('.', '/'));

  private PostgresqlRehearsal() {}

  /// Loads them, and runs none of them.
  static void load() throws IOException {
    for (String known : KNOWN) {
      var found = Objects.requireNonNull(LOADER.getResource(known + CLASS)).openConnection();
      try (JarFile jar = ((JarURLConnection) found).getJarFile()) {
        jar.stream()
            .map(entry -> entry.getName())
            .filter(name -> name.endsWith(CLASS) && !name.startsWith("META-INF"))
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
