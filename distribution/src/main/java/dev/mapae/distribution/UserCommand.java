package dev.mapae.distribution;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.authorizationserver.store.WaysIn;
import dev.mapae.authorizationserver.upstream.UpstreamProvider;
import dev.mapae.distribution.log.AuditLog;
import dev.mapae.distribution.log.LogFormat;
import dev.mapae.distribution.log.LogOutput;
import dev.mapae.distribution.settings.Settings;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// `user disable`, `user enable` and `user delete`, each with `--config FILE NAME`: people who made
/// an account at a server, which may be running. Also of those who are declared, `user
/// remove-factors` lets people sign in by their password alone, who lost what they had besides it,
/// and `user remove-connections` lets nobody sign in as them by another provider any more.
final class UserCommand {
  private UserCommand() {}

  /// What is done to somebody.
  private enum Deed {
    ENABLE(AuditEvent.Type.PERSON_ENABLED),
    DISABLE(AuditEvent.Type.PERSON_DISABLED),
    DELETE(AuditEvent.Type.PERSON_DELETED),
    REMOVE_FACTORS(AuditEvent.Type.FACTOR_REMOVED),
    REMOVE_CONNECTIONS(AuditEvent.Type.UPSTREAM_DISCONNECTED);

    private final AuditEvent.Type type;

    Deed(AuditEvent.Type type) {
      this.type = type;
    }

    void to(Stores stores, Person person, Instant now) {
      String username = person.username();
      boolean done =
          switch (this) {
            case ENABLE -> stores.people().enable(username, true, now);
            case DISABLE -> stores.people().enable(username, false, now);
            case DELETE -> stores.people().delete(username, now);
            case REMOVE_FACTORS -> stores.enrolments().removeAll(person.subject(), now) > 0;
            case REMOVE_CONNECTIONS ->
                stores.upstreamIdentities().removeAll(person.subject(), now) > 0;
          };
      if (!done) {
        throw new CannotStart(
            switch (this) {
              case ENABLE, DISABLE, DELETE -> "nobody here has this username any more";
              case REMOVE_FACTORS -> "this user has nothing besides the password";
              case REMOVE_CONNECTIONS -> "this user has no account at another provider";
            });
      }
    }

    /// Whether the file says otherwise of those whom it declares.
    private boolean isOfFile() {
      return switch (this) {
        case ENABLE, DISABLE, DELETE -> true;
        case REMOVE_FACTORS, REMOVE_CONNECTIONS -> false;
      };
    }

    private AuditEvent event(Person person) {
      AuditEvent event = AuditEvent.ofServer(type).with("sub", person.subject());
      return switch (this) {
        case ENABLE, DISABLE, DELETE -> event;
        case REMOVE_FACTORS -> event.with("factor", "all");
        case REMOVE_CONNECTIONS -> event.with("provider", "all");
      };
    }
  }

  private static WaysIn ways(Settings settings) {
    return settings
        .signIn()
        .ways(
            settings.mail().isPresent(),
            settings.interaction().isPresent(),
            settings.upstreamProviders().stream()
                .map(UpstreamProvider::issuer)
                .collect(Collectors.toSet()));
  }

  static int run(List<String> options, Map<String, String> environment, Console console) {
    Deed deed =
        switch (options.isEmpty() ? "" : options.getFirst()) {
          case "enable" -> Deed.ENABLE;
          case "disable" -> Deed.DISABLE;
          case "delete" -> Deed.DELETE;
          case "remove-factors" -> Deed.REMOVE_FACTORS;
          case "remove-connections" -> Deed.REMOVE_CONNECTIONS;
          default ->
              throw new Arguments.Wrong(
                  "user is followed by enable, disable, delete, remove-factors or"
                      + " remove-connections");
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
        (settings, stores) -> {
          Person person =
              stores
                  .people()
                  .findByUsername(username)
                  .orElseThrow(() -> new CannotStart("nobody here has this username"));
          if (person.origin() == Origin.DECLARED && deed.isOfFile()) {
            throw new CannotStart(
                "this user is declared in the file; change it there, and start the server again");
          }
          InstantSource clock = InstantSource.system();
          deed.to(stores, person, clock.instant());
          try (LogOutput output = new LogOutput(console.err())) {
            new AuditLog(output, LogFormat.ofStandardError(), clock).record(deed.event(person));
          }
          if (deed == Deed.REMOVE_CONNECTIONS
              && !stores.upstreamIdentities().hasWayIn(person.subject(), ways(settings))) {
            console.say(
                "this user has no way left to sign in: no password, no passkey and no confirmed"
                    + " address to which mails go, as far as 'methods' lets anybody in by them");
          }
        });
  }
}
