package dev.mapae.testing.api;

import static java.util.stream.Collectors.joining;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// A library of ours as its class files have it.
///
/// @param folder of its module, from the root of the checkout
record Library(Path root, Path folder) {
  /// Those that applications take, and what is beneath them.
  private static final List<String> TOP =
      List.of("protocol", "client", "resource-server", "testing");

  /// All of them, in order, by the poms that there are.
  static List<Library> all(Path root) throws IOException {
    List<Library> all = new ArrayList<>();
    for (String top : TOP) {
      try (Stream<Path> files = Files.walk(root.resolve(top), 2)) {
        files
            .filter(file -> file.endsWith("pom.xml"))
            .map(file -> new Library(root, root.relativize(file.getParent())))
            .sorted((a, b) -> a.name().compareTo(b.name()))
            .forEach(all::add);
      }
    }
    return all;
  }

  /// All that it is compiled of.
  List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(root.resolve(folder).resolve("src/main/java"))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.endsWith("module-info.java"))
          .sorted()
          .toList();
    }
  }

  /// As in its artifact: `resource-server-servlet`.
  String name() {
    return folder.toString().replace('/', '-');
  }

  private Path classes() {
    return root.resolve(folder).resolve("target/classes");
  }

  /// The one package that it has for applications: the one with a description.
  String packageName() throws IOException {
    Path sources = root.resolve(folder).resolve("src/main/java");
    try (Stream<Path> files = Files.walk(sources)) {
      List<String> described =
          files
              .filter(file -> file.endsWith("package-info.java"))
              .map(file -> sources.relativize(file.getParent()).toString().replace('/', '.'))
              .toList();
      if (described.size() != 1) {
        throw new IllegalStateException(name() + " has " + described);
      }
      return described.get(0);
    }
  }

  /// An adapter to a framework that is no module cannot be one, nor what has the server in it. It
  /// has a name, so that it is known by the same when it is one.
  boolean mayBeNoModule() {
    return folder.getNameCount() > 1 || name().equals("testing");
  }

  boolean isBuilt() {
    return Files.isDirectory(classes());
  }

  /// What applications may call, a line each: the names of types and members, and what they take
  /// and give.
  String api() throws IOException {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> arguments = new ArrayList<>(List.of("-protected"));
    classFiles().forEach(file -> arguments.add(file.toString()));
    int status =
        ToolProvider.findFirst("javap")
            .orElseThrow()
            .run(new PrintWriter(out), new PrintWriter(err), arguments.toArray(String[]::new));
    if (status != 0) {
      throw new IllegalStateException(err.toString());
    }
    StringBuilder api = new StringBuilder();
    String type = "";
    List<String> members = new ArrayList<>();
    for (String line : out.toString().lines().toList()) {
      String shorter = line.replaceAll("\\bjava\\.lang\\.(?=[A-Z])", "");
      if (shorter.endsWith("{")) {
        type = shorter.replaceAll(" \\{$", "");
      } else if (shorter.equals("}")) {
        append(api, type, members);
        members.clear();
      } else if (shorter.startsWith("  ") && !shorter.equals("  static {};")) {
        members.add(shorter);
      }
    }
    return api.toString();
  }

  private static void append(StringBuilder api, String type, List<String> members) {
    if (type.startsWith("public ") || type.startsWith("protected ")) {
      api.append(type).append('\n');
      api.append(members.stream().sorted().map(member -> member + "\n").collect(joining()));
      api.append('\n');
    }
  }

  /// About as many bytes as its jar has.
  int size() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Path file : files()) {
        zip.putNextEntry(new ZipEntry(classes().relativize(file).toString()));
        Files.copy(file, zip);
      }
    }
    return bytes.size();
  }

  private List<Path> classFiles() throws IOException {
    return files().stream()
        .filter(file -> file.toString().endsWith(".class"))
        .filter(file -> !file.endsWith("package-info.class"))
        .toList();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(classes())) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @Override
  public String toString() {
    return name();
  }
}
