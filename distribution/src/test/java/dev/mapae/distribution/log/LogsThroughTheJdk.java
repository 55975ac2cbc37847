package dev.mapae.distribution.log;

/// A process that logs through the JDK, as `main` has it set up.
final class LogsThroughTheJdk {
  private LogsThroughTheJdk() {}

  public static void main(String[] arguments) {
    QuietLogs.use();
    System.Logger example = System.getLogger("org.example");
    example.log(System.Logger.Level.INFO, "not of interest");
    example.log(System.Logger.Level.WARNING, "{0} of '{3}'", "two");
    System.getLogger("dev.mapae.example").log(System.Logger.Level.INFO, "of interest");
    java.util.logging.Logger.getLogger("org.example.old").severe("from JUL");
  }
}
