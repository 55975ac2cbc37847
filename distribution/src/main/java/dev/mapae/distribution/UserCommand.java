package dev.mapae.distribution;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.distribution.log.AuditLog;
import dev.mapae.distribution.log.LogFormat;
import dev.mapae.distribution.log.LogOutput;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// `user disable`, `user enable` and `user delete`, each with `--config FILE NAME`: people who made
/// an account at a server, which may be running.
final class UserCommand {
  private UserCommand() {}

  /// What is done to somebody.
  private enum Deed {
    ENABLE(AuditEvent.Type.PERSON_ENABLED),
    DISABLE(AuditEvent.Type.PERSON_DISABLED),
    DELETE(AuditEvent.Type.PERSON_DELETED);

    private final AuditEvent.Type type;

    Deed(AuditEvent.Type type) {
      this.type = type;
    }

    boolean to(Stores stores, String username, Instant now) {
      return switch (this) {
        case ENABLE -> stores.people().enable(username, true, now);
        case DISABLE -> stores.people().enable(username, false, now);
        case DELETE -> stores.people().delete(username, now);
      };
    }
  }

  static int run(List<String> options, Map<String, String> environment, Console console) {
    Deed deed =
        switch (options.isEmpty() ? "" : options.getFirst()) {
          case "enable" -> Deed.ENABLE;
          case "disable" -> Deed.DISABLE;
          case "delete" -> Deed.DELETE;
          default -> throw new Arguments.Wrong("user is followed by enable, disable or delete");
        };
    // What does, and options with their values, come before it.
    if (options.size() % 2 != 0 || options.getLast().startsWith("--")) {
      throw new Arguments.Wrong("this ends with the username");
    }
    String username = options.getLast();
    Arguments arguments =
        Arguments.parse(options.subList(1, options.size() - 1), Set.of("--config"), Set.of());
    return AdministrationCommand.run(
        arguments,
        environment,
        console,
        (_, stores) -> {
          Person person =
              stores
                  .people()
                  .findByUsername(username)
                  .orElseThrow(() -> new CannotStart("nobody here has this username"));
          if (person.origin() == Origin.DECLARED) {
            throw new CannotStart(
                "this user is declared in the file; change it there, and start the server again");
          }
          InstantSource clock = InstantSource.system();
          if (!deed.to(stores, username, clock.instant())) {
            throw new CannotStart("nobody here has this username any more");
          }
          try (LogOutput output = new LogOutput(console.err())) {
            new AuditLog(output, LogFormat.ofStandardError(), clock)
                .record(AuditEvent.ofServer(deed.type).with("sub", person.subject()));
          }
        });
  }
}
