package dev.mapae.storage;

import static dev.mapae.storage.ArchivedTable.flag;
import static dev.mapae.storage.ArchivedTable.key;
import static dev.mapae.storage.ArchivedTable.number;
import static dev.mapae.storage.ArchivedTable.text;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// What goes into an archive, in the order in which it is read.
///
/// A migration that adds a table or a column adds it here. Rows of an older archive come without
/// such a column and get its default, just as if a node of that older version had inserted them.
final class ArchivedTables {
  /// Without any there is nothing to archive.
  static final ArchivedTable KEYS =
      new ArchivedTable(
          "keys",
          key("id"),
          text("purpose"),
          text("algorithm"),
          text("sealed"),
          number("used_from"));

  /// Read page by page, since each row is right by itself. They come first: what they refer to is
  /// read later, and so it is in the archive.
  static final List<ArchivedTable> ONE_BY_ONE =
      List.of(
          new ArchivedTable(
              "grants",
              // A code that nobody has redeemed lives for a minute more. If it came back after it
              // was redeemed, it could be redeemed again.
              "generation > 0",
              List.of(
                  key("id"),
                  number("generation"),
                  text("subject"),
                  text("client_id"),
                  text("session_id"),
                  text("first_session_id"),
                  flag("ends_with_session"),
                  text("scope"),
                  text("resources"),
                  flag("resources_named"),
                  text("claims"),
                  text("redirect_uri"),
                  text("code_challenge"),
                  text("nonce"),
                  number("authenticated_at"),
                  text("acr"),
                  text("amr"),
                  number("created_at"),
                  number("used_at"),
                  number("expires_at"),
                  text("dpop_jkt"),
                  number("dpop_jkt_from"))),
          // Whoever signs out after the state was restored still has these told.
          new ArchivedTable(
              "session_clients", key("session_id"), key("client_id"), number("expires_at")),
          new ArchivedTable(
              "sessions",
              key("id"),
              text("first_id"),
              text("subject"),
              number("authenticated_at"),
              text("acr"),
              text("amr"),
              number("used_at"),
              number("expires_at")),
          new ArchivedTable(
              "consents",
              key("subject"),
              key("client_id"),
              text("scope"),
              text("left_out"),
              text("resources"),
              text("claims"),
              text("since"),
              number("given_at")),
          // A client that is told twice has nothing to end the second time.
          new ArchivedTable(
              "logout_deliveries",
              key("session_id"),
              key("client_id"),
              text("subject"),
              number("attempts"),
              number("refusals"),
              number("due_at"),
              number("expires_at")),
          new ArchivedTable(
              "activity",
              key("subject"),
              key("id"),
              text("kind"),
              number("happened_at"),
              number("times"),
              text("remote_address"),
              text("browser"),
              text("client_id"),
              text("session_id"),
              number("expires_at")),
          // Whoever guesses goes on from there.
          new ArchivedTable("code_tries", key("subject"), number("tries"), number("next_at")),
          // Also one whose time has come: it has yet to be done.
          new ArchivedTable("deletions", key("subject"), number("requested_at"), number("due_at")),
          new ArchivedTable("denied_tokens", key("jti"), number("expires_at")),
          new ArchivedTable("spent_ids", key("id"), number("expires_at")));

  /// Read as they are at one moment, since a row may contradict an earlier state of another: that
  /// of a person who took the name that somebody else gave up, for example.
  static final List<ArchivedTable> AT_ONE_MOMENT =
      List.of(
          new ArchivedTable(
              "people",
              key("subject"),
              text("username"),
              text("username_folded"),
              text("origin"),
              flag("enabled"),
              text("password_hash"),
              text("roles"),
              text("claims"),
              text("fingerprint"),
              text("email_folded"),
              number("browsers_known_from")),
          new ArchivedTable(
              "factors",
              key("id"),
              text("subject"),
              text("kind"),
              text("name"),
              number("created_at"),
              number("used_at"),
              text("key_id"),
              text("kept"),
              number("counter")),
          new ArchivedTable(
              "upstream_identities",
              key("id"),
              text("subject"),
              text("provider"),
              text("provider_subject"),
              text("label"),
              number("created_at"),
              number("used_at")),
          new ArchivedTable(
              "clients",
              key("id"),
              text("origin"),
              flag("enabled"),
              text("fingerprint"),
              text("document"),
              number("expires_at")),
          new ArchivedTable(
              "initial_access_tokens",
              key("id"),
              number("uses_left"),
              number("created_at"),
              number("expires_at")),
          new ArchivedTable(
              "resources",
              key("uri"),
              number("position"),
              text("origin"),
              flag("enabled"),
              text("fingerprint"),
              text("document")),
          KEYS);

  static final List<ArchivedTable> ALL =
      Stream.concat(ONE_BY_ONE.stream(), AT_ONE_MOMENT.stream()).toList();

  /// Tables with what people and clients were given, which a restored state may give back.
  static final Set<String> GIVEN =
      Set.of("grants", "initial_access_tokens", "session_clients", "sessions");

  private ArchivedTables() {}

  /// @throws IllegalArgumentException when there is no such table
  static ArchivedTable named(String name) {
    return ALL.stream()
        .filter(table -> table.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no table " + name));
  }

  static boolean isOneByOne(String name) {
    return ONE_BY_ONE.stream().anyMatch(table -> table.name().equals(name));
  }
}
