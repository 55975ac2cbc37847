package dev.mapae.distribution.settings;

import dev.mapae.authorizationserver.store.MailAddress;
import dev.mapae.protocol.Parameters;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads how mails go out: `mail`.
final class MailReader {
  private static final String CLEAR = "insecure_smtp_in_clear";
  private static final String EXAMPLE = "smtp://mapae@mail.example.com:587";

  private static final Pattern URL =
      Pattern.compile(
          "(smtps?)://(?:([^/@\\s]+)@)?([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+])(?::(\\d{1,5}))?/?");

  private static final Pattern NAMED =
      Pattern.compile("([^<>\"@\\p{Cntrl}]{0,100}?)\\s*<([^<>\\s]+)>");

  private MailReader() {}

  /// Where the server is.
  private record Server(boolean implicitTls, Optional<String> user, String host, int port) {}

  /// Whom they are from.
  private record From(String name, MailAddress address) {}

  /// What they are about.
  private record Rules(boolean verifiedAddress, boolean noticeOfNewBrowser) {}

  static Optional<MailSettings> read(Section file, Secrets secrets) {
    Optional<Section> section = file.section("mail");
    if (section.isEmpty()) {
      return Optional.empty();
    }
    Section mail = section.get();
    Optional<Server> server = mail.required("smtp", EXAMPLE).flatMap(s -> server(mail, s));
    Optional<From> from =
        mail.required("from", "Mapae <id@example.com>").flatMap(s -> from(mail, s));
    Optional<String> password = mail.scalar("password").flatMap(s -> secrets.read("password", s));
    boolean clear = mail.flag(CLEAR, false);
    Rules rules =
        new Rules(
            mail.flag("require_verified_address", false), mail.flag("notice_of_new_browser", true));
    mail.noMore();
    if (server.isEmpty() || from.isEmpty()) {
      return Optional.empty();
    }
    if (server.get().user().isPresent() != mail.entry("password").isPresent()) {
      mail.mistake(
          "password",
          "'mail' needs both a user in 'smtp' and a 'password', or neither; write '%s' and 'password: file:secrets/smtp'"
              .formatted(EXAMPLE));
    }
    return Optional.of(settings(mail, server.get(), password, from.get(), clear, rules));
  }

  private static MailSettings settings(
      Section mail,
      Server server,
      Optional<String> password,
      From from,
      boolean clear,
      Rules rules) {
    boolean startTls = !server.implicitTls() && !clear && !MailSettings.isLoopback(server.host());
    MailSettings settings =
        new MailSettings(
            server.host(),
            server.port(),
            server.implicitTls(),
            startTls,
            server.user(),
            password,
            from.address(),
            from.name(),
            rules.verifiedAddress(),
            rules.noticeOfNewBrowser());
    if (settings.isInClear()) {
      if (password.isPresent()) {
        mail.mistake(
            "password",
            "'password' would cross the network in clear; remove '%s', or the user and the password"
                .formatted(CLEAR));
      }
      mail.warn(
          CLEAR,
          "'%s' lets everybody on the way to %s read the links in mails, and use them; remove it"
              .formatted(CLEAR, server.host()));
    }
    return settings;
  }

  private static Optional<Server> server(Section mail, Yaml.Scalar scalar) {
    Matcher url = URL.matcher(scalar.value());
    if (!url.matches()) {
      mail.mistake(
          "smtp", "'smtp' is no URL of an SMTP server; write it like %s".formatted(EXAMPLE));
      return Optional.empty();
    }
    Optional<String> user = Optional.ofNullable(url.group(2));
    if (user.filter(u -> u.contains(":")).isPresent()) {
      mail.mistake("smtp", "'smtp' has a password in it; put it into 'password: file:PATH'");
      return Optional.empty();
    }
    boolean implicitTls = url.group(1).equals("smtps");
    int port = url.group(4) == null ? (implicitTls ? 465 : 587) : Integer.parseInt(url.group(4));
    if (port == 0 || port > 65_535) {
      mail.mistake("smtp", "'smtp' has a port that is none; write it like %s".formatted(EXAMPLE));
      return Optional.empty();
    }
    String host = url.group(3).replaceAll("[\\[\\]]", "");
    return Optional.of(new Server(implicitTls, user.map(MailReader::decoded), host, port));
  }

  /// A user that is an address itself has `%40` for its `@`.
  private static String decoded(String user) {
    return user.contains("%") ? Parameters.decode(user) : user;
  }

  private static Optional<From> from(Section mail, Yaml.Scalar scalar) {
    Matcher named = NAMED.matcher(scalar.value());
    Optional<From> from =
        named.matches()
            ? MailAddress.of(named.group(2)).map(a -> new From(named.group(1).strip(), a))
            : MailAddress.of(scalar.value()).map(a -> new From("", a));
    if (from.isEmpty()) {
      mail.mistake(
          "from", "'from' is no address; write it like id@example.com or Mapae <id@example.com>");
    }
    return from;
  }
}
