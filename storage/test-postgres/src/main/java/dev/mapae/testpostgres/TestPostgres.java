package dev.mapae.testpostgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// A real PostgreSQL on a free port of this machine, with a fresh folder of its own. It needs no
/// installation, starts as root too, and ends with this process, however that ends.
public final class TestPostgres implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// PostgreSQL refuses to run as root; whoever is root becomes nobody.
  private static final List<String> AS_NOBODY =
      List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");

  /// Runs a program, and ends it at once when nobody holds the other end of its input any more.
  private static final String WHILE_WATCHED =
      "\"$@\" & program=$!; cat; kill -QUIT $program; wait $program";

  private final Path folder;
  private final String durable;
  private final int port;
  private Process process;
  private final AtomicInteger databases = new AtomicInteger();

  private TestPostgres(Path folder, String durable, int port) throws IOException {
    this.folder = folder;
    this.durable = durable;
    this.port = port;
    this.process = launch();
  }

  /// The one of this process: started by the first who asks. It does not wait for the disk: what it
  /// acknowledged survives the death of every process but its own.
  public static TestPostgres shared() {
    return Shared.POSTGRES;
  }

  /// One that waits for the disk at every commit, as in production.
  public static TestPostgres durable() {
    return start("on");
  }

  private static TestPostgres start(String durable) {
    try {
      Path binaries = PostgresBinaries.folder();
      Path folder = Files.createTempDirectory("mapae-postgres-data-");
      Path data = folder.resolve("data");
      Files.createDirectory(data);
      List<String> user = isRoot() ? AS_NOBODY : List.of();
      if (isRoot()) {
        run(List.of("chown", "-R", "65534:65534", folder.toString()), folder);
      }
      run(
          with(
              user,
              binaries.resolve("initdb").toString(),
              "--auth=trust",
              "--username=postgres",
              "--encoding=UTF8",
              "--no-locale",
              "--no-sync",
              "--pgdata=" + data),
          folder);
      TestPostgres started = new TestPostgres(folder, durable, freePort());
      started.awaitReady();
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process launch() throws IOException {
    List<String> command =
        with(
            isRoot() ? AS_NOBODY : List.of(),
            "sh",
            "-c",
            WHILE_WATCHED,
            "sh",
            PostgresBinaries.folder().resolve("postgres").toString(),
            "-D",
            data().toString());
    for (String setting :
        List.of(
            "port=" + port,
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "max_connections=300",
            "fsync=" + durable,
            "synchronous_commit=" + durable,
            "full_page_writes=" + durable)) {
      command.add("-c");
      command.add(setting);
    }
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
        .start();
  }

  private void awaitReady() throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        connect().close();
        return;
      } catch (SQLException e) {
        if (!process.isAlive() || System.nanoTime() > end) {
          String log = Files.readString(folder.resolve("log"));
          close();
          throw new IOException("PostgreSQL does not start: " + log, e);
        }
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private static List<String> with(List<String> before, String... words) {
    List<String> all = new ArrayList<>(before);
    all.addAll(List.of(words));
    return all;
  }

  private static void run(List<String> command, Path folder) throws IOException {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException(command + " failed: " + said);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/postgres", "postgres", "");
  }

  /// Where it listens, on 127.0.0.1.
  public int port() {
    return port;
  }

  /// The folder with all that it keeps.
  public Path data() {
    return folder.resolve("data");
  }

  /// Makes an empty database.
  ///
  /// @return `postgresql://postgres@127.0.0.1:PORT/NAME`
  public String freshDatabase() {
    String name = "test_" + databases.incrementAndGet();
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return "postgresql://postgres@127.0.0.1:" + port + "/" + name;
  }

  /// One of its own for whoever stops it.
  public static TestPostgres alone() {
    return start("off");
  }

  /// Stops it; everything that it keeps stays.
  public void stop() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Starts it again, where it was.
  public void startAgain() {
    try {
      process = launch();
      awaitReady();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Lets it hold still in the middle of whatever it does, as if the machine were frozen.
  public void holdStill() {
    signal("-STOP");
  }

  /// Lets it go on.
  public void goOn() {
    signal("-CONT");
  }

  private void signal(String signal) {
    try {
      long pid = Long.parseLong(Files.readAllLines(data().resolve("postmaster.pid")).getFirst());
      List<String> command = new ArrayList<>(List.of("kill", signal, String.valueOf(pid)));
      ProcessHandle.of(pid)
          .orElseThrow()
          .children()
          .forEach(child -> command.add(String.valueOf(child.pid())));
      run(command, folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Stops it and deletes its folder.
  @Override
  public void close() {
    stop();
    try {
      try (Stream<Path> files = Files.walk(folder)) {
        files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Shared {
    static final TestPostgres POSTGRES = start();

    private static TestPostgres start() {
      TestPostgres started = TestPostgres.start("off");
      Runtime.getRuntime().addShutdownHook(new Thread(started::close, "stop-postgres"));
      return started;
    }
  }
}
