package dev.mapae.storage;

import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.MailAddress;
import dev.mapae.authorizationserver.store.MailLink;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.OutgoingMail;
import dev.mapae.authorizationserver.store.People;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Session;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// People in SQL.
record SqlPeople(Database database, String issuer) implements People {
  /// The columns of a person, of a table that is called `p`.
  static final String COLUMNS =
      "p.subject, p.username, p.origin, p.enabled, p.password_hash, p.roles, p.claims";

  /// From when browsers may know somebody, of a table that is called `p`. In the column its sign
  /// says besides whether it is noted that they ever signed in: below zero it is not, and then
  /// their sessions were ended. It is NULL of those of whom neither is noted, and zero of those who
  /// were there before it was.
  static final String BROWSERS_KNOWN_FROM = "ABS(p.browsers_known_from)";

  private static final String NOTED_TO_HAVE_SIGNED_IN = "p.browsers_known_from >= 0";

  /// Notes it, and forgets nothing, but of those of zero what is older than this.
  private static final String NOTE_SIGN_IN =
      """
      UPDATE people SET browsers_known_from =
        CASE WHEN browsers_known_from IS NULL THEN 1
          WHEN browsers_known_from < 0 THEN -browsers_known_from
          ELSE ? END
      WHERE issuer = ? AND subject = ? AND COALESCE(browsers_known_from, 0) <= 0
      """;

  /// Forgets all that is older than a time, which comes twice, first below zero.
  static final String FORGET_BROWSERS =
      """
      UPDATE people SET browsers_known_from =
        CASE WHEN COALESCE(browsers_known_from, -1) < 0 THEN ? ELSE ? END
      WHERE issuer = ? AND subject = ?
      """;

  static final String TO_SIGN_IN =
      "SELECT "
          + COLUMNS
          + """
           FROM people p WHERE issuer = ? AND (username_folded = ? OR email_folded = ?)
          ORDER BY CASE WHEN username_folded = ? THEN 0 ELSE 1 END LIMIT 1
          """;

  @Override
  public Optional<Person> find(String subject) {
    return database.read(sql -> withSubject(subject, sql));
  }

  @Override
  public Optional<Person> findByUsername(String username) {
    return database.read(sql -> withUsername(username, sql));
  }

  @Override
  public Optional<Person> findToSignIn(String typed) {
    String folded = Person.folded(typed);
    if (!mayBeAddress(folded)) {
      return findByUsername(typed);
    }
    return database
        .read(sql -> sql.one(TO_SIGN_IN, SqlPeople::person, issuer, folded, folded, folded))
        .filter(p -> isTyped(p, folded));
  }

  /// What is none is looked for among usernames alone: addresses have no index yet while the step
  /// of the schema that makes it is under way.
  static boolean mayBeAddress(String folded) {
    return folded.indexOf('@') >= 0;
  }

  /// Whether that is the username or the verified address of somebody who was found by it. A node
  /// of the version before changes an address, and not what was derived from it.
  static boolean isTyped(Person person, String folded) {
    return Person.folded(person.username()).equals(folded)
        || emailFolded(person).filter(folded::equals).isPresent();
  }

  Optional<Person> withSubject(String subject, Sql sql) throws SQLException {
    return sql.one(
        "SELECT " + COLUMNS + " FROM people p WHERE issuer = ? AND subject = ?",
        SqlPeople::person,
        issuer,
        subject);
  }

  Optional<Person> withUsername(String username, Sql sql) throws SQLException {
    return sql.one(
        "SELECT " + COLUMNS + " FROM people p WHERE issuer = ? AND username_folded = ?",
        SqlPeople::person,
        issuer,
        Person.folded(username));
  }

  @Override
  public boolean add(Person person) {
    return database.writeOne(sql -> insert(sql, person));
  }

  @Override
  public Optional<Instant> browsersKnownFrom(String subject) {
    return database
        .read(sql ->
            sql.one(
                "SELECT " + BROWSERS_KNOWN_FROM + " FROM people p WHERE issuer = ? AND subject = ?",
                Row::timeIfAny,
                issuer,
                subject))
        .flatMap(at -> at);
  }

  @Override
  public boolean isNotedToHaveSignedIn(String subject) {
    return database
        .read(sql ->
            sql.one(
                "SELECT 1 FROM people p WHERE issuer = ? AND subject = ? AND "
                    + NOTED_TO_HAVE_SIGNED_IN,
                Row::number,
                issuer,
                subject))
        .isPresent();
  }

  @Override
  public void knowBrowsersFrom(String subject, Instant at) {
    database.writeOne(sql -> sql.update(NOTE_SIGN_IN, at, issuer, subject));
  }

  /// The same in a transaction with more.
  boolean insert(Sql sql, Person person) throws SQLException {
    String claims = Document.checked(Document.write(person.claims()));
    String username = Person.folded(person.username());
    Optional<String> email = emailFolded(person);
    return sql.update(
            """
            INSERT INTO people (issuer, subject, username, username_folded, origin, enabled,
              password_hash, roles, claims, email_folded, browsers_known_from)
            SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL
            WHERE NOT EXISTS (
                SELECT 1 FROM people WHERE issuer = ? AND username_folded IN (?, ?))
              AND NOT EXISTS (
                SELECT 1 FROM people WHERE issuer = ? AND email_folded IN (?, ?))
            ON CONFLICT DO NOTHING
            """,
            issuer,
            person.subject(),
            person.username(),
            username,
            person.origin(),
            person.enabled(),
            person.passwordHash(),
            person.roles(),
            claims,
            email,
            issuer,
            username,
            email.orElse(username),
            issuer,
            username,
            email.orElse(username))
        == 1;
  }

  @Override
  public Brought bring(Person person) {
    return new SqlBroughtPeople(database, issuer).keep(person);
  }

  static Optional<String> emailFolded(Person person) {
    return person.verifiedAddress().map(MailAddress::folded);
  }

  @Override
  public boolean resetPassword(
      MailLink link, String passwordHash, OutgoingMail notice, Instant now, Activity... noted) {
    return proofs().resetPassword(link, passwordHash, notice, now, noted);
  }

  @Override
  public Confirmed confirmAddress(
      MailLink link, List<OutgoingMail> notices, Instant now, Activity... noted) {
    return proofs().confirmAddress(link, notices, now, noted);
  }

  private SqlMailProofs proofs() {
    return new SqlMailProofs(database, issuer);
  }

  @Override
  public boolean enable(String username, boolean enabled, Instant now) {
    return undeclared().enable(username, enabled, now);
  }

  @Override
  public boolean delete(String username, Instant now) {
    return undeclared().delete(username, now);
  }

  /// All that is kept of somebody goes here: whoever adds a table about people deletes from it too.
  void erase(Sql sql, String subject, Instant now) throws SQLException {
    for (String table :
        List.of(
            "people",
            "consents",
            "factors",
            "code_tries",
            "deletions",
            "mail_links",
            "upstream_identities")) {
      sql.update("DELETE FROM " + table + " WHERE issuer = ? AND subject = ?", issuer, subject);
    }
    new SqlSessionEnds(issuer).endAll(sql, subject, now);
    sql.update("DELETE FROM activity WHERE issuer = ? AND subject = ?", issuer, subject);
  }

  /// Whoever else changes somebody, or signs in as them, waits for this from now on.
  void hold(Sql sql, String subject) throws SQLException {
    sql.update(
        "UPDATE people SET claims = claims WHERE issuer = ? AND subject = ?", issuer, subject);
  }

  /// The same, of somebody who is enabled and has this password.
  ///
  /// @param passwordHash empty for whatever password
  /// @return whether they are and have
  boolean hold(Sql sql, String subject, Optional<String> passwordHash) throws SQLException {
    return 1
        == sql.update(
            """
            UPDATE people SET claims = claims WHERE issuer = ? AND subject = ? AND enabled
              AND COALESCE(password_hash, '') = COALESCE(?, password_hash, '')
            """,
            issuer,
            subject,
            passwordHash);
  }

  @Override
  public boolean changePassword(
      Optional<String> before,
      String hash,
      Session kept,
      Session renewed,
      boolean revoking,
      Instant now,
      Activity... noted) {
    return new SqlPasswords(database, issuer)
        .change(before, hash, kept, renewed, revoking, now, noted);
  }

  @Override
  public boolean rehash(String subject, String before, String hash) {
    return new SqlPasswords(database, issuer).rehash(subject, before, hash);
  }

  @Override
  public Optional<Person> changeClaims(
      String subject, Map<String, Object> claims, Set<String> without, Activity... noted) {
    return undeclared().changeClaims(subject, claims, without, noted);
  }

  private SqlUndeclaredPeople undeclared() {
    return new SqlUndeclaredPeople(database, issuer);
  }

  @Override
  public Map<String, String> fingerprints() {
    return declared().fingerprints();
  }

  @Override
  public void declare(Person person, String fingerprint) {
    declared().declare(person, fingerprint);
  }

  @Override
  public void endDisabled(String username, Instant now) {
    declared().endDisabled(username, now);
  }

  @Override
  public List<String> disableDeclaredExcept(Set<String> usernames, Instant now) {
    return declared().disableExcept(usernames, now);
  }

  private SqlDeclaredPeople declared() {
    return new SqlDeclaredPeople(database, issuer);
  }

  /// Reads [#COLUMNS].
  static Person person(Row row) throws SQLException {
    return new Person(
        row.text(),
        row.text(),
        Origin.valueOf(row.text()),
        row.flag(),
        row.textIfAny(),
        Set.copyOf(row.texts()),
        row.document().members());
  }
}
